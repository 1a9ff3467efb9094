/** A message that asks to pay, as a whole: what it is called, its payments and transfers, and what was found in it. */
import type { ApplicationHeader } from '../messages/head-001.ts';
import type { MessageId } from '../messages/message-table.ts';
import type { Finding } from '../read/finding.ts';
import type { LeftOut } from './apply-mapping.ts';
import type { Instruction } from './instruction.ts';

/** The messages that ask to pay. */
export const transferKinds = ['pain.001', 'pacs.008', 'pacs.009'] as const;
export type TransferKind = (typeof transferKinds)[number];

/** Transfers of one account that a customer put together; of institutions' messages there is one, without an id. */
export interface TransferGroup {
  readonly path: string;
  readonly id: string | null;
  readonly count: number;
  /** In units of 10^-18, whatever the currencies. */
  readonly sum: bigint;
}

export interface TransferFile {
  readonly kind: TransferKind;
  readonly id: MessageId;
  readonly header: ApplicationHeader | null;
  readonly messageId: string;
  readonly createdAt: string;
  /** Who sent it, as far as it says so: what its number is unique for. */
  readonly sender: string;
  readonly groups: readonly TransferGroup[];
  readonly instructions: readonly Instruction[];
  readonly sum: bigint;
}

export interface TransferReading {
  /** Not there if the file is invalid: then nothing in it can be relied on. */
  readonly file: TransferFile | undefined;
  readonly id: MessageId | undefined;
  /** As far as it could be read, also of a file that is invalid. */
  readonly messageId: string | undefined;
  readonly findings: readonly Finding[];
  readonly leftOut: readonly LeftOut[];
}

/** What a part of a path that was rejected takes with it. */
type Reach =
  | { readonly type: 'message' }
  | { readonly type: 'group'; readonly index: number }
  | { readonly type: 'transfer'; readonly path: string };

/** How far a rejection at a path reaches. */
function reachOf(path: string): Reach {
  const [transfer] = /^.*\/CdtTrfTxInf\[\d+\]/.exec(path) ?? [];
  if (transfer !== undefined) return { type: 'transfer', path: transfer };
  const [, index] = /\/PmtInf\[(\d+)\]/.exec(path) ?? [];
  return index === undefined ? { type: 'message' } : { type: 'group', index: Number(index) - 1 };
}

/** The findings that reject an instruction, its group's and the message's included. */
export function rejectionsOf(
  findings: readonly Finding[],
): (instruction: Pick<Instruction, 'path' | 'payment'>) => readonly Finding[] {
  const all: Finding[] = [];
  const byGroup = new Map<number, Finding[]>();
  const byPath = new Map<string, Finding[]>();
  const put = <K>(map: Map<K, Finding[]>, key: K, finding: Finding): void => {
    const list = map.get(key) ?? [];
    list.push(finding);
    map.set(key, list);
  };
  for (const finding of findings) {
    const reach = reachOf(finding.path);
    if (reach.type === 'message' || finding.severity === 'invalid') all.push(finding);
    else if (reach.type === 'group') put(byGroup, reach.index, finding);
    else put(byPath, reach.path, finding);
  }
  return ({ path, payment }) => [
    ...all,
    ...(byGroup.get(payment) ?? []),
    ...(byPath.get(path) ?? []),
  ];
}
