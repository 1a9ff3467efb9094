/**
 * What a client asks an owner for. The owner's keys are not here: the page takes a consent that was signed elsewhere, and
 * sends the browser on to where the client waits.
 */
import {
  getConsentRequest,
  grantConsent,
  type HttpTransport,
  httpTransport,
  refuseConsent,
} from '@trellis/client';
import { decodeJsonText, periodText, problemText } from '@trellis/protocol';
import {
  type AuthorizationDetail,
  type ConsentRequest,
  type SignedConsent,
  signedConsentCodec,
} from '@trellis/protocol/http-api';
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { inBackground } from '../background.ts';
import { count, timeText } from '../format.ts';
import { t } from '../language.ts';
import { Amount } from '../parts/amount.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Facts } from '../parts/facts.tsx';
import { AccountLink } from '../parts/links.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { useAsked } from '../use-proven.ts';

/** A signed consent of all keys of an account is smaller. */
const fileBytesMax = 1_000_000;

/** The server that the client chose: another node of the chain knows nothing of its requests. */
const ownServer = (): HttpTransport => httpTransport({ url: location.origin });

export function ConsentPage({ name }: { readonly name: string }): JSX.Element {
  const loaded = useAsked(`consent ${name}`, 30_000, () => getConsentRequest(ownServer(), name));
  return (
    <PageFrame title={t('Consent')} loaded={loaded}>
      {(request) => (
        <>
          <Asked request={request} />
          <Answer request={request} />
        </>
      )}
    </PageFrame>
  );
}

function Asked({ request }: { readonly request: ConsentRequest }): JSX.Element {
  const { client, details, redirectUri, expires } = request;
  return (
    <>
      <p>
        {t('A client asks for this.')}{' '}
        <span class="reported">{t('Its name is what the operator of this node registered.')}</span>
      </p>
      <Facts
        facts={[
          [t('Client'), `${client.name} (${client.id})`],
          ...(client.account === null
            ? []
            : [
                [
                  t('Pays as'),
                  <AccountLink key="pays" address={client.account} isWhole={true} />,
                ] as const,
              ]),
          ...details.map(
            (detail) => [titleOf(detail), <Detail key={detail.type} detail={detail} />] as const,
          ),
          [t('Answer goes to'), new URL(redirectUri).origin],
          [t('To be answered until'), timeText(expires)],
        ]}
      />
    </>
  );
}

function titleOf({ type }: AuthorizationDetail): string {
  switch (type) {
    case 'account_information':
      return 'See the account';
    case 'payment_initiation':
      return 'Pay once';
    case 'recurring_payments':
      return 'Pay again and again';
  }
}

function Detail({ detail }: { readonly detail: AuthorizationDetail }): JSX.Element {
  const until = `until ${timeText(detail.until)}`;
  if (detail.type === 'account_information')
    return (
      <>
        {t('balances and history,')} {until}
      </>
    );
  const { asset } = detail;
  if (detail.type === 'payment_initiation') {
    return (
      <>
        <Amount amount={detail.amount} asset={asset} /> {t('to')}{' '}
        <AccountLink address={detail.payee} isWhole={true} />, {until}
      </>
    );
  }
  const payees: ComponentChildren = detail.payees.map((payee, index) => (
    <span key={payee}>
      {index === 0 ? '' : t(' or ')}
      <AccountLink address={payee} isWhole={true} />
    </span>
  ));
  return (
    <>
      {t('at most')} <Amount amount={detail.paymentMax} asset={asset} /> {t('at once and')}{' '}
      <Amount amount={detail.periodMax} asset={asset} /> {t('in each')} {periodText(detail.period)}
      {t(', to')} {detail.payees.length === 0 ? t('anybody') : payees},{' '}
      {count(detail.paymentsMax, 'payment')}, {until}
    </>
  );
}

function Answer({ request }: { readonly request: ConsentRequest }): JSX.Element {
  const [problem, setProblem] = useState<string>();
  const command = `trellis consent grant ACCOUNT "${location.href}"`;
  const leave = async (answer: Promise<{ readonly redirect: string }>): Promise<void> => {
    try {
      location.assign((await answer).redirect);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'it failed');
    }
  };
  const read = async (event: Event): Promise<void> => {
    setProblem(undefined);
    const consent = await consentIn(event, request);
    // So that the same file can be chosen again.
    if (event.target instanceof HTMLInputElement) event.target.value = '';
    if (typeof consent === 'string') setProblem(consent);
    else await leave(grantConsent(ownServer(), consent));
  };
  return (
    <>
      <h2>{t('Sign')}</h2>
      <p>
        {t('Your keys sign it on your machine, as the keys of your account require:')}{' '}
        <code>{command}</code> <CopyButton text={command} what={t('the command')} />
      </p>
      <p>
        {t('With')} <code>{t('--out consent.json')}</code>{' '}
        {t('the command gives nothing yet: bring the file here.')}
      </p>
      <p>
        <label>
          {t('Signed consent')}{' '}
          <input
            type="file"
            accept=".json,application/json"
            onChange={(event) => inBackground(read(event))}
          />
        </label>
      </p>
      <p>
        <button
          type="button"
          onClick={() => inBackground(leave(refuseConsent(ownServer(), request.request)))}
        >
          {t('Refuse')}
        </button>
      </p>
      <p role="alert">{problem}</p>
    </>
  );
}

/** The signed consent in the file that was chosen, or what is wrong with it. */
async function consentIn(
  { target }: Event,
  { request }: ConsentRequest,
): Promise<SignedConsent | string> {
  const file = target instanceof HTMLInputElement ? target.files?.[0] : undefined;
  if (file === undefined) return 'no file was chosen';
  if (file.size > fileBytesMax) return 'the file is too large for a consent';
  const decoded = decodeJsonText(signedConsentCodec, await file.text());
  if (!decoded.ok) return `this is no signed consent (${problemText(decoded.problem)})`;
  const isAnswer = decoded.value.consent.request === request;
  return isAnswer ? decoded.value : 'this consent answers another request';
}
