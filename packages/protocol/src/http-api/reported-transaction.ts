/** A transaction as lists have it, which nothing proves. */
import { open, reportedForm } from '../answer.ts';
import type { ValueOf } from '../codec.ts';
import { container, list } from '../codec-composite.ts';
import { limits } from '../limits.ts';
import { operationCodec } from '../operation.ts';
import { transactionCodec, transactionFields } from '../transaction.ts';

export const reportedTransactionCodec = reportedForm(
  transactionCodec,
  container({
    ...transactionFields,
    operations: list(open(operationCodec), limits.operationsMax, 1),
  }),
);

export type ReportedTransaction = ValueOf<typeof reportedTransactionCodec>;
