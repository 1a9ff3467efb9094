/** Reads a pacs.008 or a pacs.009 as instructions. */
import { decimalText, decimalUnits } from '../checks/decimal.ts';
import { kindOf, type MessageId } from '../messages/message-table.ts';
import type { CustomerTransfer, InterbankHeader } from '../messages/pacs-008.ts';
import type { InstitutionTransfer } from '../messages/pacs-009.ts';
import { isKind, type Message } from '../read/message.ts';
import { customerTransfer, institutionTransfer } from '../sealed/single-transfer.ts';
import { transferDocument } from '../sealed/transfer-document.ts';
import type { Place } from '../xml/place.ts';
import { applyMapping } from './apply-mapping.ts';
import {
  checkAccounts,
  checkAmount,
  checkCharacters,
  checkDate,
  checkIds,
  checkLevels,
  checkTotals,
} from './check-transfer.ts';
import { accountName, type Instruction, remittanceOf } from './instruction.ts';
import { pacs008Mapping, pacs009Mapping } from './interbank-mapping.ts';
import { leaveUnused } from './leave-unused.ts';
import { type MappingNode, mappingTree } from './mapping-table.ts';
import type { TransferGroup } from './transfer-file.ts';
import type { TakenTransfer, TransferContext, TransferReader } from './transfer-reader.ts';
import type { TransferRules } from './transfer-rules.ts';

type Transfer = CustomerTransfer | InstitutionTransfer;

const noNode: MappingNode = { row: undefined, below: new Map() };

/** What may stand in the header or in the transfers, and not in both. */
const oneLevel = ['PmtTpInf', 'IntrBkSttlmDt', 'InstgAgt', 'InstdAgt'];

/** What a message between institutions is read by. */
export function interbankTransfers(kind: 'pacs.008' | 'pacs.009'): TransferReader {
  const tree = mappingTree(kind === 'pacs.008' ? pacs008Mapping : pacs009Mapping);
  const node = tree.below.get('CdtTrfTxInf') ?? noNode;
  return {
    transfer: (taken, context) => transfer(taken, node, context),
    message: (read, context, totals) => message(read, tree, context, totals(0)),
  };
}

function transfer(
  { id, part, parents, path, place }: TakenTransfer,
  node: MappingNode,
  context: TransferContext,
): Instruction {
  // The reader has read both by the table that the types follow from; of the header, what was sound.
  const read = part as Transfer;
  const header = (parents[1] as { readonly GrpHdr?: Partial<InterbankHeader> }).GrpHdr ?? {};
  const document = context.rules.documents === true ? documentOf(id, header, read) : null;
  const stated = instructionOf(read, { path, ...place }, context.rules);
  const instruction = { ...stated, document: document ?? null };
  const at = (name: string) => ({ path: `${path}/${name}`, ...context.places.of(read, name) });
  checkAmount(read.IntrBkSttlmAmt, at('IntrBkSttlmAmt'), context);
  const total = header.TtlIntrBkSttlmAmt;
  if (total !== undefined && total.Ccy !== read.IntrBkSttlmAmt.Ccy) {
    const said = `the total is in ${total.Ccy}, the amount in ${read.IntrBkSttlmAmt.Ccy}`;
    context.reject('wrong_currency', 'AM11', at('IntrBkSttlmAmt'), said);
  }
  const idPlace = (name: string) => context.places.of(read.PmtId, name);
  checkIds(instruction, idPlace, context.seen, context);
  const currencies = [read.DbtrAcct?.Ccy, read.CdtrAcct?.Ccy];
  checkAccounts(instruction, currencies, at('IntrBkSttlmAmt'), context);
  checkDate(read.IntrBkSttlmDt, at('IntrBkSttlmDt'), context.rules, context);
  const here = { path, ...place };
  checkLevels(header, read, oneLevel, here, context);
  checkCharacters(read, path, context.rules, context);
  applyMapping(read, node, path, { ...context, reject: context.found });
  leaveUnused(instruction, read, context);
  return instruction;
}

const documentOf = (id: MessageId, header: Partial<InterbankHeader>, read: Transfer) =>
  transferDocument(
    kindOf(id) === 'pacs.009'
      ? institutionTransfer(header, read as InstitutionTransfer)
      : customerTransfer(id, header, read as CustomerTransfer),
  );

function instructionOf(
  read: Transfer,
  at: Place & { readonly path: string },
  rules: TransferRules,
): Omit<Instruction, 'document'> {
  const { PmtId, IntrBkSttlmAmt, DbtrAcct, CdtrAcct, Purp, RmtInf } = read;
  return {
    ...at,
    payment: 0,
    instructionId: PmtId.InstrId ?? null,
    endToEndId: PmtId.EndToEndId,
    transactionId: PmtId.TxId ?? null,
    uetr: PmtId.UETR ?? null,
    from: accountName(DbtrAcct),
    to: accountName(CdtrAcct),
    amount: IntrBkSttlmAmt,
    ...remittanceOf(PmtId.EndToEndId, Purp?.Cd, RmtInf, rules),
  };
}

function message(
  read: Message,
  tree: MappingNode,
  context: TransferContext,
  totals: TransferGroup,
): ReturnType<TransferReader['message']> {
  const root = isKind(read, 'pacs.008') ? 'FIToFICstmrCdtTrf' : 'FICdtTrf';
  const { GrpHdr, whole } = headerOf(read);
  const path = `/Document/${root}`;
  const at = (name: string) => ({
    path: `${path}/GrpHdr/${name}`,
    ...context.places.of(GrpHdr, name),
  });
  const sum = decimalText(totals.sum);
  checkTotals(GrpHdr, { count: totals.count, sum }, at, context);
  const total = GrpHdr.TtlIntrBkSttlmAmt;
  if (total !== undefined && decimalUnits(total.value) !== totals.sum) {
    const said = `the stated total is ${total.value}, that of the amounts ${sum}`;
    context.reject('wrong_sum', 'AM10', at('TtlIntrBkSttlmAmt'), said);
  }
  checkDate(GrpHdr.IntrBkSttlmDt, at('IntrBkSttlmDt'), context.rules, context);
  applyMapping(whole, tree, path, { ...context, reject: context.found });
  const { MsgId, CreDtTm, InstgAgt } = GrpHdr;
  const { BICFI, LEI, ClrSysMmbId, Nm } = InstgAgt?.FinInstnId ?? {};
  const sender = BICFI ?? LEI ?? ClrSysMmbId?.MmbId ?? Nm ?? '';
  return { messageId: MsgId, createdAt: CreDtTm, sender, groups: [{ ...totals, path }] };
}

function headerOf(read: Message): { readonly GrpHdr: InterbankHeader; readonly whole: object } {
  if (isKind(read, 'pacs.008')) {
    const { FIToFICstmrCdtTrf: whole } = read.value;
    return { GrpHdr: whole.GrpHdr, whole };
  }
  if (isKind(read, 'pacs.009')) {
    const { FICdtTrf: whole } = read.value;
    return { GrpHdr: whole.GrpHdr, whole };
  }
  throw new Error(`${read.id} asks for no transfer between institutions`);
}
