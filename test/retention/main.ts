/**
 * Measures what payments and idle blocks take on disk in each mode: `node test/retention/main.ts`. Chains of two lengths are
 * made and stored by the real store, pruned, and compacted; the difference of their folders is what the longer one has
 * more. Accounts are the same in both, so the state grows in neither.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChainStore, Retention } from '@trellis/storage';
import { makeChain } from '../joining/made-chain.ts';
import { onStore, pruneAll, removeFolder, storeChain } from './kept-chain.ts';

const everything = { gte: Uint8Array.of(0), lt: Uint8Array.of(255) };
const modes: readonly Retention['mode'][] = ['archive', 'full', 'recent'];
const paymentsPerBlock = 50;

async function folderBytes(folder: string): Promise<number> {
  let sum = 0;
  for (const name of await readdir(folder)) sum += (await stat(join(folder, name))).size;
  return sum;
}

/** Bytes of a stored chain in each mode, all of it but its last blocks beyond the window. */
async function bytesOf(blocks: number, payments: number): Promise<readonly number[]> {
  const chain = await makeChain({
    scheme: 'ml-dsa-65',
    accounts: 100,
    blocks,
    paymentsPerBlock: payments,
    doubleVoteAt: null,
  });
  const folder = await storeChain(chain, { isPruned: true });
  const sizes: number[] = [];
  const settle = async (store: ChainStore, mode: Retention['mode']): Promise<void> => {
    await pruneAll(store, { mode, windowMs: 0, windowBlocks: 16 });
    await store.database.compact(everything);
  };
  for (const mode of modes) {
    await onStore(folder, (store) => settle(store, mode));
    // What was in the log becomes a table when the database is opened again.
    await onStore(folder, (store) => store.database.compact(everything));
    sizes.push(await folderBytes(join(folder, 'chain')));
  }
  await removeFolder(folder);
  return sizes;
}

async function slope(
  short: readonly [blocks: number, payments: number],
  long: readonly [blocks: number, payments: number],
): Promise<readonly number[]> {
  const [few, many] = [await bytesOf(...short), await bytesOf(...long)];
  const units = long[0] * Math.max(1, long[1]) - short[0] * Math.max(1, short[1]);
  return many.map((bytes, index) => (bytes - (few[index] ?? 0)) / units);
}

const payment = await slope([100, paymentsPerBlock], [300, paymentsPerBlock]);
const idle = await slope([1_000, 0], [3_000, 0]);
const row = (name: string, values: readonly number[]): string =>
  `| ${name} | ${values.map((value) => Math.round(value).toLocaleString('en')).join(' | ')} |\n`;
process.stdout.write(
  `| bytes on disk | ${modes.join(' | ')} |\n| --- | ${modes.map(() => '---:').join(' | ')} |\n` +
    row(`a payment, in blocks of ${paymentsPerBlock}`, payment) +
    row('an idle block of four validators', idle),
);
