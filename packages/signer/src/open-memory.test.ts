import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProvider, generateSeed, hash, keyAddress } from '@trellis/crypto';
import { type ChainId, toHeight, type Vote } from '@trellis/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openMemory } from './open-memory.ts';

const provider = createProvider('native');
const key = provider.openKey('ed25519', generateSeed('ed25519'));
const parts = { keys: [key], provider, chainId: 'memory' as ChainId, recoveries: [] };
const vote = (name: string): Vote => ({
  ...{ type: 'precommit', height: toHeight(1), round: 0 },
  ...{ blockId: hash('header', new TextEncoder().encode(name)) },
  validator: keyAddress(key.scheme, key.publicKey),
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-signer-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('is of one process at a time, which leaves it with what it signed', async () => {
  const first = await openMemory(folder, parts);
  await expect(openMemory(folder, parts)).rejects.toMatchObject({ code: 'database_in_use' });
  const signed = await first.local.signVote(vote('a'));
  await first.close();
  const second = await openMemory(folder, parts);
  expect(await second.local.signVote(vote('b'))).toBeNull();
  expect(await second.local.signVote(vote('a'))).toEqual(signed);
  await second.close();
});
