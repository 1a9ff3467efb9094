import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ChainId, type Genesis, toHeight } from '@trellis/protocol';
import { chainPath, endRebuild, rebuildHeight } from '@trellis/storage';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { allowRepair, endApproval, openRepaired } from './open-repaired.ts';
import { genesis, listeningLogger, type StoredChain, storeChain } from './testing/stored-chain.ts';

let chain: StoredChain;
let begun: number;

beforeEach(async () => {
  chain = await storeChain();
  await chain.store.close();
  begun = 0;
});
afterEach(() => chain.remove());

/** Opens and closes it; what was said. */
async function opened(
  repair: 'automatic' | 'ask',
  { atLeast = 0n, of = genesis }: { readonly atLeast?: bigint; readonly of?: Genesis } = {},
): Promise<readonly string[]> {
  const { logger, said } = listeningLogger();
  const store = await openRepaired({
    dataFolder: chain.folder,
    genesis: of,
    pastStates: 0,
    isPruned: false,
    atLeast: toHeight(atLeast),
    repair,
    clock: { now: () => Date.UTC(2030, 0, 2, 3, 4, 5) },
    logger,
    async begin() {
      begun += 1;
    },
  });
  expect(store.head().header.height).toBe(0n);
  await store.close();
  return said;
}

const names = (): Promise<string[]> => readdir(chain.folder);
const lost = 'repaired the database; what is missing comes from peers';

it('opens what is whole, and repairs nothing', async () => {
  expect(await opened('automatic')).toEqual([]);
  expect(begun).toBe(1);
});

it('begins again what is gone or behind, and knows how far it was', async () => {
  await rm(chainPath(chain.folder), { recursive: true });
  expect(await opened('automatic', { atLeast: 7n })).toEqual([lost]);
  // A chain that begins again may begin with a snapshot.
  expect(begun).toBe(2);
  expect(await rebuildHeight(chain.folder)).toBe(7n);
  // A start in between finds the same, and repairs nothing twice.
  expect(await opened('automatic', { atLeast: 7n })).toEqual([]);
});

it('moves aside what LevelDB can’t open, and deletes nothing', async () => {
  await writeFile(join(chainPath(chain.folder), 'CURRENT'), 'MANIFEST-999999\n');
  const before = await readdir(chainPath(chain.folder));
  expect(await opened('automatic')).toEqual([lost]);
  const aside = join(chain.folder, 'chain.damaged-20300102T030405Z');
  expect(await readdir(aside)).toEqual(expect.arrayContaining(before));
});

it('cuts a damaged log where it is whole, and keeps a copy', async () => {
  const [log] = (await readdir(chainPath(chain.folder))).filter((name) => name.endsWith('.log'));
  const path = join(chainPath(chain.folder), log ?? '');
  const bytes = await readFile(path);
  await writeFile(path, bytes.with(20, (bytes[20] ?? 0) ^ 1));
  expect(await opened('automatic')).toContain(lost);
  const kept = (await names()).filter((name) => name.startsWith('chain.damaged-'));
  expect(kept.length).toBeGreaterThan(0);
});

it('asks where it is to ask, and does it once when it is allowed', async () => {
  const damage = () => rm(chainPath(chain.folder), { recursive: true });
  await damage();
  const before = await names();
  await expect(opened('ask')).rejects.toMatchObject({ code: 'database_damaged' });
  expect(await names()).toEqual(before);
  await allowRepair(chain.folder);
  expect(await opened('ask')).toEqual([lost]);
  await endApproval(chain.folder);
  await damage();
  await endRebuild(chain.folder);
  await expect(opened('ask')).rejects.toMatchObject({ code: 'database_damaged' });
});

it('repairs nothing that is not damage', async () => {
  const other: Genesis = { ...genesis, chainId: 'another' as ChainId };
  await expect(opened('automatic', { of: other })).rejects.toMatchObject({ code: 'other_chain' });
  expect((await names()).filter((name) => name.includes('damaged'))).toEqual([]);
  expect(await opened('automatic')).toEqual([]);
});
