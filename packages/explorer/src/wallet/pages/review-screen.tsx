/** The screen before each signature: what the bytes say, who is paid, what is unusual, and what opens the key. */
import { formatAddress } from '@trellis/crypto';
import { type AssetCode, aliasText, codeText, visibleText } from '@trellis/protocol';
import type { JSX } from 'preact';
import { amountText, whole } from '../../page/format.ts';
import { t } from '../../page/language.ts';
import { Facts } from '../../page/parts/facts.tsx';
import { OnDemand } from '../../page/parts/on-demand.tsx';
import { outcomeMeaning, outcomeText as wordsOfOutcome } from '../../page/words.ts';
import { holderText } from '../alias-text.ts';
import type { Consent } from '../consent.ts';
import { groupedAddress, type Payee, type Review, readReview } from '../review.ts';
import { sentenceText, unitsText } from '../sentence-text.ts';
import { unusualText } from '../unusual-text.ts';
import { useWallet } from '../wallet-context.ts';
import { newAccountFacts } from './new-accounts.tsx';
import { Reviewed, useReview } from './reviewed.tsx';
import { Unlock } from './unlock.tsx';

export function ReviewScreen({ consent }: { readonly consent: Consent }): JSX.Element {
  return (
    <section class="review" aria-label={t('What you are asked to sign')}>
      <h1 tabIndex={-1}>{t('Sign this?')}</h1>
      {consent.what === 'transaction' ? (
        <TransactionReview consent={consent} />
      ) : (
        <OnDemand
          load={async () => {
            const { StatementReview } = await import('./statement-review.tsx');
            return () => <StatementReview consent={consent} />;
          }}
        />
      )}
      <p>
        <button type="button" onClick={consent.decline}>
          {t('Do not sign')}
        </button>
      </p>
    </section>
  );
}

function TransactionReview({ consent }: { readonly consent: Consent }): JSX.Element {
  const { session, submissions } = useWallet();
  const { bytes, signer, key } = consent;
  const { scheme, publicKey } = key.header;
  const loaded = useReview(bytes, () =>
    readReview(session, submissions, bytes, { ...signer, scheme, publicKey }),
  );
  return (
    <Reviewed loaded={loaded}>
      {(review) => <ReviewBody review={review} consent={consent} />}
    </Reviewed>
  );
}

function ReviewBody({
  review,
  consent,
}: {
  readonly review: Review;
  readonly consent: Consent;
}): JSX.Element {
  const { sentences, decimals, unusual, transaction, own } = review;
  return (
    <>
      <ol class="sentences">
        {sentences.map((one, index) => (
          <li key={index}>{sentenceText(one, decimals)}</li>
        ))}
      </ol>
      {unusual.length === 0 ? null : (
        <section class="unusual" aria-label={t('Unusual')}>
          <h2>{t('Look twice')}</h2>
          <ul>
            {unusual.map((one) => {
              const text = unusualText(one, decimals);
              return <li key={text}>{text}</li>;
            })}
          </ul>
        </section>
      )}
      {review.payees.map((payee) => (
        <PayeeView key={formatAddress(payee.account)} payee={payee} />
      ))}
      <Facts
        facts={[
          [t('From'), <span class="mono">{groupedAddress(transaction.sender)}</span>],
          ...(own === transaction.sender
            ? []
            : [[t('You sign for'), <span class="mono">{groupedAddress(own)}</span>] as const]),
          ...newAccountFacts(transaction),
          ...balanceFacts(review),
          [t('Fee'), feeText(review)],
          [
            t('Simulated'),
            <span class={wouldSucceed(review) ? undefined : 'bad'}>{outcomeText(review)}</span>,
          ],
          ...(transaction.memo === '' ? [] : [[t('Memo'), visibleText(transaction.memo)] as const]),
          [t('Valid until'), t('block {0}', whole(transaction.validUntil))],
          [t('Sequence'), whole(transaction.sequence)],
        ]}
      />
      {review.notes.map((note) => (
        <p key={note} class="problem">
          {t('Your account: {0}', note)}
        </p>
      ))}
      <Unlock consent={consent} />
    </>
  );
}

function PayeeView({ payee }: { readonly payee: Payee }): JSX.Element {
  const { account, aliases, notes } = payee;
  return (
    <div class="payee">
      <p>
        {t('To')} <span class="mono big">{groupedAddress(account)}</span>
      </p>
      {aliases.map((one) => (
        <p key={aliasText(one.alias)}>{t('Called {0} (proven)', holderText(one))}</p>
      ))}
      {notes.map((note) => (
        <p key={note} class="problem">
          {note}
        </p>
      ))}
    </div>
  );
}

/** What is there now, as the state proves, and what would be left; fees apart. */
function balanceFacts({ balances, outgoing, decimals }: Review) {
  return [...balances].map(([asset, balance]) => {
    const left = balance - (outgoing.get(asset) ?? 0n);
    const now = unitsText(balance, asset, decimals);
    const text =
      left === balance ? now : t('{0} now, then {1}', now, leftText(left, asset, decimals));
    return [t('Balance in {0} (proven)', asset), text] as const;
  });
}

function leftText(left: bigint, asset: AssetCode, decimals: Review['decimals']): string {
  return left < 0n ? t('not enough') : amountText(left, decimals.get(asset) ?? 0);
}

function feeText({ simulation: { receipt, feeAsset }, decimals }: Review): string {
  if (receipt === null) return t('not known');
  if (receipt.fee === 0n || feeAsset === null)
    return receipt.fee === 0n ? t('none') : `${receipt.fee}`;
  return unitsText(receipt.fee, feeAsset, decimals);
}

function wouldSucceed({ simulation: { receipt, refusal } }: Review): boolean {
  return refusal === null && receipt?.status === 'success';
}

/** As the node reports it. */
function outcomeText({ simulation: { receipt, refusal } }: Review): string {
  const reported = t('(reported by the node, not proven)');
  const code = codeText(refusal ?? receipt?.status ?? 'unknown');
  const outcome = wordsOfOutcome(code);
  const told = refusal === null ? outcome : t('rejected: {0}', outcome);
  const meaning = code === 'success' ? undefined : outcomeMeaning(code);
  return [`${told} ${reported}`, ...(meaning === undefined ? [] : [meaning])].join(': ');
}
