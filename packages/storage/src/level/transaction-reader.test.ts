import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asciiBytes, hash } from '@trellis/crypto';
import { encode, toHeight } from '@trellis/protocol';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import type { Database } from './database-interface.ts';
import { keys } from './keyspace.ts';
import { receiptsRecordCodec } from './records.ts';
import { createTransactionReader, type PlacedTransaction } from './transaction-reader.ts';

let folder: string;
let database: Database;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-transactions-'));
  database = await openDatabase(folder, { create: true });
});
afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

/** Blocks from 1 on with so many transactions each; these, the newest first. */
async function write(sizes: readonly number[]): Promise<readonly PlacedTransaction[]> {
  const batch = database.batch();
  const blocks = sizes.map((size, index) => {
    const height = toHeight(BigInt(index + 1));
    const placed = Array.from({ length: size }, (_, before) => {
      const transactionId = hash('header', asciiBytes(`${height}-${before + 1}`));
      return { height, position: before + 1, transactionId, status: 'success' } as const;
    });
    const receipts = placed.map(({ transactionId, status }) => ({
      ...{ transactionId, status, failedOperation: null, fee: 0n },
    }));
    batch.put(keys.receipts(height), encode(receiptsRecordCodec, receipts));
    return placed;
  });
  await batch.write({ sync: false });
  return blocks.flat().reverse();
}

async function walk(end: bigint, count: number) {
  const { transactionsBefore } = createTransactionReader(database);
  const found: PlacedTransaction[] = [];
  let pages = 0;
  let place = { height: toHeight(end), position: 0 };
  for (;;) {
    const page = await transactionsBefore(place, count);
    expect(page.transactions.length).toBeLessThanOrEqual(count);
    found.push(...page.transactions);
    pages += 1;
    if (page.next === null) return { found, pages };
    const { height, position } = page.next;
    // Else the pages would never end.
    expect(height < place.height || position < place.position).toBe(true);
    place = page.next;
  }
}

it('pages of any size hold every transaction once, the newest first', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 9 }),
      async (sizes, count) => {
        await database.clear();
        const written = await write(sizes);
        const { found } = await walk(BigInt(sizes.length + 1), count);
        expect(found).toEqual(written);
      },
    ),
    { numRuns: 40 },
  );
});

it('many blocks without any are passed over a part at a time', async () => {
  const written = await write([1, ...Array.from({ length: 5_000 }, () => 0), 1]);
  const { found, pages } = await walk(6_000n, 10);
  expect(found).toEqual(written);
  expect(pages).toBe(2);
});
