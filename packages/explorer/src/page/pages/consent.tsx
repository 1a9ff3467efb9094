/**
 * What a client asks an owner for. The owner's keys are not here: the page leads to the wallet, or takes a consent that was
 * signed elsewhere, and sends the browser on to where the client waits.
 */
import { getConsentRequest, grantConsent, refuseConsent } from '@trellis/client';
import { decodeJsonText, problemText } from '@trellis/protocol';
import {
  type ConsentRequest,
  type SignedConsent,
  signedConsentCodec,
} from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { walletBase } from '../../page-base.ts';
import { useApp } from '../app-context.ts';
import { inBackground } from '../background.ts';
import { expectWayBack } from '../consent-way-back.ts';
import { detailName, detailWords } from '../consent-words.ts';
import { timeText } from '../format.ts';
import { t } from '../language.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Facts } from '../parts/facts.tsx';
import { AccountLink } from '../parts/links.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { SentenceLine } from '../parts/sentence-line.tsx';
import { useAsked } from '../use-proven.ts';

/** A signed consent of all keys of an account is smaller. */
const fileBytesMax = 1_000_000;

export function ConsentPage({ name }: { readonly name: string }): JSX.Element {
  const loaded = useAsked(`consent ${name}`, 30_000, ({ server }) =>
    getConsentRequest(server, name),
  );
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
            (detail) =>
              [
                detailName(detail),
                <SentenceLine key={detail.type} sentence={detailWords(detail)} isWhole={true} />,
              ] as const,
          ),
          [t('Answer goes to'), new URL(redirectUri).origin],
          [t('To be answered until'), timeText(expires)],
        ]}
      />
    </>
  );
}

/** Behind `#`, so that no log of a server has it. */
const walletLink = ({ request }: ConsentRequest): string =>
  `${walletBase}/#/consent?${new URLSearchParams({ request })}`;

function Answer({ request }: { readonly request: ConsentRequest }): JSX.Element {
  const { session } = useApp();
  const [problem, setProblem] = useState<string>();
  const command = `trellis consent grant ACCOUNT "${location.href}"`;
  const leave = async (answer: Promise<{ readonly redirect: string }>): Promise<void> => {
    try {
      location.assign(expectWayBack((await answer).redirect, request));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : t('it failed'));
    }
  };
  const read = async (event: Event): Promise<void> => {
    setProblem(undefined);
    const consent = await consentIn(event, request);
    // So that the same file can be chosen again.
    if (event.target instanceof HTMLInputElement) event.target.value = '';
    if (typeof consent === 'string') setProblem(consent);
    else await leave(grantConsent(session.server, consent));
  };
  return (
    <>
      <h2>{t('Sign')}</h2>
      {session.hasWallet ? (
        <p>
          <a class="button primary" href={walletLink(request)}>
            {t('Sign in the wallet')}
          </a>{' '}
          {t('with the keys of this browser; it shows all of this again.')}
        </p>
      ) : null}
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
          onClick={() => inBackground(leave(refuseConsent(session.server, request.request)))}
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
