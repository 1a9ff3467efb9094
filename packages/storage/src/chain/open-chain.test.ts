import { chmod, chown, cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChainId, type Genesis, genesisHash, type Height, toHeight } from '@trellis/protocol';
import { Level } from 'level';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { keys } from '../level/keyspace.ts';
import { genesis } from '../level/testing/small-chain.ts';
import { nothingSigned } from '../signing/last-signed-file.ts';
import { markerPath, readMarker } from './chain-marker.ts';
import { noteHeight, readNotedHeight, storedBefore } from './height-file.ts';
import { chainPath, moveAside } from './move-aside.ts';
import { openChain } from './open-chain.ts';
import { beginRebuild, endRebuild, rebuildHeight } from './rebuild.ts';

const zero = toHeight(0n);
const other: Genesis = { ...genesis, chainId: 'another' as ChainId };
const marked = { state: 'intact', value: genesisHash(genesis) };

let folder: string;

beforeEach(async () => {
  folder = await makeFolder();
});

async function makeFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'trellis-chain-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** Opens and closes it; the height that it has. */
async function opened(data = folder, of = genesis, atLeast: Height = zero): Promise<bigint> {
  const store = await openChain(data, of, { atLeast });
  const { height } = store.head().header;
  await store.close();
  return height;
}

/** Changes the closed database, as nothing of the store would. */
async function change(edit: (raw: Level<Uint8Array, Uint8Array>) => Promise<void>): Promise<void> {
  const raw = new Level<Uint8Array, Uint8Array>(chainPath(folder), {
    keyEncoding: 'view',
    valueEncoding: 'view',
  });
  await raw.open();
  await edit(raw);
  await raw.close();
}

async function entries(): Promise<number> {
  let count = 0;
  await change(async (raw) => {
    count = (await raw.keys().all()).length;
  });
  return count;
}

describe('a chain that was begun is never taken for a new one', () => {
  beforeEach(async () => {
    expect(await opened()).toBe(0n);
    expect(await readMarker(folder)).toEqual(marked);
  });

  it.each<[string, RegExp, () => Promise<void>]>([
    ['is gone', /it is missing/, () => rm(chainPath(folder), { recursive: true })],
    ['is empty', /it is empty/, () => change((raw) => raw.clear())],
    [
      'lost its genesis',
      /no genesis, and yet/,
      () => change((raw) => raw.del(keys.meta('genesis'))),
    ],
    [
      'has a flipped bit in its genesis',
      /damaged at meta genesis: its checksum/,
      () =>
        change(async (raw) => {
          const key = keys.meta('genesis');
          const value = Uint8Array.from((await raw.get(key)) ?? []);
          value[40] = (value[40] ?? 0) ^ 4;
          await raw.put(key, value);
        }),
    ],
    [
      'is another chain’s',
      /another chain/,
      async () => {
        const elsewhere = await makeFolder();
        await opened(elsewhere, other);
        await rm(chainPath(folder), { recursive: true });
        await cp(chainPath(elsewhere), chainPath(folder), { recursive: true });
      },
    ],
  ])('when its database %s', async (_how, what, damage) => {
    await damage();
    const refused = { code: 'database_damaged', message: expect.stringMatching(what) };
    await expect(opened()).rejects.toMatchObject(refused);
    await expect(opened()).rejects.toMatchObject(refused);
    // A second look finds the same: nothing was cleared or begun.
    expect(await readMarker(folder)).toEqual(marked);
  });

  it('and keeps what it has, until it is moved aside to be fetched again', async () => {
    const before = await entries();
    await change((raw) => raw.del(keys.meta('genesis')));
    await expect(opened()).rejects.toMatchObject({ code: 'database_damaged' });
    expect(await entries()).toBe(before - 1);
    await beginRebuild(folder, toHeight(9n));
    const moved = await moveAside(chainPath(folder), Date.UTC(2030, 0, 2, 3, 4, 5));
    expect(moved).toBe(`${chainPath(folder)}.damaged-20300102T030405Z`);
    expect(await opened(folder, genesis, toHeight(9n))).toBe(0n);
    expect(await rebuildHeight(folder)).toBe(9n);
    await endRebuild(folder);
    await expect(opened(folder, genesis, toHeight(9n))).rejects.toThrow('had block 9');
    expect(await readdir(folder)).toContain('chain.damaged-20300102T030405Z');
  });

  it('also without its marker, and gets it again', async () => {
    for (const damage of [() => rm(markerPath(folder)), () => writeFile(markerPath(folder), 'x')]) {
      await damage();
      expect(await opened()).toBe(0n);
      expect(await readMarker(folder)).toEqual(marked);
    }
    await writeFile(markerPath(folder), 'x');
    await rm(chainPath(folder), { recursive: true });
    await expect(opened()).rejects.toThrow('it is missing');
  });

  it('and is not given to another genesis', async () => {
    await expect(opened(folder, other)).rejects.toMatchObject({ code: 'other_chain' });
    await rm(markerPath(folder));
    await expect(opened(folder, other)).rejects.toMatchObject({ code: 'other_chain' });
  });
});

describe('the height that a database must have', () => {
  it('is noted, and says nothing when it is damaged', async () => {
    expect(await readNotedHeight(folder)).toBe(0n);
    await noteHeight(folder, toHeight(77n));
    expect(await readNotedHeight(folder)).toBe(77n);
    await writeFile(join(folder, 'chain-height'), 'trellis-height-1 78 00000000\n');
    expect(await readNotedHeight(folder)).toBe(0n);
  });

  it('follows from what was signed last: a vote comes after the block before it, a proposal may not', () => {
    expect(storedBefore(null)).toBe(0n);
    expect(storedBefore(nothingSigned)).toBe(0n);
    const at = (height: bigint, step: 'proposal' | 'prevote' | 'precommit') =>
      storedBefore({ ...nothingSigned, height: toHeight(height), step });
    expect([at(9n, 'proposal'), at(9n, 'prevote'), at(9n, 'precommit')]).toEqual([7n, 8n, 8n]);
    expect([at(1n, 'proposal'), at(1n, 'prevote')]).toEqual([0n, 0n]);
  });

  it('is missed by one that lost its last batch', async () => {
    expect(await opened()).toBe(0n);
    await expect(opened(folder, genesis, toHeight(1n))).rejects.toMatchObject({
      code: 'database_damaged',
      message: expect.stringContaining('ends with block 0, and had block 1'),
    });
  });
});

it.skipIf(process.platform === 'win32')('files that another user owns are no damage', async () => {
  expect(await opened()).toBe(0n);
  for (const name of await readdir(chainPath(folder)))
    await chmod(join(chainPath(folder), name), 0o444);
  await expect(asStranger(folder, () => opened())).rejects.toMatchObject({
    code: 'folder_not_writable',
    message: expect.stringContaining('Nothing is damaged'),
  });
});

/** As a user who owns the folders and none of their files; root may write whatever its mode is. */
async function asStranger<T>(data: string, run: () => Promise<T>): Promise<T> {
  const { getuid, seteuid } = process;
  if (getuid?.() !== 0 || seteuid === undefined) return run();
  const nobody = 65_534;
  for (const path of [data, chainPath(data)]) await chown(path, nobody, nobody);
  seteuid(nobody);
  try {
    return await run();
  } finally {
    seteuid(0);
  }
}
