/** A validator that withdrew for its last words signs nothing more of this chain, however often it is started. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createProvider, type Hash } from '@trellis/crypto';
import { type ChainId, type RecoveryPoint, toHeight, validatorAddress } from '@trellis/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../level/database.ts';
import { createLastSignedFile, openLastSignedFile } from './last-signed-file.ts';
import { createLocalSigner } from './local-signer.ts';
import { memoryNames } from './memory-names.ts';
import { withdraw } from './withdraw.ts';

const chainId = 'withdrawn' as ChainId;
const key = createProvider('portable').openKey('ed25519', new Uint8Array(32).fill(7));
const validator = validatorAddress(key);
const id = (digit: string): Hash => digit.repeat(64) as Hash;

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'trellis-withdraw-'));
  await (await openDatabase(join(data, 'chain'), { create: true })).close();
  await createLastSignedFile(lastSigned(null));
});
afterEach(() => rm(data, { recursive: true, force: true }));

const lastSigned = (recovery: RecoveryPoint | null): string =>
  join(data, memoryNames(recovery).lastSigned);

/** Opens the file as a node does at its start; what it signs at this height, and what the guard is told. */
async function start(height: bigint, recovery: RecoveryPoint | null = null) {
  const file = await openLastSignedFile(lastSigned(recovery));
  try {
    const recoveries = recovery === null ? [] : [recovery];
    const signer = createLocalSigner({ keys: [key], chainId, recoveries, file });
    const at = { height: toHeight(height), round: 0, blockId: id('a'), validator };
    const signed = [
      await signer.signVote({ type: 'prevote', ...at }),
      await signer.signVote({ type: 'precommit', ...at }),
    ];
    return { signed: signed.filter((one) => one !== null).length, doubt: signer.guard.doubt };
  } finally {
    await file.close();
  }
}

describe('a validator that withdrew', () => {
  it('signs nothing at any height, and says so, at every start', async () => {
    expect(await start(1n)).toEqual({ signed: 2, doubt: 'none' });
    await withdraw(data, null);
    for (const height of [1n, 2n, 3n, 1_000_000n, 2n ** 63n]) {
      expect(await start(height), `height ${height}`).toEqual({ signed: 0, doubt: 'withdrawn' });
    }
  });

  it('may withdraw again, which changes nothing', async () => {
    await start(1n);
    await withdraw(data, null);
    await withdraw(data, null);
    expect(await start(2n)).toEqual({ signed: 0, doubt: 'withdrawn' });
  });

  it('has withdrawn with either slot of the file damaged: the other one still says so, or nothing is signed', async () => {
    await start(1n);
    await withdraw(data, null);
    const path = lastSigned(null);
    const content = await readFile(path);
    for (const at of [100, content.length / 2 + 100]) {
      const bytes = Buffer.from(content);
      bytes.fill(0xff, at, at + 200);
      await writeFile(path, bytes);
      const file = await openLastSignedFile(path);
      const { guard, recovered } = file;
      await file.close();
      // The guard signs nothing with a memory that is not intact before its peers have answered.
      expect(guard.doubt === 'withdrawn' || recovered.state !== 'intact').toBe(true);
    }
  });

  it('begins with an empty memory on the recovered chain, and withdraws from that alone', async () => {
    await start(5n);
    await withdraw(data, null);
    const recovery: RecoveryPoint = {
      ...{ hash: id('b'), height: toHeight(5n), blockId: id('c'), continuedBy: id('d') },
      validators: [],
    };
    await createLastSignedFile(lastSigned(recovery));
    expect(await start(7n, recovery)).toEqual({ signed: 2, doubt: 'none' });
    expect(await start(6n)).toEqual({ signed: 0, doubt: 'withdrawn' });
    await withdraw(data, recovery);
    expect(await start(8n, recovery)).toEqual({ signed: 0, doubt: 'withdrawn' });
  });
});

describe('a validator can’t withdraw', () => {
  it('when its record is lost', async () => {
    await rm(lastSigned(null));
    await expect(withdraw(data, null)).rejects.toThrow(/missing or damaged/);
  });

  it('when its record was put back from a copy', async () => {
    await start(1n);
    const copy = await readFile(lastSigned(null));
    await start(2n);
    // A copy ages in less time than it takes to make one.
    await pause(50);
    await writeFile(lastSigned(null), copy);
    await expect(withdraw(data, null)).rejects.toThrow(/may be a copy/);
    expect(await start(3n)).toMatchObject({ doubt: 'none' });
  });

  it('while its node runs', async () => {
    const database = await openDatabase(join(data, 'chain'), { create: false });
    try {
      await expect(withdraw(data, null)).rejects.toMatchObject({ code: 'database_in_use' });
    } finally {
      await database.close();
    }
    expect(await start(1n)).toEqual({ signed: 2, doubt: 'none' });
  });
});
