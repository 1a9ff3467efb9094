/** An entry of a balance's history as a bank's statement has it. */
import { formatAmount } from '@trellis/client';
import { type Address, formatAddress } from '@trellis/crypto';
import type { ReportedEntry } from '@trellis/iso20022';
import {
  type AssetRecord,
  codeText,
  type ForeignText,
  type Operation,
  rawText,
  visibleText,
} from '@trellis/protocol';
import type { HistoryEntry } from '@trellis/protocol/http-api';
import { movingOperations, partiesOf } from './moving-operations.ts';

export interface EntryNames {
  readonly address: Address;
  readonly asset: AssetRecord;
  /** The name of the key here that an account belongs to. */
  readonly labels: ReadonlyMap<Address, string>;
}

/** Entries that change nothing, such as a balance that a snapshot brought forward, are none. */
export function reportedEntry(
  entry: HistoryEntry,
  { address, asset, labels }: EntryNames,
): ReportedEntry | undefined {
  const { before, after, height, time, transactionId } = entry;
  if (before === after) return undefined;
  const operations = movingOperations(entry, { address, asset: asset.asset });
  const only = operations.length === 1 ? operations[0] : undefined;
  const others = new Set(operations.flatMap(partiesOf).filter((one) => one !== address));
  const [other] = others.size === 1 ? others : [];
  const remittance = only !== undefined && 'remittance' in only ? only.remittance : null;
  return {
    amount: formatAmount(after > before ? after - before : before - after, asset.decimals),
    isCredit: after > before,
    time: new Date(Number(time)).toISOString(),
    height,
    transactionId,
    kind: kindOf(entry, only, operations.length),
    isPayment: only !== undefined && isPayment(only),
    counterparty: other === undefined ? null : partyOf(other, labels),
    endToEndId: printable(remittance?.endToEndId),
    reference: remittance?.reference ?? null,
    invoice: printable(remittance?.invoice),
    purpose: remittance?.purpose ?? null,
    uetr: uetrIn(rawText(entry.transaction?.memo ?? '')),
  };
}

/** The ledger takes printable ASCII alone; XML and CSV are written by what escapes their own characters. */
const printable = (text: ForeignText | null | undefined): string | null =>
  text === null || text === undefined ? null : visibleText(text);

function partyOf(address: Address, labels: ReadonlyMap<Address, string>) {
  const name = labels.get(address);
  return { address: formatAddress(address), ...(name === undefined ? {} : { name }) };
}

const isPayment = ({ type }: Operation): boolean =>
  type === 'transfer' || type === 'pay' || type === 'paySealed';

function kindOf({ status }: HistoryEntry, only: Operation | undefined, count: number): string {
  if (status !== null && status !== 'success') return `fee, ${codeText(status)}`;
  if (only !== undefined) return codeText(only.type);
  return count > 1 ? 'several' : 'other';
}

/** As a payment that came in a bank's message has it. */
const uetrIn = (memo: string): string | null =>
  /^UETR ([a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12})$/.exec(memo)?.[1] ??
  null;
