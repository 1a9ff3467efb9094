/** camt.054, BankToCustomerDebitCreditNotification: what was booked, without balances. */
import { pagination, reportBeginning, reportEnd, reportHeader } from '../schema/report.ts';
import { text } from '../schema/text.ts';
import { many, one, opaque, optional, sequence, since, some } from '../schema/type.ts';

export const camt054 = sequence({
  BkToCstmrDbtCdtNtfctn: one(
    sequence({
      GrpHdr: one(reportHeader),
      Ntfctn: some(
        sequence({
          Id: one(text(35)),
          NtfctnPgntn: pagination,
          ...reportBeginning,
          ...reportEnd,
          AddtlNtfctnInf: optional(text(500)),
        }),
      ),
      SplmtryData: since(2013, many(opaque)),
    }),
  ),
});
