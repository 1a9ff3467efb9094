/** How it stands with a transaction that was signed here. */
import type { Submission } from '@trellis/client/account';
import type { JSX } from 'preact';
import { timeText, whole } from '../../page/format.ts';
import { t } from '../../page/language.ts';
import { CopyButton } from '../../page/parts/copy-button.tsx';
import { Facts } from '../../page/parts/facts.tsx';
import { operationSentence, outcomeMeaning, outcomeText } from '../../page/words.ts';
import type { Standing } from '../consent.ts';
import { sentenceText } from '../sentence-text.ts';
import { useWalletDecimals } from '../wallet-decimals.ts';
import { newAccountFacts } from './new-accounts.tsx';

function classOf(state: Submission['state'], status: string | undefined): string {
  if (state !== 'final') return 'quiet';
  return status === undefined || status === 'success' ? 'good' : 'bad';
}

const meanings: Readonly<Record<Submission['state'], string>> = {
  signed: t('signed and written down; nothing has left'),
  submitted: t('submitted: it may become final, also if this page is closed'),
  final: t('final, and proven here'),
  expired: t('expired: it is proven that it can’t become final any more'),
  failed: t('not made: the node rejected it, or it was interrupted before it left'),
};

export function Outcome({ submission, status }: Standing): JSX.Element {
  const { id, state, signed, changed } = submission;
  const { transaction } = signed;
  const decimals = useWalletDecimals(transaction);
  return (
    <section class="outcome" aria-label={t('Transaction {0}', id)} data-state={state}>
      <p class={classOf(state, status)} role="status">
        {status === undefined || status === 'success'
          ? meanings[state]
          : t('final, but not applied: {0}', outcomeText(status))}
      </p>
      {status === undefined || status === 'success' ? null : <p>{outcomeMeaning(status)}</p>}
      <ul>
        {transaction.operations.slice(0, 5).map((one, index) => (
          <li key={index}>{sentenceText(operationSentence(one), decimals)}</li>
        ))}
        {transaction.operations.length > 5 ? (
          <li>{t('and {0} more', transaction.operations.length - 5)}</li>
        ) : null}
      </ul>
      <Facts
        facts={[
          [
            t('Transaction'),
            <>
              <span class="mono">{id}</span> <CopyButton text={id} what={t('the id')} />
            </>,
          ],
          ...newAccountFacts(transaction),
          [t('Sequence'), whole(transaction.sequence)],
          [t('Changed'), timeText(changed)],
        ]}
      />
    </section>
  );
}
