/** The examples of the reference: their types are right, and each does what it shows on a real chain. */
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import {
  accountOf,
  createClient,
  getAccount,
  getBlock,
  getGenesis,
  httpTransport,
  transfer,
} from '@trellis/client';
import { createProvider, keyAddress } from '@trellis/crypto';
import {
  type AssetCode,
  genesisHash,
  holdId,
  mandateId,
  parseAlias,
  singleKeyPolicy,
} from '@trellis/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../../scripts/release/packages.ts';
import { type GuardedNode, startGuardedNode } from '../../access/node.ts';
import { treasurySecret } from '../treasury.ts';
import { examples } from './collect.ts';
import type { Ground } from './ground.ts';
import { programOf } from './program.ts';

/** Examples that need more than a chain of one node; their types are checked. */
const notRun: Readonly<Record<string, string>> = {
  createWorkerVerifier: 'a page makes the worker',
  acceptRecovery: 'a chain that was recovered has agreed on it',
  resolveAlias: 'somebody has registered the name',
  getConsentRequest: 'a client has asked for it',
  consentTo: 'a client has asked for it',
  consentMandates: 'a client has asked for it',
  signConsent: 'a client has asked for it',
  signRevocation: 'a consent was given',
  grantConsent: 'a client has asked for it',
  refuseConsent: 'a client has asked for it',
  leadsBack: 'a client has asked for it',
  revokeConsent: 'a consent was given',
  recoverySignerOf: 'the account can be recovered',
};

const folder = mkdtempSync(join(tmpdir(), 'trellis-reference-'));
const program = join(folder, 'program.ts');

let node: GuardedNode;
let ground: Omit<Ground, 'signal'>;
let runs: readonly ((ground: Ground) => Promise<void>)[];

beforeAll(async () => {
  node = await startGuardedNode({ anonymous: ['read', 'submit', 'events'] });
  ground = await makeGround(node);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  copyFileSync(new URL('ground.ts', import.meta.url), join(folder, 'ground.ts'));
  writeFileSync(program, programOf(examples, [...Object.keys(ground), 'signal']));
  ({ examples: runs } = await import(pathToFileURL(program).href));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await node?.remove();
});

async function makeGround({ url, home, operator: to }: GuardedNode): Promise<typeof ground> {
  const { scheme, seed } = await treasurySecret(home);
  const verifier = createProvider('native');
  const key = verifier.openKey(scheme, seed);
  const genesis = await getGenesis(httpTransport({ url }));
  const hash = genesisHash(genesis);
  const client = await createClient({ url, genesis: hash, key });
  const { light, transport } = client;
  const [from, asset] = [accountOf(key), 'EUR' as AssetCode];
  const { final } = await client.send({ operations: [transfer({ from, to, asset, amount: 5n })] });
  const { header, blockId } = await getBlock(light, 'latest');
  const alias = parseAlias('@alice');
  if (alias === undefined) throw new Error('no alias');
  return {
    ...{ url, hash, genesis, client, light, transport, verifier, key, from, to, asset, final },
    trustedHeader: { height: header.height, blockId },
    alias,
    account: await getAccount(light, from),
    policy: singleKeyPolicy(scheme, keyAddress(scheme, key.publicKey)),
    terms: {
      delegate: { type: 'account', account: to },
      asset,
      payees: [],
      paymentMax: 500n,
      periodMax: 1_000n,
      period: 86_400_000n,
      validUntil: header.time + 86_400_000n,
      paymentsMax: 100,
    },
    hold: { id: holdId(final.transactionId, 0), hold: { payer: from, payee: to } },
    mandate: { id: mandateId(final.transactionId, 0), mandate: { owner: from, asset } },
  };
}

it('names only examples that exist as not run', () => {
  expect(examples.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(notRun)));
});

it('has types that are right', async () => {
  const settings = {
    extends: join(root, 'tsconfig.json'),
    // An example need not use what it shows.
    compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
    files: [program],
    include: [],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await promisify(execFile)(process.execPath, [tsc, '--project', folder]).catch(
    ({ stdout }: { readonly stdout: string }) => Promise.reject(new Error(stdout)),
  );
});

const run = examples
  .map((one, index) => ({ ...one, index }))
  .filter(({ name }) => !(name in notRun));

describe.each([...new Set(run.map(({ file }) => file))])('%s.ts', (file) => {
  it.each(run.filter((one) => one.file === file))('$name', async ({ index }) => {
    // What follows a chain ends by itself.
    await runs[index]?.({ ...ground, signal: AbortSignal.timeout(1_000) });
  });
});
