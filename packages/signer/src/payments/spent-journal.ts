/** What was signed in the last day, on disk before a signature leaves: a signer that is killed does not forget it. */
import { open, readFile } from 'node:fs/promises';
import { CodedError } from '@trellis/crypto';
import { replaceFile } from '@trellis/crypto/files';
import {
  container,
  decodeJsonText,
  hashCodec,
  isAssetCode,
  limits,
  list,
  text,
  uint64,
  uint128,
  type ValueOf,
} from '@trellis/protocol';
import type { Amounts } from './payment-limits.ts';

const assetCodec = text(limits.assetCodeBytesMax, 'the code of an asset', isAssetCode);

const entryCodec = container({
  /** Milliseconds since 1970. */
  at: uint64,
  transactionId: hashCodec,
  amounts: list(container({ asset: assetCodec, amount: uint128 }), 256),
});

type Entry = ValueOf<typeof entryCodec>;

export class JournalError extends CodedError<'journal_damaged'> {}

export interface SpentJournal {
  /** Resolves when a transaction that was added is on disk; `undefined`: it was not added. */
  added(transactionId: Entry['transactionId']): Promise<void> | undefined;
  /** Since this time. */
  spentSince(at: bigint): Amounts;
  /** Counts from now on. Resolves when it is on disk. */
  add(entry: Entry): Promise<void>;
  close(): Promise<void>;
}

/**
 * Throws `JournalError` for a file with damage before its end; what a crash cut off at the end was never signed.
 */
export async function openSpentJournal(path: string, keptSince: bigint): Promise<SpentJournal> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n');
  const entries = lines.slice(0, -1).map((line, index) => {
    const read = decodeJsonText(entryCodec, line);
    if (read.ok) return read.value;
    throw new JournalError(
      'journal_damaged',
      `${path} is damaged in line ${index + 1}: what was paid in the last day is not known. Restore it, or remove it a day after the last payment`,
    );
  });
  const kept = entries.filter(({ at }) => at >= keptSince);
  const known = new Map(
    kept.map((entry) => [entry.transactionId, { entry, written: Promise.resolve() }]),
  );
  await replaceFile(path, kept.map(lineOf).join(''));
  const file = await open(path, 'a');
  let last: Promise<void> = Promise.resolve();
  async function write(entry: Entry): Promise<void> {
    await file.appendFile(lineOf(entry));
    await file.datasync();
  }
  return {
    added: (id) => known.get(id)?.written,
    spentSince(since) {
      const spent = new Map<Entry['amounts'][number]['asset'], bigint>();
      for (const { entry } of known.values()) {
        const { at, amounts } = entry;
        if (at < since) continue;
        for (const { asset, amount } of amounts)
          spent.set(asset, (spent.get(asset) ?? 0n) + amount);
      }
      return spent;
    },
    add(entry) {
      // One that fails stops those after it: what is not on disk is not signed.
      last = last.then(() => write(entry));
      known.set(entry.transactionId, { entry, written: last });
      return last;
    },
    close: () => file.close(),
  };
}

function lineOf(entry: Entry): string {
  return `${JSON.stringify(entryCodec.toJson(entry))}\n`;
}
