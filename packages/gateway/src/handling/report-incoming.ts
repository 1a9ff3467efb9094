/** Payments that came in: each is told of once, by a camt.054, and where the account is another institution's by a pacs.008. */
import { BuildError, entriesBehind, formatAmount } from '@trellis/client';
import { openSealed } from '@trellis/client/sealed-payment';
import { CryptoError, formatAddress } from '@trellis/crypto';
import {
  blockReference,
  type EnclosedTransfer,
  enclosedTransfer,
  isAbout,
  passedOn,
  type ReportedEntry,
  readTransferDocument,
  type SingleTransfer,
} from '@trellis/iso20022';
import type { Operation, OperationOf } from '@trellis/protocol';
import type { HistoryEntry } from '@trellis/protocol/http-api';
import type { Answer, ReceivedRecord } from '../journal/journal.ts';
import type { HoldReference } from '../payment/hold-reference.ts';
import { notificationFile } from '../report/account-file.ts';
import { movingOperations } from '../report/moving-operations.ts';
import { reportedEntry } from '../report/reported-entry.ts';
import type { GatewayParts, ServedAccount } from '../setup/gateway-parts.ts';

/** Owes the files of one account; what was told of, and that it was, is written down together. */
export async function reportIncoming(parts: GatewayParts, served: ServedAccount): Promise<void> {
  const { journal, light, metrics, log } = parts;
  const { account, asset } = served;
  const [address, code] = [formatAddress(account), asset.asset];
  const mark = journal.reportedUpTo(address, code) ?? { height: 0n, position: 0 };
  const entries: HistoryEntry[] = [];
  for await (const { entry } of entriesBehind(light, { address: account, asset: code }, mark)) {
    entries.push(entry);
  }
  const last = entries.at(-1);
  if (last === undefined) return;
  const credits: ReportedEntry[] = [];
  const received: ReceivedRecord[] = [];
  const answers: Answer[] = [];
  let sum = 0n;
  for (const entry of entries) {
    if (entry.after <= entry.before || entry.transactionId === null) continue;
    const told = await tell(parts, served, entry);
    if (told === undefined) continue;
    sum += entry.after - entry.before;
    credits.push(told.reported);
    received.push(told.received);
    answers.push(...told.files);
  }
  const place = `${last.height}-${last.position}`;
  if (credits.length > 0) {
    const [first] = entries;
    const period = { fromMs: Number(first?.time ?? 0), toMs: Number(last.time) };
    const text = notificationFile(parts, served, period, { entries: credits, sum });
    answers.push({ name: `in-${address.slice(0, 20)}-${code}-${place}.camt.054.001.08.xml`, text });
  }
  journal.together(() => {
    for (const one of received) journal.putReceived(one);
    for (const one of answers) journal.owe(one);
    journal.noteReported(address, code, last);
  });
  if (credits.length === 0) return;
  metrics.count('trellis_gateway_incoming_total', credits.length);
  log('info', 'incoming', { account: address, asset: code, payments: credits.length });
}

/** What the gateway remembers of a payment that came in, should it be asked back. */
export interface ReceivedFact {
  readonly transactionId: string;
  readonly from: string;
  readonly to: string;
  readonly asset: string;
  /** In smallest units. */
  readonly amount: string;
}

async function tell(parts: GatewayParts, served: ServedAccount, entry: HistoryEntry) {
  const { account, asset, tells } = served;
  const names = { address: account, asset, labels: new Map() };
  const operations = movingOperations(entry, { address: account, asset: asset.asset });
  const only = operations.length === 1 ? operations[0] : undefined;
  const named = reportedEntry(entry, names);
  const plain = named && { ...named, ...(only && heldFor(parts, only)) };
  if (plain === undefined || entry.transactionId === null) return undefined;
  const opened = only?.type === 'paySealed' ? await openDocument(parts, served, only) : undefined;
  const settled = {
    currency: asset.asset,
    amount: formatAmount(entry.after - entry.before, asset.decimals),
    day: plain.time.slice(0, 10),
    reference: blockReference(entry.height, entry.transactionId),
  };
  const isTrue = opened !== undefined && isAbout(opened.transfer, settled);
  if (opened !== undefined && !isTrue) {
    parts.log('warn', 'sealed_mismatch', { transaction: entry.transactionId });
  }
  const transfer = isTrue ? opened.transfer : null;
  const uetr = transfer?.transfer.PmtId.UETR ?? plain.uetr;
  const reported: ReportedEntry = { ...plain, uetr, transfer };
  const files: Answer[] = [];
  if (tells === 'transfer' && opened !== undefined && isTrue) {
    const { single } = opened;
    const head = { messageId: `P${entry.transactionId.slice(0, 34)}`, createdAt: plain.time };
    const name = `in-${entry.transactionId.slice(0, 32)}.${single.id}.xml`;
    files.push({ name, text: passedOn(single, head, settled) });
  } else if (tells === 'transfer') {
    parts.log('warn', 'not_passed_on', { transaction: entry.transactionId });
  }
  const fact: ReceivedFact = {
    ...{ transactionId: entry.transactionId, from: plain.counterparty?.address ?? '' },
    ...{ to: formatAddress(account), asset: asset.asset },
    amount: String(entry.after - entry.before),
  };
  const endToEnd = transfer?.transfer.PmtId.EndToEndId ?? plain.endToEndId;
  const received = { id: entry.transactionId, endToEnd, uetr, fact: JSON.stringify(fact) };
  return { reported, files, received };
}

/** A payment out of a hold says nothing of what it is for; the transaction that made the hold did. */
function heldFor({ journal }: GatewayParts, operation: Operation): Partial<HoldReference> {
  if (operation.type !== 'postHold' && operation.type !== 'claimHold') return {};
  const reference = journal.hold(operation.hold)?.reference;
  // What this gateway has written itself.
  return reference ? (JSON.parse(reference) as HoldReference) : {};
}

/** What the payer's institution sealed, if it is a transfer, and this gateway has the key. */
async function openDocument(
  { accounts, light, log }: GatewayParts,
  { account }: ServedAccount,
  operation: OperationOf<'paySealed'>,
): Promise<{ readonly single: SingleTransfer; readonly transfer: EnclosedTransfer } | undefined> {
  const key = await accounts.openingKeyOf(account);
  if (key === undefined) return undefined;
  try {
    const content = await openSealed(light.trusted().chainId, operation, { account, key });
    const single = content.document && readTransferDocument(content.document);
    const transfer = single && enclosedTransfer(single);
    return single && transfer && { single, transfer };
  } catch (error) {
    if (!(error instanceof CryptoError || error instanceof BuildError)) throw error;
    log('warn', 'sealed_unreadable', { reason: error.code });
    return undefined;
  }
}
