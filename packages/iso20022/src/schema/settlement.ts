/** How institutions settle a transfer between them. */
import { account } from './account.ts';
import { agent, codeOrText } from './party.ts';
import { code, externalCode } from './text.ts';
import { one, opaque, optional, sequence } from './type.ts';

export const settlement = sequence({
  SttlmMtd: one(code('INDA', 'INGA', 'COVE', 'CLRG')),
  SttlmAcct: optional(account),
  ClrSys: optional(codeOrText(externalCode(3))),
  InstgRmbrsmntAgt: optional(agent),
  InstgRmbrsmntAgtAcct: optional(account),
  InstdRmbrsmntAgt: optional(agent),
  InstdRmbrsmntAgtAcct: optional(account),
  ThrdRmbrsmntAgt: optional(agent),
  ThrdRmbrsmntAgtAcct: optional(account),
});

export const settlementPriority = optional(code('URGT', 'HIGH', 'NORM'));
export const settlementTimes = {
  SttlmTmIndctn: optional(opaque),
  SttlmTmReq: optional(opaque),
};

/** How it is written of payments on the ledger. */
export const ledgerSettlement = { SttlmMtd: 'CLRG', ClrSys: { Prtry: 'TRELLIS' } } as const;
