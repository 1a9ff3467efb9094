/** What another site asks for by its link: its origin stands first, and the way back is a link that the user follows. */

import { formatPaymentRequest, pay, transfer } from '@trellis/client';
import { asciiBytes, formatAddress, type Hash, sha256 } from '@trellis/crypto';
import { noRemittance, type Remittance, visibleText } from '@trellis/protocol';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../page/language.ts';
import { Facts } from '../../page/parts/facts.tsx';
import { messageOf } from '../../page/proof.ts';
import { act, type Standing } from '../consent.ts';
import { type Answer, backLink, readLink, type SiteLink } from '../link.ts';
import { useWork, WorkProblem } from '../parts.tsx';
import { groupedAddress } from '../review.ts';
import { readValues } from '../values.ts';
import type { WalletKey } from '../vault.ts';
import { nameOf, useChosenKey, useWallet, type WalletApp } from '../wallet-context.ts';
import { NoKey } from './do.tsx';
import { FromAccount } from './from-account.tsx';
import { Outcome } from './outcome.tsx';

export function Link({ query }: { readonly query: URLSearchParams }): JSX.Element {
  const key = useChosenKey();
  let link: SiteLink;
  try {
    link = readLink(query);
  } catch (error) {
    return (
      <>
        <h1 tabIndex={-1}>{t('This link can’t be used')}</h1>
        <p class="problem" role="alert">
          {messageOf(error)}
        </p>
      </>
    );
  }
  if (key === undefined) return <NoKey />;
  const { request } = link;
  return request.type === 'pay' ? (
    <PayLink link={link} request={request} walletKey={key} />
  ) : (
    <ConnectLink link={link} walletKey={key} />
  );
}

/** Anybody can write a link: only where it leads back to is known. */
function Asker({ link }: { readonly link: SiteLink }): JSX.Element {
  return (
    <p class="asker">
      {link.back === null ? (
        t('Somebody gave you this link; it leads back to nobody.')
      ) : (
        <>
          {t('This link leads back to')} <b class="mono">{link.back.origin}</b>
          {t('. Continue only if you came from there.')}
        </>
      )}
    </p>
  );
}

function BackLink({ link, answer }: { readonly link: SiteLink; readonly answer: Answer }) {
  const href = backLink(link, answer);
  if (href === null || link.back === null) return null;
  const { origin } = link.back;
  return (
    <p>
      <a href={href} rel="noreferrer noopener">
        {answer.type === 'declined'
          ? t('Decline, and go back to {0}', origin)
          : t('Go back to {0}', origin)}
      </a>
    </p>
  );
}

function ConnectLink({
  link,
  walletKey,
}: {
  readonly link: SiteLink;
  readonly walletKey: WalletKey;
}) {
  const href = backLink(link, { type: 'address', address: walletKey.account });
  return (
    <>
      <h1 tabIndex={-1}>{t('A site asks for your address')}</h1>
      <Asker link={link} />
      <p>
        {t(
          'It would learn the address of {0}, and with it what everybody can see of it:',
          nameOf(walletKey),
        )}{' '}
        <span class="mono">{formatAddress(walletKey.account)}</span>
        {t('. It can’t pay from it.')}
      </p>
      {href === null || link.back === null ? null : (
        <p>
          <a class="button primary" href={href} rel="noreferrer noopener">
            {t('Tell {0}', link.back.origin)}
          </a>
        </p>
      )}
      <BackLink link={link} answer={{ type: 'declined' }} />
    </>
  );
}

function PayLink({
  link,
  request: { text, request },
  walletKey,
}: {
  readonly link: SiteLink;
  readonly request: Extract<SiteLink['request'], { type: 'pay' }>;
  readonly walletKey: WalletKey;
}): JSX.Element {
  const wallet = useWallet();
  const [work, run] = useWork();
  const [standing, setStanding] = useState<Standing>();
  const why = whyNotPayable(wallet, request);
  const paidBy = standing?.status === 'success' ? standing.submission.id : undefined;
  return (
    <>
      <h1 tabIndex={-1}>{t('Pay a request')}</h1>
      <Asker link={link} />
      <FromAccount walletKey={walletKey} />
      <Facts
        facts={[
          [t('Amount'), `${request.amount} ${request.asset}`],
          [t('To'), <span class="mono">{groupedAddress(request.to)}</span>],
          ...remittanceFacts(request.remittance),
        ]}
      />
      <p class="problem">{why ?? ''}</p>
      <WorkProblem work={work} />
      {paidBy !== undefined || why !== undefined ? null : (
        <p>
          <button
            type="button"
            class="primary"
            disabled={work.state === 'busy'}
            onClick={() => run(() => payRequest(wallet, walletKey, { text, request }, setStanding))}
          >
            {work.state === 'busy' ? t('Working…') : t('Review')}
          </button>
        </p>
      )}
      {standing === undefined ? null : <Outcome {...standing} />}
      <BackLink link={link} answer={paidBy === undefined ? { type: 'declined' } : paid(paidBy)} />
    </>
  );
}

function remittanceFacts({ reference, invoice, endToEndId, purpose }: Remittance) {
  const facts = [
    [t('Reference'), reference],
    [t('Invoice'), invoice],
    [t('End-to-end id'), endToEndId],
    [t('Purpose'), purpose],
  ] as const;
  return facts.flatMap(([name, text]) =>
    text === null ? [] : [[name, visibleText(text)] as const],
  );
}

const paid = (transactionId: Hash): Answer => ({ type: 'paid', transactionId });

type Requested = Pick<Extract<SiteLink['request'], { type: 'pay' }>, 'text' | 'request'>;

function whyNotPayable(
  { session }: WalletApp,
  { chainId, expiresAt }: Requested['request'],
): string | undefined {
  const here = session.genesis.chainId;
  if (chainId !== here)
    return t('It is for the chain {0}, and this wallet is of {1}.', chainId, here);
  if (expiresAt !== null && expiresAt < Date.now()) return t('It has expired: ask for another.');
  return undefined;
}

/** A request is paid once from an account, in whichever tab and however often its link is opened. */
async function payRequest(
  wallet: WalletApp,
  key: WalletKey,
  { request }: Requested,
  onStanding: (standing: Standing) => void,
): Promise<void> {
  const { to, asset, remittance } = request;
  const values = readValues(wallet.session, { amount: request.amount });
  const move = { from: key.account, to, asset, amount: await values.amount('amount', asset) };
  const isPlain = JSON.stringify(remittance) === JSON.stringify(noRemittance);
  const operation = isPlain ? transfer(move) : pay({ ...move, remittance });
  const idempotencyKey = `request ${sha256(asciiBytes(formatPaymentRequest(request)))}`;
  const plan = { sender: key.account, operations: [operation], idempotencyKey };
  await act(wallet, key, plan, onStanding);
}
