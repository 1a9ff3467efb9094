/** pacs.009, FinancialInstitutionCreditTransfer: institutions pay each other. */
import { account } from '../schema/account.ts';
import { instructingAgents, intermediaries, previousAgents } from '../schema/agents.ts';
import { forCreditorInstitution, forNextAgent } from '../schema/instruction.ts';
import { agent } from '../schema/party.ts';
import { interbankPaymentType, purposeChoice } from '../schema/payment-type.ts';
import { plainRemittanceInformation } from '../schema/remittance-information.ts';
import { settlementPriority, settlementTimes } from '../schema/settlement.ts';
import { amount, date } from '../schema/text.ts';
import { many, one, opaque, optional, sequence, some, type ValueOf } from '../schema/type.ts';
import { interbankHeader, interbankPaymentId } from './pacs-008.ts';

const transfer = sequence({
  PmtId: one(interbankPaymentId),
  PmtTpInf: optional(interbankPaymentType),
  IntrBkSttlmAmt: one(amount),
  IntrBkSttlmDt: optional(date),
  SttlmPrty: settlementPriority,
  ...settlementTimes,
  ...previousAgents,
  ...instructingAgents,
  ...intermediaries,
  UltmtDbtr: optional(agent),
  Dbtr: one(agent),
  DbtrAcct: optional(account),
  DbtrAgt: optional(agent),
  DbtrAgtAcct: optional(account),
  CdtrAgt: optional(agent),
  CdtrAgtAcct: optional(account),
  Cdtr: one(agent),
  CdtrAcct: optional(account),
  UltmtCdtr: optional(agent),
  InstrForCdtrAgt: forCreditorInstitution,
  InstrForNxtAgt: forNextAgent,
  Purp: optional(purposeChoice),
  RmtInf: optional(plainRemittanceInformation),
  UndrlygCstmrCdtTrf: optional(opaque),
  SplmtryData: many(opaque),
});

export const pacs009 = sequence({
  FICdtTrf: one(
    sequence({
      GrpHdr: one(interbankHeader),
      CdtTrfTxInf: some(transfer),
      SplmtryData: many(opaque),
    }),
  ),
});

export type InstitutionTransfer = ValueOf<typeof transfer>;
