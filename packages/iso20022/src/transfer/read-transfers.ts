/**
 * Reads a message that asks to pay, transfer by transfer, so that a file of any size takes no more memory than its
 * instructions do; and applies the rules to it that no schema has.
 */
import { decimalUnits } from '../checks/decimal.ts';
import type { ReasonCode } from '../code-sets/reason-code.ts';
import { kindOf, type MessageKind } from '../messages/message-table.ts';
import type { Finding, FindingCode } from '../read/finding.ts';
import type { Message } from '../read/message.ts';
import { createMessageReader, type ReadOptions } from '../read/read-message.ts';
import type { Place } from '../xml/place.ts';
import { createLeftOutList } from './apply-mapping.ts';
import { nothingSeen } from './check-transfer.ts';
import { initiatedTransfers } from './initiated-transfers.ts';
import type { Instruction } from './instruction.ts';
import { interbankTransfers } from './interbank-transfers.ts';
import {
  type TransferFile,
  type TransferGroup,
  type TransferKind,
  type TransferReading,
  transferKinds,
} from './transfer-file.ts';
import type { TransferContext, TransferReader } from './transfer-reader.ts';
import type { TransferRules } from './transfer-rules.ts';

const readers: Readonly<Record<TransferKind, TransferReader>> = {
  'pain.001': initiatedTransfers,
  'pacs.008': interbankTransfers('pacs.008'),
  'pacs.009': interbankTransfers('pacs.009'),
};

const isTransferKind = (kind: MessageKind): kind is TransferKind =>
  (transferKinds as readonly MessageKind[]).includes(kind);

export interface TransfersReader {
  /** Takes a piece of the file; `false` when the rest need not be read. */
  write(bytes: Uint8Array): boolean;
  end(): TransferReading;
}

/** Reads a file that asks to pay, piece by piece. */
export function createTransfersReader(
  rules: TransferRules,
  options: Omit<ReadOptions, 'take'> = {},
): TransfersReader {
  const rejected: Finding[] = [];
  const leftOut = createLeftOutList();
  const totals = createTotals();
  const instructions: Instruction[] = [];
  const reject = (
    code: FindingCode,
    reason: ReasonCode,
    { path, line, column }: Place & { readonly path: string },
    message: string,
  ): void => {
    rejected.push({ code, reason, severity: 'rejected', path, line, column, message });
  };
  const reader = createMessageReader({
    ...options,
    take(key, part, parents, path) {
      if (key !== 'CdtTrfTxInf') return false;
      const id = reader.id();
      if (id === undefined) return false;
      const kind: MessageKind = kindOf(id);
      if (!isTransferKind(kind)) return false;
      const place = reader.places.of(part);
      const instruction = readers[kind].transfer({ id, part, parents, path, place }, context);
      instructions.push(instruction);
      totals.add(instruction);
      return true;
    },
  });
  const context: TransferContext = {
    ...{ rules, places: reader.places, leftOut, reject, seen: nothingSeen() },
    found(finding) {
      rejected.push(finding);
    },
  };
  return {
    write: (bytes) => reader.write(bytes),
    end() {
      const { message, id, findings } = reader.end();
      const isInvalid = findings.some(({ severity }) => severity === 'invalid');
      const file =
        message === undefined || isInvalid || !isTransferKind(message.kind)
          ? undefined
          : fileOf(message, message.kind, context, { instructions, totals });
      return {
        ...{ file, id, messageId: messageIdOf(message) },
        findings: sorted([...findings, ...rejected]),
        leftOut: leftOut.all(),
      };
    },
  };
}

/** Reads a file that is at hand. */
export function readTransfers(
  bytes: Uint8Array,
  rules: TransferRules,
  options: Omit<ReadOptions, 'take'> = {},
): TransferReading {
  const reader = createTransfersReader(rules, options);
  reader.write(bytes);
  return reader.end();
}

function fileOf(
  message: Message,
  kind: TransferKind,
  context: TransferContext,
  {
    instructions,
    totals,
  }: { readonly instructions: readonly Instruction[]; readonly totals: Totals },
): TransferFile {
  const read = readers[kind].message(message, context, totals.of);
  const sum = instructions.reduce((units, { amount }) => units + decimalUnits(amount.value), 0n);
  return { kind, id: message.id, header: message.header, ...read, instructions, sum };
}

/** What a message is called, even if other parts of it are missing. */
function messageIdOf(message: Message | undefined): string | undefined {
  const [whole] = Object.values(message?.value ?? {}) as readonly unknown[];
  const header = memberOf(whole, 'GrpHdr') ?? memberOf(whole, 'Assgnmt');
  const id = memberOf(header, 'MsgId') ?? memberOf(header, 'Id');
  return typeof id === 'string' && /^.{1,35}$/u.test(id) ? id : undefined;
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

interface Totals {
  add(instruction: Instruction): void;
  of(group: number): TransferGroup;
}

function createTotals(): Totals {
  const groups = new Map<number, { count: number; sum: bigint }>();
  return {
    add({ payment, amount }) {
      const group = groups.get(payment) ?? { count: 0, sum: 0n };
      group.count++;
      group.sum += decimalUnits(amount.value);
      groups.set(payment, group);
    },
    of: (index) => ({ path: '', id: null, count: 0, sum: 0n, ...groups.get(index) }),
  };
}

/** In the order of the file, and no more rejections than are of use; each rejects something of its own. */
const sorted = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((a, b) => a.line - b.line || a.column - b.column);
