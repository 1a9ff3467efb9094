/** What an account did and was paid in the last blocks. */
import {
  getReportedTransaction,
  recentBlocks,
  recentTransactions,
  type TrustedChain,
  verifyTransaction,
} from '@trellis/client';
import type { Address } from '@trellis/crypto';
import { codeText, isUnknown, operationLabel } from '@trellis/protocol';
import type { FinalTransaction } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { count, shortHash, timeText, whole } from '../format.ts';
import { TransactionLink } from '../parts/links.tsx';
import { List } from '../parts/list.tsx';
import { Moment } from '../parts/moment.tsx';
import { Outcome } from '../parts/outcome.tsx';
import { ReportedNote } from '../parts/reported-note.tsx';
import { OperationLine } from '../parts/sentence-line.tsx';
import { SmallMark } from '../parts/verified-mark.tsx';
import type { Proof } from '../proof.ts';
import { useProven } from '../use-proven.ts';

/** Each is checked; the others are a link away. */
const shownMax = 20;

export function RecentTransactions({
  address,
  sequence,
}: {
  readonly address: Address;
  readonly sequence: bigint;
}): JSX.Element {
  // Asked again when it has sent something; what it is paid shows when the page is opened again.
  const loaded = useProven(
    `recent ${address} ${sequence}`,
    async ({ client, verifier }) => {
      const { transactions: events } = await recentTransactions(client, address);
      const answers = await Promise.all(
        events
          .slice(0, shownMax)
          .map(({ transactionId }) => getReportedTransaction(client, transactionId)),
      );
      const rows = answers.flatMap(({ final }) => final ?? []);
      const proofs = rows.map((final): Proof => {
        const { header, certificate, transactionId: id } = final;
        const verify = (trusted: TrustedChain) => verifyTransaction(trusted, verifier, id, final);
        return {
          what: `transaction ${shortHash(id)}`,
          name: `tx/${id}`,
          header,
          certificate,
          how,
          verify,
        };
      });
      return { value: { rows, total: events.length }, proofs };
    },
    { follows: false },
  );
  if (loaded.state === 'loading') return <h2>Recent transactions</h2>;
  if (loaded.state === 'failed') {
    return (
      <>
        <h2>Recent transactions</h2>
        <p class="problem">{loaded.reason}</p>
      </>
    );
  }
  const { rows, total } = loaded.value;
  return (
    <>
      <h2>Recent transactions</h2>
      <List
        name="transactions"
        label="Transactions of the account"
        rows={rows.map((final, index) => ({ final, verification: loaded.verifications[index] }))}
        keyOf={({ final }) => final.transactionId}
        empty={`None in the last ${whole(recentBlocks)} blocks.`}
        columns={[
          { title: 'Proof', cell: ({ verification }) => <SmallMark verification={verification} /> },
          {
            title: 'Transaction',
            cell: ({ final }) => <TransactionLink id={final.transactionId} />,
            value: ({ final }) => final.transactionId,
          },
          {
            title: 'Status',
            cell: ({ final }) => <Outcome status={final.receipt.status} />,
            value: ({ final }) => final.receipt.status,
          },
          { title: 'Type', cell: ({ final }) => <FirstOperation final={final} />, value: typesOf },
          {
            title: 'Time',
            cell: ({ final }) => <Moment time={final.header.time} />,
            value: ({ final }) => timeText(final.header.time),
          },
          {
            title: 'Memo',
            cell: ({ final }) => final.signed.transaction.memo.slice(0, 60),
            value: ({ final }) => final.signed.transaction.memo,
          },
        ]}
      />
      {total > rows.length ? (
        <p class="quiet">
          The newest {rows.length} of {total} in the last {whole(recentBlocks)} blocks.
        </p>
      ) : null}
      <ReportedNote what="Which transactions there are" />
    </>
  );
}

const how = 'Its id and its receipt lead to the roots in the header';

function typesOf({ final }: { readonly final: FinalTransaction }): string {
  const types = final.signed.transaction.operations.map((operation) =>
    isUnknown(operation) ? codeText(operation) : operationLabel(operation.type),
  );
  return [...new Set(types)].join(', ');
}

function FirstOperation({ final }: { readonly final: FinalTransaction }): JSX.Element {
  const [first, ...others] = final.signed.transaction.operations;
  if (first === undefined) return <>nothing</>;
  return (
    <>
      <OperationLine operation={first} />
      {others.length === 0 ? null : `, and ${count(others.length, 'more operation')}`}
    </>
  );
}
