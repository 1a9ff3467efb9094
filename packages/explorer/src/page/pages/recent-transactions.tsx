/** What an account did and was paid in the last blocks. */
import { getReportedTransaction, recentBlocks, recentTransactions } from '@trellis/client';
import type { Address } from '@trellis/crypto';
import { codeText, isUnknown } from '@trellis/protocol';
import type { FinalTransaction } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { count, whole } from '../format.ts';
import { t } from '../language.ts';
import { List } from '../parts/list.tsx';
import { ReportedNote } from '../parts/reported-note.tsx';
import { OperationLine } from '../parts/sentence-line.tsx';
import type { Column } from '../parts/table.tsx';
import {
  idColumn,
  type ListedTransaction,
  memoColumn,
  proofColumn,
  statusColumn,
  timeColumn,
} from '../parts/transaction-columns.tsx';
import type { Verification } from '../proof.ts';
import type { Session } from '../session.ts';
import { transactionProof } from '../transaction-proof.ts';
import { type Answer, useProven } from '../use-proven.ts';
import { operationLabel } from '../words.ts';

/** Each is checked; the others are a link away. */
const shownMax = 20;

interface Shown {
  /** The newest of them. */
  readonly finals: readonly FinalTransaction[];
  /** How many there are. */
  readonly total: number;
}

export function RecentTransactions({
  address,
  sequence,
}: {
  readonly address: Address;
  readonly sequence: bigint;
}): JSX.Element {
  // Asked again when it has sent something; what it is paid shows when the page is opened again.
  const loaded = useProven(`recent ${address} ${sequence}`, (session) => load(session, address), {
    follows: false,
  });
  return (
    <>
      <h2>{t('Recent transactions')}</h2>
      {loaded.state === 'failed' ? <p class="problem">{loaded.reason}</p> : null}
      {loaded.state === 'ready' ? (
        <Newest shown={loaded.value} verifications={loaded.verifications} />
      ) : null}
    </>
  );
}

async function load(session: Session, address: Address): Promise<Answer<Shown>> {
  const { transport } = session;
  const { transactions: events } = await recentTransactions(transport, address);
  const answers = await Promise.all(
    events
      .slice(0, shownMax)
      .map(({ transactionId }) => getReportedTransaction(transport, transactionId)),
  );
  const finals = answers.flatMap(({ final }) => final ?? []);
  const proofs = finals.map((final) => transactionProof(session, final));
  return { value: { finals, total: events.length }, proofs };
}

function Newest({
  shown: { finals, total },
  verifications,
}: {
  readonly shown: Shown;
  readonly verifications: readonly Verification[];
}): JSX.Element {
  return (
    <>
      <List
        name="transactions"
        label={t('Transactions of the account')}
        rows={finals.map((final, index) => ({ final, verification: verifications[index] }))}
        keyOf={({ final }) => final.transactionId}
        empty={t('None in the last {0} blocks.', whole(recentBlocks))}
        columns={columns}
      />
      {total > finals.length ? (
        <p class="quiet">
          {t('The newest')} {finals.length} {t('of')} {total} {t('in the last')}{' '}
          {whole(recentBlocks)} {t('blocks.')}
        </p>
      ) : null}
      <ReportedNote what={t('Which transactions there are')} />
    </>
  );
}

const columns: readonly Column<ListedTransaction>[] = [
  proofColumn,
  idColumn,
  statusColumn,
  {
    key: 'type',
    title: t('Type'),
    isProse: true,
    cell: ({ final }) => <FirstOperation final={final} />,
    value: typesOf,
  },
  timeColumn,
  memoColumn,
];

function typesOf({ final }: ListedTransaction): string {
  const types = final.signed.transaction.operations.map((operation) =>
    isUnknown(operation) ? codeText(operation) : operationLabel(operation.type),
  );
  return [...new Set(types)].join(', ');
}

function FirstOperation({ final }: { readonly final: FinalTransaction }): JSX.Element {
  const [first, ...others] = final.signed.transaction.operations;
  if (first === undefined) return <>{t('nothing')}</>;
  return (
    <>
      <OperationLine operation={first} />
      {others.length === 0 ? null : t(', and {0}', count(others.length, 'more operation'))}
    </>
  );
}
