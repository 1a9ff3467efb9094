/** What answers say of the payment that they are about. */

import { countsPerStatus, originalMessage, originalTotals, reasons } from './status-reason.ts';
import { code, externalCode, text, uetr } from './text.ts';
import { changed, many, opaque, optional, sequence, since } from './type.ts';

const transactionStatus2009 = code('ACTC', 'RJCT', 'PDNG', 'ACCP', 'ACSP', 'ACSC', 'ACWC');

/** The status of a transaction: a fixed list in 2009, an external one since. */
export const transactionStatus = changed(
  2019,
  optional(transactionStatus2009),
  optional(externalCode()),
);

/** The status of a message or of a part of it. */
export const groupStatus = changed(
  2019,
  optional(code('ACTC', 'RCVD', 'PART', 'RJCT', 'PDNG', 'ACCP', 'ACSP', 'ACSC', 'ACWC')),
  optional(externalCode()),
);

export const countsOfStatuses = changed(
  2019,
  many(countsPerStatus(transactionStatus2009)),
  many(countsPerStatus(externalCode())),
);

/** The message that is answered, and what became of it as a whole. */
export const originalGroupAndStatus = sequence({
  ...originalMessage,
  ...originalTotals,
  GrpSts: groupStatus,
  StsRsnInf: reasons,
  NbOfTxsPerSts: countsOfStatuses,
});

/** The message that one transaction came in, where an answer is about several. */
export const originalGroup = sequence(originalMessage);

/** How a transaction was called between institutions. */
export const originalTransaction = {
  OrgnlInstrId: optional(text(35)),
  OrgnlEndToEndId: optional(text(35)),
  OrgnlTxId: optional(text(35)),
  OrgnlUETR: since(2019, optional(uetr)),
};

/** What it said besides; only its place is known here. */
export const originalReference = optional(opaque);
