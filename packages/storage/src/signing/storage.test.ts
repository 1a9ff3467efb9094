/** The files that keep a validator honest: broken in every way, and what they say then. */
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Address,
  asciiBytes,
  createProvider,
  generateSeed,
  hash,
  keyAddress,
} from '@trellis/crypto';
import type { LoggedInput } from '@trellis/engine';
import { type ChainId, toHeight, type Vote } from '@trellis/protocol';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createLastSignedFile,
  noGuard,
  nothingSigned,
  openLastSignedFile,
} from './last-signed-file.ts';
import { createLocalSigner } from './local-signer.ts';
import { withOwnRecord } from './own-record.ts';
import { openWalFile } from './wal-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-storage-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const blockId = hash('header', asciiBytes('block'));
const validator = hash('keyAddress', asciiBytes('validator')) as Address;
const inputs: readonly LoggedInput[] = [
  { type: 'startHeight', height: toHeight(4) },
  { type: 'timeout', height: toHeight(4), round: 0, step: 'propose' },
  {
    type: 'vote',
    vote: {
      type: 'prevote',
      height: toHeight(4),
      round: 0,
      blockId: null,
      validator,
      signature: new Uint8Array(3309).fill(1),
    },
  },
  { type: 'blockBuilt', height: toHeight(4), round: 1, blockId },
  { type: 'proposalChecked', height: toHeight(4), round: 1, blockId, valid: true, timely: false },
  {
    type: 'proposal',
    proposal: {
      height: toHeight(4),
      round: 1,
      validRound: -1,
      blockId,
      proposer: validator,
      signature: new Uint8Array(10),
    },
  },
];

async function written(): Promise<string> {
  const path = join(folder, 'wal');
  const wal = await openWalFile(path);
  for (const input of inputs) wal.append(input);
  await wal.sync();
  await wal.close();
  return path;
}

describe('checklist item 13: the write-ahead log', () => {
  it('gives back what was synced, in order, and continues from there', async () => {
    const path = await written();
    const again = await openWalFile(path);
    expect(again.recovered).toEqual(inputs);
    again.append({ type: 'startHeight', height: toHeight(5) });
    await again.sync();
    await again.close();
    const third = await openWalFile(path);
    expect(third.recovered).toHaveLength(inputs.length + 1);
    await third.clear();
    await third.close();
    const empty = await openWalFile(path);
    expect(empty.recovered).toEqual([]);
    await empty.close();
  });

  it('cut off anywhere keeps every whole record before the cut', async () => {
    const path = await written();
    const { length } = await readFile(path);
    const content = await readFile(path);
    for (let at = 0; at <= length; at += 113) {
      await writeFile(path, content);
      await truncate(path, at);
      const wal = await openWalFile(path);
      expect(inputs.slice(0, wal.recovered.length)).toEqual(wal.recovered);
      wal.append(inputs[0] as LoggedInput);
      await wal.sync();
      await wal.close();
      const again = await openWalFile(path);
      expect(again.recovered).toEqual([...wal.recovered, inputs[0]]);
      await again.close();
    }
  });

  it('with a flipped bit is refused, or loses only what comes from there on', async () => {
    const path = await written();
    const content = await readFile(path);
    await fc.assert(
      fc.asyncProperty(fc.nat(content.length * 8 - 1), async (bit) => {
        const changed = Buffer.from(content);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        await writeFile(path, changed);
        const opened = await openWalFile(path).catch((error: Error) => error);
        if (opened instanceof Error) {
          expect(opened).toMatchObject({ code: 'wal_damaged' });
          expect(await readFile(path)).toEqual(changed);
        } else {
          expect(inputs.slice(0, opened.recovered.length)).toEqual(opened.recovered);
          expect(opened.recovered.length).toBeLessThan(inputs.length);
          await opened.close();
        }
      }),
      { numRuns: 120 },
    );
  });
});

describe('checklist item 14: the signer', () => {
  const key = createProvider('native').openKey('ml-dsa-44', generateSeed('ml-dsa-44'));
  const chainId = 'test-chain' as ChainId;
  const vote = (changes: Partial<Vote> = {}): Vote => ({
    type: 'prevote',
    height: toHeight(4),
    round: 1,
    blockId,
    validator: keyAddress(key.scheme, key.publicKey),
    ...changes,
  });
  const open = async () => {
    const file = await openLastSignedFile(join(folder, 'last-signed'));
    return { file, signer: createLocalSigner({ keys: [key], chainId, file }) };
  };

  it('signs a position once, gives the same signature again, and nothing else there or before', async () => {
    const { file, signer } = await open();
    const first = await signer.signVote(vote());
    expect(first).not.toBeNull();
    expect(await signer.signVote(vote())).toEqual(first);
    expect(await signer.signVote(vote({ blockId: null }))).toBeNull();
    expect(await signer.signVote(vote({ round: 0 }))).toBeNull();
    expect(await signer.signVote(vote({ height: toHeight(3), round: 9 }))).toBeNull();
    expect(
      await signer.signProposal({
        height: toHeight(4),
        round: 1,
        validRound: -1,
        blockId,
        proposer: keyAddress(key.scheme, key.publicKey),
      }),
    ).toBeNull();
    expect(await signer.signVote(vote({ type: 'precommit' }))).not.toBeNull();
    expect(await signer.signVote(vote({ height: toHeight(5), round: 0 }))).not.toBeNull();
    await file.close();
  });

  it('remembers across a restart, signature included', async () => {
    const before = await open();
    const first = await before.signer.signVote(vote());
    await before.file.close();
    const after = await open();
    expect(after.file.recovered.state).toBe('intact');
    expect(await after.signer.signVote(vote())).toEqual(first);
    expect(await after.signer.signVote(vote({ blockId: null }))).toBeNull();
    await after.file.close();
  });

  it('remembers nothing of what another validator signed, if that one’s folder is in the place of its own', async () => {
    const { file: theirs, signer } = await open();
    const signature = await signer.signVote(vote());
    await theirs.close();
    const own = createProvider('native').openKey('ml-dsa-44', generateSeed('ml-dsa-44'));
    const { file } = await open();
    const { verify } = createProvider('native');
    // Of nobody who votes: a key that it had before.
    expect(await withOwnRecord(file, [own], verify)).toBe(file);
    const found = await withOwnRecord(file, [own, key], verify);
    expect(found).toMatchObject({
      recovered: { state: 'uncertain', last: null },
      isOriginal: false,
    });
    const moved = createLocalSigner({ keys: [own], chainId, file: found });
    expect(moved.memory).toEqual({ isIntact: false, isOriginal: false });
    const by = keyAddress(own.scheme, own.publicKey);
    expect(await moved.signVote(vote({ validator: by }))).not.toEqual(signature);
    await file.close();
  });

  it('that signed nothing yet and knows it, is told from one that may have forgotten', async () => {
    const forgetful = await open();
    expect(forgetful.signer.last).toBeNull();
    await forgetful.file.close();
    const path = join(folder, 'last-signed');
    await rm(path);
    await createLastSignedFile(path);
    const { file, signer } = await open();
    expect(file.recovered.state).toBe('intact');
    expect(signer.last?.height).toBe(0n);
    expect(await signer.signVote(vote({ height: toHeight(1), round: 0 }))).not.toBeNull();
    await file.close();
  });

  it('never forgets for sure: a damaged slot is reported, and the other one still binds', async () => {
    const { file, signer } = await open();
    for (let round = 0; round < 4; round++) await signer.signVote(vote({ round }));
    await file.close();
    const path = join(folder, 'last-signed');
    const content = await readFile(path);
    for (const position of [0, 9, 13, 40, 2_000, 8_192, 8_200, 10_000]) {
      const changed = Buffer.from(content);
      changed[position] = (changed[position] ?? 0) ^ 0x40;
      await writeFile(path, changed);
      const again = await openLastSignedFile(path);
      expect(again.recovered.state, `byte ${position}`).toBe('uncertain');
      if (again.recovered.state === 'uncertain') {
        expect([2, 3]).toContain(again.recovered.last?.round);
      }
      await again.close();
    }
    await writeFile(path, content.subarray(0, 5_000));
    const cut = await openLastSignedFile(path);
    expect(cut.recovered).toEqual({ state: 'uncertain', last: null });
    await cut.close();
  });

  it.each([0, 1, 5_000, 8_192, 9_000, 12_000, 16_383])(
    'a file cut off at byte %i is uncertain once, and whole again when something was signed',
    async (length) => {
      const { file, signer } = await open();
      for (let round = 0; round < 4; round++) await signer.signVote(vote({ round }));
      await file.close();
      const path = join(folder, 'last-signed');
      await truncate(path, length);
      const cut = await openLastSignedFile(path);
      expect(cut.recovered.state).toBe('uncertain');
      const last = { ...nothingSigned, height: toHeight(9) };
      await cut.save(last, noGuard);
      await cut.close();
      const again = await openLastSignedFile(path);
      expect(again.recovered).toEqual({ state: 'intact', last });
      expect(again.isOriginal).toBe(true);
      await again.close();
    },
  );
});
