/**
 * Every file that a node has, in each way that it can't be used: the node runs without it, or says in its last words which
 * file it is and what to do.
 */
import { cp, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createProvider, generateSeed } from '@trellis/crypto';
import { createSnapshot, snapshotPath } from '@trellis/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from './config/config.ts';
import { openValidatorKey } from './config/validator-key.ts';
import { type FatalFacts, fatalFacts } from './fatal-error.ts';
import { assembleGenesis } from './joining/assemble-genesis.ts';
import { readGenesisRules } from './joining/genesis-rules.ts';
import { initNode } from './joining/init-node.ts';
import { installGenesis } from './joining/install-genesis.ts';
import { signGenesis } from './joining/signed-genesis.ts';
import { startNode } from './node.ts';

const provider = createProvider('native');
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** What is done to a file, whose folder is there. */
const ways: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
  missing: async () => undefined,
  'a folder': (path) => mkdir(path),
  'of something else': (path) => writeFile(path, 'something else', { mode: 0o600 }),
  'not to be opened': (path) => symlink(path, path),
  // Reading it from its beginning is an error of the system, for whoever may open it.
  ...(process.platform === 'linux' && {
    'not to be read': (path: string) => symlink('/proc/self/mem', path),
  }),
};

/** What there may be to do. */
const advice =
  /start the node again|start again|replace the disk|[Pp]ut .*back|put the key file there|Restore |is invalid: /;

let folder: string;
let files: readonly string[];
const node = (): string => join(folder, 'node');
const kept = (): string => join(folder, 'kept');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-unusable-'));
  await makeNode();
  // Twice, so that there is a table besides a log.
  for (let starts = 0; starts < 2; starts += 1) expect(await tryStart()).toBeNull();
  const data = join(node(), 'data');
  await createSnapshot(data, snapshotPath(data));
  await rename(node(), kept());
  const entries = await readdir(kept(), { recursive: true, withFileTypes: true });
  files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(kept(), join(entry.parentPath, entry.name)));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A network of one validator. */
async function makeNode(): Promise<void> {
  const made = {
    ...{ folder: node(), name: 'alone', contact: '' },
    scheme: 'ed25519',
    role: 'validator',
    operator: provider.openKey('ed25519', generateSeed('ed25519')),
    listen: ['/ip4/127.0.0.1/tcp/0'],
    addresses: ['/ip4/127.0.0.1/tcp/26600'],
    httpPort: 0,
  } as const;
  const requests = [await initNode(made, provider)];
  const rules = join(folder, 'rules.json');
  const said = { chainId: 'alone', time: '2026-11-02T09:00:00Z', accountSchemes: ['ed25519'] };
  await writeFile(rules, JSON.stringify(said));
  const genesis = assembleGenesis(await readGenesisRules(rules), requests);
  const config = join(node(), 'config.json');
  const { validator } = await readConfig(config);
  if (validator === null) throw new Error('it does not vote');
  const signature = await signGenesis(genesis, await openValidatorKey(validator, provider));
  await installGenesis(config, { genesis, requests, signatures: [signature] }, provider);
}

/** `null` if it runs; else its last words. */
async function tryStart(): Promise<FatalFacts | null> {
  try {
    const config = await readConfig(join(node(), 'config.json'));
    const running = await startNode(config, silent, () => undefined);
    await running.stop();
    return null;
  } catch (error) {
    return fatalFacts(error);
  }
}

describe.each(Object.keys(ways))('a file that is %s', (way) => {
  it('is named with what to do, unless the node runs without it', async () => {
    const wrong: unknown[] = [];
    for (const file of files) {
      await cp(kept(), node(), { recursive: true });
      const path = join(node(), file);
      await rm(path);
      await ways[way]?.(path);
      const words = await tryStart();
      // The files of the database are LevelDB's: which of them it is helps nobody.
      const named = file.startsWith('data/chain/') ? join(node(), 'data', 'chain') : path;
      const isNamed = words === null || words.place.includes(named) || words.advice.includes(named);
      const isAdvised = words === null || advice.test(words.advice);
      if (!isNamed || !isAdvised || words?.code === 'unforeseen') wrong.push({ file, ...words });
      await rm(node(), { recursive: true });
    }
    expect(wrong).toEqual([]);
  });
});
