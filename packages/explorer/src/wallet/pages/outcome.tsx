/** How it stands with a transaction that was signed here. */
import type { Submission } from '@trellis/client/account';
import { operationSentence } from '@trellis/protocol';
import type { JSX } from 'preact';
import { timeText, whole, words } from '../../page/format.ts';
import { CopyButton } from '../../page/parts/copy-button.tsx';
import { Facts } from '../../page/parts/facts.tsx';
import type { Standing } from '../consent.ts';
import { sentenceText } from '../sentence-text.ts';
import { useWalletDecimals } from '../wallet-decimals.ts';

function classOf(state: Submission['state'], status: string | undefined): string {
  if (state !== 'final') return 'quiet';
  return status === undefined || status === 'success' ? 'good' : 'bad';
}

const meanings: Readonly<Record<Submission['state'], string>> = {
  signed: 'signed and written down; nothing has left',
  submitted: 'submitted: it may become final, also if this page is closed',
  final: 'final, and proven here',
  expired: 'expired: it is proven that it can’t become final any more',
  failed: 'not made: the node rejected it, or it was interrupted before it left',
};

export function Outcome({ submission, status }: Standing): JSX.Element {
  const { id, state, signed, changed } = submission;
  const { transaction } = signed;
  const decimals = useWalletDecimals(transaction);
  return (
    <section class="outcome" aria-label={`Transaction ${id}`} data-state={state}>
      <p class={classOf(state, status)} role="status">
        {status === undefined || status === 'success'
          ? meanings[state]
          : `final, but not applied: ${words(status)}`}
      </p>
      <ul>
        {transaction.operations.slice(0, 5).map((one, index) => (
          <li key={index}>{sentenceText(operationSentence(one), decimals)}</li>
        ))}
        {transaction.operations.length > 5 ? (
          <li>{`and ${transaction.operations.length - 5} more`}</li>
        ) : null}
      </ul>
      <Facts
        facts={[
          [
            'Transaction',
            <>
              <span class="mono">{id}</span> <CopyButton text={id} what="the id" />
            </>,
          ],
          ['Sequence', whole(transaction.sequence)],
          ['Changed', timeText(changed)],
        ]}
      />
    </section>
  );
}
