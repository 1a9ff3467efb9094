/** Answers: the status of a message that asked to pay, and of each of its transfers. */
import { decimalText } from '../checks/decimal.ts';
import type { ReasonCode } from '../code-sets/reason-code.ts';
import { type MessageValue, releaseOf } from '../messages/message-table.ts';
import type { Finding } from '../read/finding.ts';
import type { Instruction } from '../transfer/instruction.ts';
import type { TransferFile, TransferReading } from '../transfer/transfer-file.ts';
import { writeMessage } from '../write/write-message.ts';
import type { AnswerId, CustomerAnswerId, InterbankAnswerId } from './answer-version.ts';
import { finalStatus, groupStatusOf, type Status, type TransactionStatus } from './status.ts';

export interface StatedReason {
  readonly reason: ReasonCode;
  readonly message: string;
}

/** What became of one transfer. */
export type TransferOutcome =
  | { readonly type: 'rejected'; readonly reasons: readonly StatedReason[] }
  /** It is proven to be in a block. */
  | {
      readonly type: 'final';
      readonly transactionId: string;
      readonly height: bigint;
      /** Of the block, in ISO 8601 with milliseconds and zone. */
      readonly time: string;
      /** What else there is to say of it. */
      readonly note?: string;
    }
  /** Submitted, and not known to be final. */
  | { readonly type: 'submitted'; readonly transactionId: string }
  /** It waits for a person, or for a check; why is said in words. */
  | { readonly type: 'pending'; readonly message: string }
  | { readonly type: 'valid' };

export interface AnswerHead {
  readonly messageId: string;
  readonly createdAt: string;
}

/** Up to 105 characters are an additional information; what is longer becomes several. */
const informationMax = 105;

/** How blocks are named in references of up to 35 characters. */
export const blockReference = (height: bigint, transactionId: string): string =>
  `${height}/${transactionId}`.slice(0, 35);

/** The file that answers a message whose transfers were handled. */
export function statusReport(
  id: AnswerId,
  head: AnswerHead,
  file: TransferFile,
  outcomes: readonly TransferOutcome[],
): string {
  const stated = file.instructions.map((instruction, index) =>
    statement(id, instruction, outcomes[index] ?? { type: 'valid' }),
  );
  return isCustomer(id)
    ? customerReport(id, head, file, stated)
    : interbankReport(id, head, file, stated);
}

/** Of a file of which no transfer was made, as it can't be relied on: all of it is rejected, with its first mistakes. */
export function rejectionReport(
  id: AnswerId,
  head: AnswerHead,
  { id: question, findings }: Pick<TransferReading, 'id' | 'findings'>,
  original: { readonly messageId: string; readonly createdAt?: string },
): string {
  return groupReport(id, head, {
    OrgnlMsgId: original.messageId,
    OrgnlMsgNmId: question ?? 'unknown',
    ...(original.createdAt === undefined ? {} : { OrgnlCreDtTm: original.createdAt }),
    GrpSts: 'RJCT',
    StsRsnInf: findings.slice(0, 10).map((finding) => element(findingReason(finding))),
  });
}

/** That a message came, before anything of it is decided. */
export function receiptReport(id: AnswerId, head: AnswerHead, file: TransferFile): string {
  const { messageId: OrgnlMsgId, id: OrgnlMsgNmId, createdAt: OrgnlCreDtTm } = file;
  return groupReport(id, head, { OrgnlMsgId, OrgnlMsgNmId, OrgnlCreDtTm, GrpSts: 'RCVD' });
}

/** An answer that says nothing of the transfers. */
function groupReport(
  id: AnswerId,
  head: AnswerHead,
  group: {
    readonly OrgnlMsgId: string;
    readonly OrgnlMsgNmId: string;
    readonly OrgnlCreDtTm?: string;
    readonly GrpSts: Status;
    readonly StsRsnInf?: readonly ReturnType<typeof element>[];
  },
): string {
  const GrpHdr = { MsgId: head.messageId, CreDtTm: head.createdAt };
  return isCustomer(id)
    ? writeMessage(id, { CstmrPmtStsRpt: { GrpHdr, OrgnlGrpInfAndSts: group } })
    : writeMessage(id, { FIToFIPmtStsRpt: { GrpHdr, OrgnlGrpInfAndSts: [group] } });
}

/** A finding as a reason: its message has the place. */
export const findingReason = ({ reason, path, line, column, message }: Finding): StatedReason => ({
  reason,
  message: `${message} (line ${line}, column ${column}, ${path.split('/').slice(-2).join('/')})`,
});

const element = ({ reason, message }: StatedReason) => ({
  Rsn: { Cd: reason },
  AddtlInf: inPieces(message),
});

function inPieces(text: string): readonly string[] {
  const characters = [...text];
  const pieces: string[] = [];
  for (let at = 0; at < characters.length; at += informationMax) {
    pieces.push(characters.slice(at, at + informationMax).join(''));
  }
  return pieces;
}

const isCustomer = (id: AnswerId): id is CustomerAnswerId => id.startsWith('pain.002.');

interface Stated {
  readonly instruction: Instruction;
  readonly status: TransactionStatus;
  readonly said: ReturnType<typeof saidOf>;
}

function statement(id: AnswerId, instruction: Instruction, outcome: TransferOutcome): Stated {
  return { instruction, status: statusOf(id, outcome), said: saidOf(outcome, instruction.changes) };
}

function statusOf(id: AnswerId, { type }: TransferOutcome): TransactionStatus {
  switch (type) {
    case 'rejected':
      return 'RJCT';
    case 'final':
      return finalStatus(id);
    case 'submitted':
      return 'ACSP';
    case 'pending':
      return 'PDNG';
    case 'valid':
      return 'ACTC';
  }
}

function saidOf(outcome: TransferOutcome, changes: readonly string[]) {
  switch (outcome.type) {
    case 'rejected':
      return { StsRsnInf: outcome.reasons.map(element) };
    case 'final': {
      const { transactionId, height, time, note } = outcome;
      const words = [
        `transaction ${transactionId}`,
        `final in block ${height} at ${time}`,
        ...(note === undefined ? [] : inPieces(note)),
        ...changes.flatMap(inPieces),
      ];
      return {
        StsRsnInf: [{ AddtlInf: words }],
        AccptncDtTm: time,
        AcctSvcrRef: blockReference(height, transactionId),
      };
    }
    case 'submitted':
      return outcome.transactionId === ''
        ? {}
        : { StsRsnInf: [{ AddtlInf: [`transaction ${outcome.transactionId}`] }] };
    case 'pending':
      return { StsRsnInf: [{ AddtlInf: inPieces(outcome.message) }] };
    case 'valid':
      return {};
  }
}

/** How many have which status, in the order in which they first come. */
function counts(stated: readonly Stated[]) {
  const byStatus = Map.groupBy(stated, ({ status }) => status);
  return [...byStatus].map(([DtldSts, all]) => ({ DtldNbOfTxs: String(all.length), DtldSts }));
}

const groupStatus = (stated: readonly Stated[]): Status =>
  groupStatusOf(stated.map(({ status }) => status));

function originalGroup(file: TransferFile, stated: readonly Stated[]) {
  return {
    OrgnlMsgId: file.messageId,
    OrgnlMsgNmId: file.id,
    OrgnlCreDtTm: file.createdAt,
    OrgnlNbOfTxs: String(file.instructions.length),
    OrgnlCtrlSum: decimalText(file.sum),
    GrpSts: groupStatus(stated),
    NbOfTxsPerSts: counts(stated),
  };
}

function customerReport(
  id: CustomerAnswerId,
  { messageId, createdAt }: AnswerHead,
  file: TransferFile,
  stated: readonly Stated[],
): string {
  const hasUetr = releaseOf(id) >= 2019;
  const byGroup = Map.groupBy(stated, ({ instruction }) => instruction.payment);
  const payments = file.groups.map((group, index) => {
    const all = byGroup.get(index) ?? [];
    return {
      OrgnlPmtInfId: group.id ?? '',
      OrgnlNbOfTxs: String(group.count),
      OrgnlCtrlSum: decimalText(group.sum),
      PmtInfSts: groupStatus(all),
      TxInfAndSts: all.map(({ instruction, status, said }) => ({
        ...(instruction.instructionId && { OrgnlInstrId: instruction.instructionId }),
        OrgnlEndToEndId: instruction.endToEndId,
        ...(hasUetr && instruction.uetr && { OrgnlUETR: instruction.uetr }),
        TxSts: status,
        ...said,
      })),
    };
  });
  const value: MessageValue<'pain.002'> = {
    CstmrPmtStsRpt: {
      GrpHdr: { MsgId: messageId, CreDtTm: createdAt },
      OrgnlGrpInfAndSts: originalGroup(file, stated),
      OrgnlPmtInfAndSts: payments,
    },
  };
  return writeMessage(id, value);
}

function interbankReport(
  id: InterbankAnswerId,
  { messageId, createdAt }: AnswerHead,
  file: TransferFile,
  stated: readonly Stated[],
): string {
  const hasUetr = releaseOf(id) >= 2019;
  const value: MessageValue<'pacs.002'> = {
    FIToFIPmtStsRpt: {
      GrpHdr: { MsgId: messageId, CreDtTm: createdAt },
      OrgnlGrpInfAndSts: [originalGroup(file, stated)],
      TxInfAndSts: stated.map(({ instruction, status, said }) => ({
        ...(instruction.instructionId && { OrgnlInstrId: instruction.instructionId }),
        OrgnlEndToEndId: instruction.endToEndId,
        ...(instruction.transactionId && { OrgnlTxId: instruction.transactionId }),
        ...(hasUetr && instruction.uetr && { OrgnlUETR: instruction.uetr }),
        TxSts: status,
        ...said,
      })),
    },
  };
  return writeMessage(id, value);
}
