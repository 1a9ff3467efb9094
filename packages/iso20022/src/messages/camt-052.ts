/** camt.052, BankToCustomerAccountReport: an account during the day. */
import { balance, pagination, reportBeginning, reportEnd, reportHeader } from '../schema/report.ts';
import { text } from '../schema/text.ts';
import { many, one, opaque, optional, sequence, some } from '../schema/type.ts';

export const camt052 = sequence({
  BkToCstmrAcctRpt: one(
    sequence({
      GrpHdr: one(reportHeader),
      Rpt: some(
        sequence({
          Id: one(text(35)),
          RptPgntn: pagination,
          ...reportBeginning,
          Bal: many(balance),
          ...reportEnd,
          AddtlRptInf: optional(text(500)),
        }),
      ),
      SplmtryData: many(opaque),
    }),
  ),
});
