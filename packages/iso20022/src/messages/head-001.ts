/** head.001, BusinessApplicationHeader: who sends a message to whom. */
import { agent, party } from '../schema/party.ts';
import { boolean, code, dateTime, text } from '../schema/text.ts';
import { choice, many, one, opaque, optional, sequence, type ValueOf } from '../schema/type.ts';

const sender = choice({ OrgId: one(party), FIId: one(agent) });

export const head001 = sequence({
  CharSet: optional(opaque),
  Fr: one(sender),
  To: one(sender),
  BizMsgIdr: one(text(35)),
  MsgDefIdr: one(text(35)),
  BizSvc: optional(text(35)),
  MktPrctc: optional(opaque),
  CreDt: one(dateTime),
  BizPrcgDt: optional(dateTime),
  CpyDplct: optional(code('CODU', 'COPY', 'DUPL')),
  PssblDplct: optional(boolean),
  Prty: optional(opaque),
  Sgntr: optional(opaque),
  Rltd: many(opaque),
});

export type ApplicationHeader = ValueOf<typeof head001>;
