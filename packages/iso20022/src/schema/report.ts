/** What statements, reports and notifications of an account have in common. */
import { account, reportedAccount } from './account.ts';
import { creditOrDebit, entry } from './entry.ts';
import { codeOrText, party } from './party.ts';
import {
  amount,
  boolean,
  code,
  count,
  dateOrDateTime,
  dateTime,
  decimal,
  pattern,
  plainAmount,
  text,
  wholeNumber,
} from './text.ts';
import { before, changed, many, one, opaque, optional, sequence, since } from './type.ts';

const pages = optional(sequence({ PgNb: one(pattern('[0-9]{1,5}')), LastPgInd: one(boolean) }));

export const reportHeader = sequence({
  MsgId: one(text(35)),
  CreDtTm: one(dateTime),
  MsgRcpt: optional(party),
  MsgPgntn: pages,
  OrgnlBizQry: since(2013, optional(opaque)),
  AddtlInf: optional(text(500)),
});

const balanceKinds = code(
  ...['XPCD', 'OPAV', 'ITAV', 'CLAV', 'FWAV', 'CLBD', 'ITBD', 'OPBD', 'PRCD', 'INFO'],
);

const balanceType = (kinds: Parameters<typeof codeOrText>[0]) =>
  sequence({ CdOrPrtry: one(codeOrText(kinds)), SubTp: optional(codeOrText()) });

export const balance = sequence({
  Tp: changed(2016, one(balanceType(balanceKinds)), one(balanceType(undefined))),
  CdtLine: changed(2016, many(opaque, 1), many(opaque)),
  Amt: one(amount),
  CdtDbtInd: one(creditOrDebit),
  Dt: one(dateOrDateTime),
  Avlbty: many(opaque),
});

const total = sequence({ NbOfNtries: optional(count), Sum: optional(decimal) });

const summary = sequence({
  TtlNtries: optional(
    sequence({
      NbOfNtries: optional(count),
      Sum: optional(decimal),
      TtlNetNtryAmt: before(2013, optional(decimal)),
      CdtDbtInd: before(2013, optional(creditOrDebit)),
      TtlNetNtry: since(
        2013,
        optional(sequence({ Amt: one(plainAmount), CdtDbtInd: one(creditOrDebit) })),
      ),
    }),
  ),
  TtlCdtNtries: optional(total),
  TtlDbtNtries: optional(total),
  TtlNtriesPerBkTxCd: many(opaque),
});

/** Up to the account, whatever the report is called. */
export const reportBeginning = {
  ElctrncSeqNb: optional(wholeNumber),
  RptgSeq: since(2016, optional(opaque)),
  LglSeqNb: optional(wholeNumber),
  CreDtTm: changed(2016, one(dateTime), optional(dateTime)),
  FrToDt: optional(sequence({ FrDtTm: one(dateTime), ToDtTm: one(dateTime) })),
  CpyDplctInd: optional(code('CODU', 'COPY', 'DUPL')),
  RptgSrc: optional(codeOrText()),
  Acct: one(reportedAccount),
  RltdAcct: optional(account),
  Intrst: many(opaque),
};

export const pagination = since(2013, pages);

/** After the balances. */
export const reportEnd = { TxsSummry: optional(summary), Ntry: many(entry) };
