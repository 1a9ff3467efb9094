/** Transactions, each proven: those of the newest blocks, and those before; found by type, account, asset, time and amount. */
import { getReportedTransaction, getTransactions } from '@trellis/client';
import { type Address, formatAddress, type Hash } from '@trellis/crypto';
import {
  isUnknown,
  type Place,
  toHeight,
  transactionMovements,
  visibleText,
} from '@trellis/protocol';
import type { FinalTransaction, ReportedTransaction } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { unitsOf, whole } from '../format.ts';
import { t } from '../language.ts';
import type { Live } from '../live.ts';
import { newestTransactions, type ShownPlace } from '../newest-transactions.ts';
import { AmountNumber } from '../parts/amount.tsx';
import { AccountLink, AssetLink, BlockLink } from '../parts/links.tsx';
import { List } from '../parts/list.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { ReportedNote } from '../parts/reported-note.tsx';
import type { Column } from '../parts/table.tsx';
import {
  idColumn,
  type ListedTransaction,
  memoColumn,
  proofColumn,
  statusColumn,
  timeColumn,
} from '../parts/transaction-columns.tsx';
import { TransactionFilters } from '../parts/transaction-filters.tsx';
import type { Verification } from '../proof.ts';
import { referencesOf, wordsOf } from '../references.ts';
import { pathTo, usePlace } from '../router.ts';
import type { Session } from '../session.ts';
import { type FilteredFacts, isShown, readFilter } from '../transaction-filter.ts';
import { transactionProof } from '../transaction-proof.ts';
import { type Answer, useProven } from '../use-proven.ts';
import { operationLabel } from '../words.ts';

const pageSize = 25;

/** What the address names; `null`: no place. */
export function readPlace(text: string | null): ShownPlace | null {
  const [, height, position] = /^([0-9]{1,18})-([0-9]{1,9})$/.exec(text ?? '') ?? [];
  return height === undefined
    ? null
    : { height: toHeight(BigInt(height)), position: Number(position) };
}

export function Transactions({ before }: { readonly before: ShownPlace | null }): JSX.Element {
  return before === null ? <NewestTransactions /> : <OlderTransactions before={before} />;
}

function NewestTransactions(): JSX.Element {
  const { live } = useApp();
  const loaded = useProven('transactions', (session) => load(session, live.get()), {
    follows: true,
  });
  return (
    <PageFrame title={t('Transactions')} loaded={loaded}>
      {({ finals, blocks, hasOlder, next }) =>
        // Before the first block is here, nothing can be said of what is in the newest.
        blocks === 0 ? (
          <p class="mark">{t('Loading…')}</p>
        ) : (
          <>
            <TransactionList
              finals={finals}
              verifications={loaded.state === 'ready' ? loaded.verifications : []}
            />
            <p class="quiet">
              {t('Those of the newest')} {whole(blocks)}{' '}
              {t('blocks. Each block has been checked to be whole, so none is left out.')}
            </p>
            {hasOlder ? <ReportedNote what={t('Which transactions came before')} /> : null}
            <Older next={next} />
          </>
        )
      }
    </PageFrame>
  );
}

function OlderTransactions({ before }: { readonly before: ShownPlace }): JSX.Element {
  const { height, position } = before;
  const loaded = useProven(
    `transactions before ${height}-${position}`,
    (session) => loadOlder(session, before),
    { follows: false },
  );
  return (
    <PageFrame title={t('Transactions before block {0}', whole(height))} loaded={loaded}>
      {({ finals, next }) => (
        <>
          <TransactionList
            finals={finals}
            verifications={loaded.state === 'ready' ? loaded.verifications : []}
          />
          <ReportedNote what={t('Which transactions came before')} />
          <Older next={next} />
        </>
      )}
    </PageFrame>
  );
}

function Older({ next }: { readonly next: ShownPlace | null }): JSX.Element | null {
  if (next === null) return null;
  return (
    <p>
      <a href={`${pathTo('transactions')}?before=${next.height}-${next.position}`}>
        {t('Older transactions')}
      </a>
    </p>
  );
}

interface Shown {
  readonly finals: readonly FinalTransaction[];
  /** What is before this is on the next page; `null`: there is nothing. */
  readonly next: ShownPlace | null;
}

interface ShownNewest extends Shown {
  readonly blocks: number;
  /** Whether there are some of earlier blocks. */
  readonly hasOlder: boolean;
}

async function load(session: Session, { blocks }: Live): Promise<Answer<ShownNewest>> {
  const { ids, whole: here, next } = await newestTransactions(session, { blocks });
  const { value, proofs } = await loadFinals(session, ids);
  const shown = { finals: value, next, hasOlder: ids.length > here };
  return { value: { ...shown, blocks: blocks.length }, proofs };
}

async function loadOlder(session: Session, before: ShownPlace): Promise<Answer<Shown>> {
  const page = await getTransactions(session.transport, { before, limit: pageSize });
  const ids = page.transactions.map(({ transactionId }) => transactionId);
  const { value, proofs } = await loadFinals(session, ids);
  return { value: { finals: value, next: page.next }, proofs };
}

async function loadFinals(
  session: Session,
  ids: readonly Hash[],
): Promise<Answer<readonly FinalTransaction[]>> {
  const answers = await Promise.all(ids.map((id) => getReportedTransaction(session.transport, id)));
  const finals = answers.flatMap(({ final }) => final ?? []);
  return { value: finals, proofs: finals.map((final) => transactionProof(session, final)) };
}

interface Row extends ListedTransaction {
  readonly labels: readonly string[];
  readonly from: Address | undefined;
  readonly to: Address | undefined;
  readonly amount: bigint | undefined;
  readonly asset: string | undefined;
}

function TransactionList({
  finals,
  verifications,
}: {
  readonly finals: readonly FinalTransaction[];
  readonly verifications: readonly Verification[];
}): JSX.Element {
  const decimals = useApp().decimals.get();
  const filter = readFilter(usePlace().query);
  const rows = finals.map((final, index) => rowOf(final, verifications[index]));
  const present = (values: readonly (string | undefined)[]): readonly string[] => [
    ...new Set(values.filter((value) => value !== undefined)),
  ];
  return (
    <>
      <TransactionFilters
        types={present(rows.flatMap(({ labels }) => labels))}
        assets={present(rows.map(({ asset }) => asset))}
      />
      <List
        name="transactions"
        label={t('Transactions')}
        rows={rows.filter((row) => isShown(filter, factsOf(row, decimals)))}
        keyOf={({ final }) => final.transactionId}
        empty={t('None in these blocks.')}
        columns={columnsOf(decimals)}
      />
    </>
  );
}

function factsOf(
  { final, labels, from, to, amount, asset }: Row,
  decimals: ReadonlyMap<string, number>,
): FilteredFacts {
  return {
    types: labels,
    accounts: [from, to].flatMap((account) => (account ? [formatAddress(account)] : [])),
    asset,
    references: wordsOf(final.signed.transaction),
    time: Number(final.header.time),
    amount: amount === undefined ? undefined : unitsOf(amount, decimals.get(asset ?? '') ?? 0),
  };
}

/** `decimals`: of the assets, by which amounts are sorted and saved in whole units. */
function columnsOf(decimals: ReadonlyMap<string, number>): readonly Column<Row>[] {
  return [
    proofColumn,
    idColumn,
    timeColumn,
    {
      key: 'block',
      title: t('Block'),
      isNumber: true,
      cell: ({ final }) => <BlockLink height={final.height} />,
      value: ({ final }) => final.height,
    },
    statusColumn,
    {
      key: 'type',
      title: t('Type'),
      cell: ({ labels }) => labels.join(', '),
      value: ({ labels }) => labels.join(', '),
    },
    {
      key: 'from',
      title: t('From'),
      cell: ({ from }) => from && <AccountLink address={from} />,
      value: ({ from }) => from && formatAddress(from),
    },
    {
      key: 'to',
      title: t('To'),
      cell: ({ to }) => to && <AccountLink address={to} />,
      value: ({ to }) => to && formatAddress(to),
    },
    {
      key: 'amount',
      title: t('Amount'),
      isNumber: true,
      cell: ({ amount, asset }) =>
        amount !== undefined && asset !== undefined ? (
          <AmountNumber amount={amount} asset={asset} />
        ) : null,
      value: ({ amount, asset }) =>
        amount === undefined ? undefined : unitsOf(amount, decimals.get(asset ?? '') ?? 0),
    },
    {
      key: 'asset',
      title: t('Asset'),
      cell: ({ asset }) => asset && <AssetLink asset={asset} />,
      value: ({ asset }) => asset,
    },
    {
      key: 'reference',
      title: t('Reference'),
      isProse: true,
      cell: ({ final }) => referenceText(final),
      value: ({ final }) => referenceText(final),
    },
    memoColumn,
  ];
}

function referenceText({ signed }: FinalTransaction): string {
  return referencesOf(signed.transaction)
    .map((one) => visibleText(one))
    .join(', ');
}

/** A transaction by the first of its movements: what most have one of. */
function rowOf(final: FinalTransaction, verification: Verification | undefined): Row {
  const { transaction } = final.signed;
  const [first] = movementsOf(transaction, final);
  return {
    final,
    verification,
    labels: [...new Set(transaction.operations.map(labelOf))],
    from: accountIn(first?.from) ?? transaction.sender,
    to: accountIn(first?.to ?? undefined),
    amount: first?.amount ?? undefined,
    asset: first?.asset ?? undefined,
  };
}

function movementsOf(transaction: ReportedTransaction, { receipt }: FinalTransaction) {
  if (isUnknown(receipt.status)) return [];
  const operations = transaction.operations.filter((operation) => !isUnknown(operation));
  const { status } = receipt;
  return transactionMovements({ ...transaction, operations }, { status, fee: 0n });
}

function accountIn(place: Place | undefined): Address | undefined {
  switch (place?.type) {
    case 'account':
      return place.account;
    case 'hold':
      return place.payee;
    case 'supply':
    case undefined:
      return undefined;
  }
}

function labelOf(operation: ReportedTransaction['operations'][number]): string {
  return isUnknown(operation) ? t('unknown') : operationLabel(operation.type);
}
