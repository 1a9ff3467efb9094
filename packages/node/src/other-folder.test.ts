/** A validator whose data folder was exchanged with that of another one. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProvider, generateSeed, hash, keyAddress } from '@trellis/crypto';
import type { GuardRecord } from '@trellis/engine';
import { type ChainId, toHeight } from '@trellis/protocol';
import { createLocalSigner, openLastSignedFile } from '@trellis/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from './config/config.ts';
import { openValidatorKey } from './config/validator-key.ts';
import { assembleGenesis } from './joining/assemble-genesis.ts';
import { readGenesisRules } from './joining/genesis-rules.ts';
import { initNode } from './joining/init-node.ts';
import { installGenesis } from './joining/install-genesis.ts';
import { signGenesis } from './joining/signed-genesis.ts';
import { startNode } from './node.ts';

const provider = createProvider('native');
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const chainId = 'two' as ChainId;
const names = ['ann', 'ben'] as const;
type Name = (typeof names)[number];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-other-folder-'));
  await makeNodes();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const configOf = (name: Name) => readConfig(join(folder, name, 'config.json'));

async function keyOf(name: Name) {
  const { validator } = await configOf(name);
  if (validator === null) throw new Error('it does not vote');
  return openValidatorKey(validator, provider);
}

/** A network of two validators. */
async function makeNodes(): Promise<void> {
  const made = (name: Name) => ({
    ...{ folder: join(folder, name), name, contact: '' },
    ...({ scheme: 'ed25519', role: 'validator' } as const),
    operator: provider.openKey('ed25519', generateSeed('ed25519')),
    listen: ['/ip4/127.0.0.1/tcp/0'],
    addresses: [`/ip4/127.0.0.1/tcp/${name === 'ann' ? 26600 : 26601}`],
    httpPort: 0,
  });
  const requests = [await initNode(made('ann'), provider), await initNode(made('ben'), provider)];
  const rules = join(folder, 'rules.json');
  const said = { chainId, time: '2026-11-02T09:00:00Z', accountSchemes: ['ed25519'] };
  await writeFile(rules, JSON.stringify(said));
  const genesis = assembleGenesis(await readGenesisRules(rules), requests);
  const signatures = await Promise.all(
    names.map(async (name) => signGenesis(genesis, await keyOf(name))),
  );
  for (const name of names) {
    const config = join(folder, name, 'config.json');
    await installGenesis(config, { genesis, requests, signatures }, provider);
  }
}

const recordOf = async (name: Name) => join((await configOf(name)).data, 'last-signed');

/** As its node does when it votes. */
async function vote(name: Name, guard?: GuardRecord): Promise<void> {
  const key = await keyOf(name);
  const file = await openLastSignedFile(await recordOf(name));
  const signer = createLocalSigner({ keys: [key], chainId, file });
  await signer.signVote({
    ...{ type: 'precommit', height: toHeight(1), round: 0 },
    blockId: hash('header', new Uint8Array([1])),
    validator: keyAddress(key.scheme, key.publicKey),
  });
  if (guard !== undefined) await signer.keepGuard(guard);
  await file.close();
}

/** Starts one on the folder of one. */
async function start(name: Name, on: Name): Promise<void> {
  const { data } = await configOf(on);
  const config = { ...(await configOf(name)), data };
  const running = await startNode(config, silent, () => undefined);
  await running.stop();
}

describe('another validator’s data folder', () => {
  it('is refused as it is, and serves its own node afterwards', async () => {
    await vote('ben');
    const before = await readFile(await recordOf('ben'));
    await expect(start('ann', 'ben')).rejects.toMatchObject({ code: 'other_validator' });
    expect(await readFile(await recordOf('ben'))).toEqual(before);
    await start('ben', 'ben');
  });

  it('is taken where it was restored to vote with a new key', async () => {
    await vote('ben', { limit: toHeight(0n), doubt: 'old' });
    await start('ann', 'ben');
  });
});
