/** camt.053, BankToCustomerStatement: an account's day, with its balances. */
import { balance, pagination, reportBeginning, reportEnd, reportHeader } from '../schema/report.ts';
import { text } from '../schema/text.ts';
import { many, one, opaque, optional, sequence, since, some } from '../schema/type.ts';

export const camt053 = sequence({
  BkToCstmrStmt: one(
    sequence({
      GrpHdr: one(reportHeader),
      Stmt: some(
        sequence({
          Id: one(text(35)),
          StmtPgntn: pagination,
          ...reportBeginning,
          Bal: some(balance),
          ...reportEnd,
          AddtlStmtInf: optional(text(500)),
        }),
      ),
      SplmtryData: since(2013, many(opaque)),
    }),
  ),
});
