/** The columns that all lists of final transactions have. */
import { visibleText } from '@trellis/protocol';
import type { FinalTransaction } from '@trellis/protocol/http-api';
import { timeText } from '../format.ts';
import { t } from '../language.ts';
import type { Verification } from '../proof.ts';
import { TransactionLink } from './links.tsx';
import { Moment } from './moment.tsx';
import { Outcome } from './outcome.tsx';
import type { Column } from './table.tsx';
import { SmallMark } from './verified-mark.tsx';

export interface ListedTransaction {
  readonly final: FinalTransaction;
  /** Nothing while it is being checked. */
  readonly verification: Verification | undefined;
}

export const proofColumn: Column<ListedTransaction> = {
  title: t('Proof'),
  cell: ({ verification }) => <SmallMark verification={verification} />,
};

export const idColumn: Column<ListedTransaction> = {
  key: 'transaction',
  title: t('Transaction'),
  cell: ({ final }) => <TransactionLink id={final.transactionId} />,
  value: ({ final }) => final.transactionId,
};

export const timeColumn: Column<ListedTransaction> = {
  key: 'time',
  title: t('Time'),
  cell: ({ final }) => <Moment time={final.header.time} />,
  value: ({ final }) => timeText(final.header.time),
};

export const statusColumn: Column<ListedTransaction> = {
  key: 'status',
  title: t('Status'),
  cell: ({ final }) => <Outcome status={final.receipt.status} />,
  value: ({ final }) => final.receipt.status,
};

/** As much of the memo as a table has room for; found, sorted and saved by all of it. */
export const memoColumn: Column<ListedTransaction> = {
  key: 'memo',
  title: t('Memo'),
  isProse: true,
  cell: ({ final }) => visibleText(visibleText(final.signed.transaction.memo), 60),
  value: ({ final }) => visibleText(final.signed.transaction.memo),
};
