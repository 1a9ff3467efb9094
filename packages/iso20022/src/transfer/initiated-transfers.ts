/** Reads a pain.001 as instructions. */
import { decimalText } from '../checks/decimal.ts';
import type { InitiatedPayment, InitiatedTransfer, Initiation } from '../messages/pain-001.ts';
import { isKind, type Message } from '../read/message.ts';
import { initiatedTransfer } from '../sealed/single-transfer.ts';
import { transferDocument } from '../sealed/transfer-document.ts';
import type { Place } from '../xml/place.ts';
import { applyMapping } from './apply-mapping.ts';
import {
  checkAccounts,
  checkAddress,
  checkAmount,
  checkCharacters,
  checkDate,
  checkIds,
  checkLevels,
  checkTotals,
} from './check-transfer.ts';
import { accountName, type Instruction, remittanceOf } from './instruction.ts';
import { leaveUnused } from './leave-unused.ts';
import { mappingTree } from './mapping-table.ts';
import { pain001Mapping } from './pain-001-mapping.ts';
import type { TransferGroup } from './transfer-file.ts';
import type { TakenTransfer, TransferContext, TransferReader } from './transfer-reader.ts';
import type { TransferRules } from './transfer-rules.ts';

const tree = mappingTree(pain001Mapping);
const noNode = { row: undefined, below: new Map() };
const transferNode = tree.below.get('PmtInf')?.below.get('CdtTrfTxInf') ?? noNode;

/** What may stand in a payment or in its transfers, and not in both. */
const oneLevel = ['PmtTpInf', 'UltmtDbtr', 'ChrgBr', 'InstrForDbtrAgt'];

export const initiatedTransfers: TransferReader = { transfer, message };

function transfer(taken: TakenTransfer, context: TransferContext): Instruction {
  const { path, place } = taken;
  // The reader has read all by the table that the types follow from; of payment and message, what stands before.
  const read = taken.part as InitiatedTransfer;
  const payment = taken.parents[2] as Partial<InitiatedPayment>;
  const { GrpHdr } = taken.parents[1] as unknown as Pick<Initiation, 'GrpHdr'>;
  const document =
    context.rules.documents === true
      ? transferDocument(initiatedTransfer(taken.id, GrpHdr, payment, read))
      : null;
  const stated = instructionOf(read, payment, { path, ...place }, context.rules);
  const instruction = { ...stated, document: document ?? null };
  const at = { path, ...place };
  const amountAt = { path: `${path}/Amt/InstdAmt`, ...context.places.of(read.Amt, 'InstdAmt') };
  if (read.Amt.InstdAmt !== undefined) checkAmount(read.Amt.InstdAmt, amountAt, context);
  const idPlace = (name: string) => context.places.of(read.PmtId, name);
  checkIds(instruction, idPlace, context.seen, context);
  const currencies = [payment.DbtrAcct?.Ccy, read.CdtrAcct?.Ccy];
  checkAccounts(instruction, currencies, amountAt, context);
  checkLevels(payment, read, oneLevel, at, context);
  checkCharacters(read, path, context.rules, context);
  const address = read.Cdtr?.PstlAdr;
  checkAddress(address, 'BE04', { ...at, path: `${path}/Cdtr/PstlAdr` }, context.rules, context);
  applyMapping(read, transferNode, path, { ...context, reject: context.found });
  leaveUnused(instruction, read, context);
  return instruction;
}

function instructionOf(
  { PmtId, Amt, CdtrAcct, Purp, RmtInf }: InitiatedTransfer,
  payment: Partial<InitiatedPayment>,
  at: Place & { readonly path: string },
  rules: TransferRules,
): Omit<Instruction, 'document'> {
  const [, index = '1'] = /\/PmtInf\[(\d+)\]/.exec(at.path) ?? [];
  return {
    ...at,
    payment: Number(index) - 1,
    instructionId: PmtId.InstrId ?? null,
    endToEndId: PmtId.EndToEndId,
    transactionId: null,
    uetr: PmtId.UETR ?? null,
    from: accountName(payment.DbtrAcct),
    to: accountName(CdtrAcct),
    amount: Amt.InstdAmt ?? Amt.EqvtAmt.Amt,
    ...remittanceOf(PmtId.EndToEndId, Purp?.Cd, RmtInf, rules),
  };
}

function message(
  read: Message,
  context: TransferContext,
  totals: (group: number) => TransferGroup,
): ReturnType<TransferReader['message']> {
  if (!isKind(read, 'pain.001')) throw new Error(`${read.id} is no pain.001`);
  const { CstmrCdtTrfInitn: initiation } = read.value;
  const { GrpHdr } = initiation;
  const root = '/Document/CstmrCdtTrfInitn';
  const groups = initiation.PmtInf.map((payment, index) =>
    groupOf(payment, `${root}/PmtInf[${index + 1}]`, totals(index), context),
  );
  expectOneId(initiation, root, context);
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  const sum = decimalText(groups.reduce((units, group) => units + group.sum, 0n));
  const at = (name: string) => ({
    path: `${root}/GrpHdr/${name}`,
    ...context.places.of(GrpHdr, name),
  });
  checkTotals(GrpHdr, { count, sum }, at, context);
  checkCharacters(GrpHdr, `${root}/GrpHdr`, context.rules, context);
  applyMapping(initiation, tree, root, { ...context, reject: context.found });
  const { MsgId, CreDtTm, InitgPty } = GrpHdr;
  return { messageId: MsgId, createdAt: CreDtTm, sender: senderOf(InitgPty), groups };
}

function groupOf(
  payment: InitiatedPayment,
  path: string,
  totals: TransferGroup,
  context: TransferContext,
): TransferGroup {
  const at = (name: string) => ({ path: `${path}/${name}`, ...context.places.of(payment, name) });
  checkTotals(payment, { count: totals.count, sum: decimalText(totals.sum) }, at, context);
  const { PmtMtd, PmtInfId, ReqdExctnDt } = payment;
  if (PmtMtd !== 'TRF') {
    context.reject('not_supported', 'AG03', at('PmtMtd'), `${PmtMtd} is not supported: TRF is`);
  }
  checkDate(ReqdExctnDt.Dt ?? ReqdExctnDt.DtTm, at('ReqdExctnDt'), context.rules, context);
  checkAddress(payment.Dbtr.PstlAdr, 'BE07', at('Dbtr'), context.rules, context);
  return { ...totals, path, id: PmtInfId };
}

function expectOneId(initiation: Initiation, root: string, context: TransferContext): void {
  const seen = new Set<string>();
  for (const [index, payment] of initiation.PmtInf.entries()) {
    const { PmtInfId } = payment;
    if (seen.has(PmtInfId)) {
      const path = `${root}/PmtInf[${index + 1}]/PmtInfId`;
      const place = context.places.of(payment, 'PmtInfId');
      const said = `the number ${PmtInfId} came before in the message`;
      context.reject('duplicate_payment', 'DU02', { path, ...place }, said);
    }
    seen.add(PmtInfId);
  }
}

/** As exactly as the message says it. */
function senderOf({ Nm, Id }: Initiation['GrpHdr']['InitgPty']): string {
  const ids = [...(Id?.OrgId?.Othr ?? []), ...(Id?.PrvtId?.Othr ?? [])].map((one) => one.Id);
  return [Id?.OrgId?.AnyBIC, Id?.OrgId?.LEI, ...ids, Nm]
    .filter((one) => one !== undefined)
    .join(' ');
}
