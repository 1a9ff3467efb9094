/** camt.060, AccountReportingRequest: an account's holder asks for a report. */
import { account } from '../schema/account.ts';
import { agent, codeOrText, partyOrAgent } from '../schema/party.ts';
import { code, date, dateTime, text } from '../schema/text.ts';
import { many, one, opaque, optional, sequence, some } from '../schema/type.ts';

const period = sequence({
  FrToDt: one(sequence({ FrDt: one(date), ToDt: optional(date) })),
  FrToTm: optional(opaque),
  Tp: one(code('ALLL', 'CHNG', 'MODF')),
});

export const camt060 = sequence({
  AcctRptgReq: one(
    sequence({
      GrpHdr: one(
        sequence({
          MsgId: one(text(35)),
          CreDtTm: one(dateTime),
          MsgSndr: optional(partyOrAgent),
        }),
      ),
      RptgReq: some(
        sequence({
          Id: optional(text(35)),
          ReqdMsgNmId: one(text(35)),
          Acct: optional(account),
          AcctOwnr: one(partyOrAgent),
          AcctSvcr: optional(agent),
          RptgPrd: optional(period),
          RptgSeq: optional(opaque),
          ReqdTxTp: optional(opaque),
          ReqdBalTp: many(
            sequence({ CdOrPrtry: one(codeOrText()), SubTp: optional(codeOrText()) }),
          ),
        }),
      ),
      SplmtryData: many(opaque),
    }),
  ),
});
