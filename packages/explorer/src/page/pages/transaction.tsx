/** One transaction: what it does, operation by operation, and what became of it. */
import { getMempool, getReportedTransaction } from '@trellis/client';
import { isHash } from '@trellis/crypto';
import {
  type AssetCode,
  affectedAccounts,
  codeText,
  encode,
  isUnknown,
  type Operation,
  type SignedTransaction,
  signedTransactionCodec,
  splitSignedTransaction,
  statusMeaning,
  visibleText,
} from '@trellis/protocol';
import type { FinalTransaction, ReportedTransaction } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { bytesText, count, percent, timeText, whole } from '../format.ts';
import { AccountNotes } from '../parts/account-notes.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Encoding } from '../parts/encoding.tsx';
import { Facts } from '../parts/facts.tsx';
import { AccountLink, BlockLink } from '../parts/links.tsx';
import { OperationParts } from '../parts/operation-view.tsx';
import { Outcome } from '../parts/outcome.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { OperationLine } from '../parts/sentence-line.tsx';
import { Table } from '../parts/table.tsx';
import type { Session } from '../session.ts';
import { transactionProof } from '../transaction-proof.ts';
import { type Answer, useProven } from '../use-proven.ts';

type Shown =
  | { readonly state: 'final'; readonly final: FinalTransaction }
  | { readonly state: 'waiting'; readonly transaction: ReportedTransaction | undefined };

export function TransactionPage({ id }: { readonly id: string }): JSX.Element {
  const loaded = useProven(`tx ${id}`, (session) => load(session, id), { follows: true });
  return (
    <PageFrame
      title="Transaction"
      about={
        <>
          <span class="mono">{id}</span> <CopyButton text={id} what="the id" />
        </>
      }
      loaded={loaded}
    >
      {(shown) =>
        shown.state === 'final' ? (
          <Final final={shown.final} />
        ) : (
          <Waiting transaction={shown.transaction} />
        )
      }
    </PageFrame>
  );
}

async function load(session: Session, id: string): Promise<Answer<Shown>> {
  if (!isHash(id)) throw new Error(`“${id.slice(0, 80)}” is not the id of a transaction`);
  const { final } = await getReportedTransaction(session.client, id);
  if (final === null) {
    const { transactions } = await getMempool(session.client);
    const transaction = transactions.find((one) => one.transactionId === id)?.transaction;
    return { value: { state: 'waiting', transaction }, proofs: [] };
  }
  const hashes = count(final.transactionProof.siblings.length, 'hash', 'hashes');
  const proof = {
    ...transactionProof(session, final),
    what: 'the transaction and its receipt',
    how: `Its id, over what it does, and its receipt lead through ${hashes} each to the roots in the header`,
  };
  return { value: { state: 'final', final }, proofs: [proof] };
}

function Waiting({
  transaction,
}: {
  readonly transaction: ReportedTransaction | undefined;
}): JSX.Element {
  return (
    <>
      <p class="quiet">Pending: it is in the mempool, and not final yet.</p>
      {transaction === undefined ? null : (
        <>
          <Facts facts={bodyFacts(transaction)} />
          <Unusual transaction={transaction} />
          <Operations transaction={transaction} failed={null} />
        </>
      )}
    </>
  );
}

function bodyFacts({ sender, sequence, validUntil, memo }: ReportedTransaction) {
  return [
    ['Sender', <AccountLink key="sender" address={sender} isWhole={true} />],
    ['Sequence', whole(sequence)],
    ['Valid until', `block ${whole(validUntil)}`],
    ['Memo', memo === '' ? 'none' : visibleText(memo)],
  ] as const;
}

function Final({ final }: { readonly final: FinalTransaction }): JSX.Element {
  const { receipt, header, height, index, signed } = final;
  const encoded = encode(signedTransactionCodec, signed);
  const signatures = splitSignedTransaction(encoded).witnesses.length;
  return (
    <>
      <Facts
        facts={[
          [
            'Status',
            <span key="outcome">
              <Outcome status={receipt.status} />
              {receipt.status === 'success' ? null : ` ${statusMeaning[receipt.status]}`}
            </span>,
          ],
          [
            'Block',
            <span key="block">
              <BlockLink height={height} />, {timeText(header.time)}, position {whole(index)}
            </span>,
          ],
          ...bodyFacts(signed.transaction),
          [
            'Size',
            `${bytesText(encoded.length)}, ${percent(signatures / encoded.length)} of it signatures`,
          ],
        ]}
      />
      <Unusual transaction={signed.transaction} />
      <Operations transaction={signed.transaction} failed={receipt.failedOperation} />
      <h2>Signed by</h2>
      <Witnesses signed={signed} />
      <Encoding signed={signed} encoded={encoded} />
    </>
  );
}

/** What is unusual now about the accounts that it affects. */
function Unusual({ transaction }: { readonly transaction: ReportedTransaction }): JSX.Element {
  const operations = transaction.operations.filter((operation) => !isUnknown(operation));
  return (
    <AccountNotes
      accounts={[...affectedAccounts({ ...transaction, operations })]}
      assets={assetsOf(operations)}
    />
  );
}

/** The assets that operations name. */
function assetsOf(operations: readonly Operation[]): readonly AssetCode[] {
  const named = operations.flatMap((operation) => ('asset' in operation ? [operation.asset] : []));
  return [...new Set(named)];
}

export function Operations({
  transaction,
  failed,
}: {
  readonly transaction: ReportedTransaction;
  /** Index of the one that could not be applied; none was then. */
  readonly failed: number | null;
}): JSX.Element {
  const operations = transaction.operations.map((operation, index) => ({ operation, index }));
  return (
    <>
      <h2>Operations</h2>
      <ol class="operations">
        {operations.map(({ operation, index }) => (
          <li key={index} class={failed === index ? 'failed' : undefined}>
            <p>
              {isUnknown(operation) ? (
                `${codeText(operation)}, which this page does not know`
              ) : (
                <OperationLine operation={operation} />
              )}
              {failed === index ? <span class="bad"> failed, so nothing was applied</span> : null}
            </p>
            {isUnknown(operation) ? null : <OperationParts operation={operation} />}
          </li>
        ))}
      </ol>
    </>
  );
}

function Witnesses({ signed }: { readonly signed: SignedTransaction }): JSX.Element {
  const rows = signed.witnesses;
  return (
    <>
      <Table
        label="Witnesses"
        rows={rows}
        keyOf={({ account, keyIndex }) => `${account} ${keyIndex}`}
        empty="The node has pruned the signatures; the proof does not need them."
        columns={[
          { title: 'Account', cell: ({ account }) => <AccountLink address={account} /> },
          { title: 'Key', isNumber: true, cell: ({ keyIndex }) => keyIndex + 1 },
          {
            title: 'Signature',
            isNumber: true,
            cell: ({ signature }) => bytesText(signature.length),
          },
          {
            title: 'Public key',
            cell: ({ publicKey }) =>
              publicKey === null
                ? 'known to the ledger'
                : `${bytesText(publicKey.length)}, first use`,
          },
        ]}
      />
      <p class="quiet">
        Validators have checked the signatures before they signed the block; the proof is of what
        the transaction does.
      </p>
    </>
  );
}
