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
  visibleText,
} from '@trellis/protocol';
import type { FinalTransaction, ReportedTransaction } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { bytesText, count, percent, timeText, whole } from '../format.ts';
import { t } from '../language.ts';
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
import { outcomeMeaning } from '../words.ts';

type Shown =
  | { readonly state: 'final'; readonly final: FinalTransaction }
  | { readonly state: 'waiting'; readonly transaction: ReportedTransaction | undefined };

export function TransactionPage({ id }: { readonly id: string }): JSX.Element {
  const loaded = useProven(`tx ${id}`, (session) => load(session, id), { follows: true });
  return (
    <PageFrame
      title={t('Transaction')}
      about={
        <>
          <span class="mono">{id}</span> <CopyButton text={id} what={t('the id')} />
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
  if (!isHash(id)) throw new Error(t('“{0}” is not the id of a transaction', id.slice(0, 80)));
  const { final } = await getReportedTransaction(session.transport, id);
  if (final === null) {
    const { transactions } = await getMempool(session.transport);
    const transaction = transactions.find((one) => one.transactionId === id)?.transaction;
    return { value: { state: 'waiting', transaction }, proofs: [] };
  }
  const hashes = count(final.transactionProof.siblings.length, 'hash');
  const proof = {
    ...transactionProof(session, final),
    what: t('the transaction and its receipt'),
    how: t(
      'Its id, over what it does, and its receipt lead through {0} each to the roots in the header',
      hashes,
    ),
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
      <p class="quiet">{t('Pending: it is in the mempool, and not final yet.')}</p>
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
    [t('Sender'), <AccountLink key="sender" address={sender} isWhole={true} />],
    [t('Sequence'), whole(sequence)],
    [t('Valid until'), t('block {0}', whole(validUntil))],
    [t('Memo'), memo === '' ? t('none') : visibleText(memo)],
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
            t('Status'),
            <span key="outcome">
              <Outcome status={receipt.status} />
              {receipt.status === 'success' ? null : ` ${outcomeMeaning(receipt.status)}`}
            </span>,
          ],
          [
            t('Block'),
            <span key="block">
              <BlockLink height={height} />, {timeText(header.time)}
              {t(', position')} {whole(index)}
            </span>,
          ],
          ...bodyFacts(signed.transaction),
          [
            t('Size'),
            t(
              '{0}, {1} of it signatures',
              bytesText(encoded.length),
              percent(signatures / encoded.length),
            ),
          ],
        ]}
      />
      <Unusual transaction={signed.transaction} />
      <Operations transaction={signed.transaction} failed={receipt.failedOperation} />
      <h2>{t('Signed by')}</h2>
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
      <h2>{t('Operations')}</h2>
      <ol class="operations">
        {operations.map(({ operation, index }) => (
          <li key={index} class={failed === index ? 'failed' : undefined}>
            <p>
              {isUnknown(operation) ? (
                t('{0}, which this page does not know', codeText(operation))
              ) : (
                <OperationLine operation={operation} />
              )}
              {failed === index ? (
                <span class="bad"> {t('failed, so nothing was applied')}</span>
              ) : null}
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
        label={t('Witnesses')}
        rows={rows}
        keyOf={({ account, keyIndex }) => `${account} ${keyIndex}`}
        empty={t('The node has pruned the signatures; the proof does not need them.')}
        columns={[
          { title: t('Account'), cell: ({ account }) => <AccountLink address={account} /> },
          { title: t('Key'), isNumber: true, cell: ({ keyIndex }) => keyIndex + 1 },
          {
            title: t('Signature'),
            isNumber: true,
            cell: ({ signature }) => bytesText(signature.length),
          },
          {
            title: t('Public key'),
            cell: ({ publicKey }) =>
              publicKey === null
                ? t('known to the ledger')
                : t('{0}, first use', bytesText(publicKey.length)),
          },
        ]}
      />
      <p class="quiet">
        {t(
          'Validators have checked the signatures before they signed the block; the proof is of what the transaction does.',
        )}
      </p>
    </>
  );
}
