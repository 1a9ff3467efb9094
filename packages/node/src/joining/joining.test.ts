/** Founding a network: what a join request proves, what a genesis is made of, and who has to sign it. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProvider, generateSeed } from '@trellis/crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../config/config.ts';
import { openValidatorKey } from '../config/validator-key.ts';
import { startNode } from '../node.ts';
import { assembleGenesis, formatGenesis, foundersProblem } from './assemble-genesis.ts';
import { readGenesisRules } from './genesis-rules.ts';
import { genesisSignaturesCodec } from './genesis-signature.ts';
import { formatJoinRequest, initNode } from './init-node.ts';
import { installGenesis, isFounder } from './install-genesis.ts';
import { type JoinRequest, joinRequestProblem, readJoinRequest } from './join-request.ts';
import { expectConsent, signGenesis } from './signed-genesis.ts';

const provider = createProvider('native');
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const names = ['bank-b', 'bank-a', 'window'] as const;

let folder: string;
const requests: JoinRequest[] = [];
const configOf = (name: string): string => join(folder, name, 'config.json');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-joining-'));
  for (const [index, name] of names.entries()) {
    const node = {
      ...{ folder: join(folder, name), name, contact: '' },
      scheme: 'ed25519',
      role: name === 'window' ? 'observer' : 'validator',
      operator: provider.openKey('ed25519', generateSeed('ed25519')),
      listen: [`/ip4/127.0.0.${index + 1}/tcp/0`],
      addresses: [`/ip4/127.0.0.${index + 1}/tcp/26600`, `/dns/${name}.example/tcp/26600`],
      httpPort: 26_700,
    } as const;
    requests.push(await initNode(node, provider));
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function rules(more: object = {}) {
  const path = join(folder, 'rules.json');
  const said = { chainId: 'two-banks', time: '2026-11-02T09:00:00Z', accountSchemes: ['ed25519'] };
  await writeFile(path, JSON.stringify({ ...said, ...more }));
  return readGenesisRules(path);
}

const signatureOf = async (name: string, genesis: ReturnType<typeof assembleGenesis>) => {
  const { validator } = await readConfig(configOf(name));
  if (validator === null) throw new Error(`${name} does not vote`);
  return signGenesis(genesis, await openValidatorKey(validator, provider));
};

describe('a join request', () => {
  it('is read again as it was written, and holds', async () => {
    for (const request of requests) {
      expect(await readJoinRequest(formatJoinRequest(request), 'it', provider)).toEqual(request);
    }
  });

  it('counts for nobody else’s key, name or address', async () => {
    const [first, second] = requests;
    if (first === undefined || second === undefined) throw new Error('no requests');
    for (const key of ['peerKey', 'networkKey', 'operator', 'validator'] as const) {
      const stolen = { ...first, request: { ...first.request, [key]: second.request[key] } };
      expect(await joinRequestProblem(stolen, provider), key).toMatch('does not verify');
      const signed = {
        ...first,
        possession: { ...first.possession, [key]: second.possession[key] },
      };
      expect(await joinRequestProblem(signed, provider), key).toMatch('does not verify');
    }
    const renamed = { ...first, request: { ...first.request, name: 'bank-c' } };
    expect(await joinRequestProblem(renamed, provider)).toMatch('does not verify');
    const demoted = { ...first, request: { ...first.request, role: 'observer' as const } };
    expect(await joinRequestProblem(demoted, provider)).toMatch('nobody else');
    await expect(readJoinRequest('{}', 'it', provider)).rejects.toMatchObject({
      code: 'join_request_invalid',
    });
  });

  it('shows no private key, and the folder lets nobody else read one', async () => {
    const shown = requests.map(formatJoinRequest).join();
    for (const file of await readdir(join(folder, 'bank-a'))) {
      if (file === 'config.json' || file === 'data') continue;
      const content = await readFile(join(folder, 'bank-a', file), 'utf8');
      expect(shown).not.toContain(content.trim());
    }
  });
});

describe('a genesis', () => {
  it('is the same whoever assembles it, in whichever order', async () => {
    const made = assembleGenesis(await rules(), requests);
    expect(formatGenesis(assembleGenesis(await rules(), [...requests].reverse()))).toBe(
      formatGenesis(made),
    );
    expect(made.validators.map(({ name }) => name)).toEqual(['bank-a', 'bank-b']);
    expect(foundersProblem(made, requests)).toBeUndefined();
  });

  it('is refused for rules that name nobody', async () => {
    const assets = [{ asset: 'EUR', issuer: 'bank-x', decimals: 2, name: 'Euro' }];
    const noRole = [{ ...assets[0], issuer: 'bank-a' }];
    const powers = [{ node: 'window', power: 2 }];
    for (const wrong of [
      { assets },
      { assets: noRole },
      { powers },
      { roles: [{ node: 'x', roles: ['issuer'] }] },
    ]) {
      const given = await rules(wrong);
      expect(() => assembleGenesis(given, requests)).toThrow(
        expect.objectContaining({ code: 'rules_invalid' }),
      );
    }
  });

  it('is none of theirs if the one who assembled it changed a key, or left somebody out', async () => {
    const made = assembleGenesis(await rules(), requests);
    const [first, ...others] = made.validators;
    if (first === undefined) throw new Error('no validators');
    const publicKey = new Uint8Array(32);
    const changed = { ...made, validators: [{ ...first, publicKey }, ...others] };
    expect(foundersProblem(changed, requests)).toMatch('other keys');
    expect(foundersProblem({ ...made, validators: others }, requests)).toMatch('has no node');
    expect(foundersProblem(made, requests.slice(1))).toMatch('no join request');
    await expect(isFounder(await readConfig(configOf('bank-a')), changed)).rejects.toMatchObject({
      code: 'genesis_invalid',
    });
  });
});

describe('a node that was made for several organisations', () => {
  it('starts on a genesis that all its validators signed, and on no other', async () => {
    const genesis = assembleGenesis(await rules(), requests);
    const other = assembleGenesis(await rules({ chainId: 'other-banks' }), requests);
    const signatures = [await signatureOf('bank-a', genesis), await signatureOf('bank-b', genesis)];
    const [a, b] = signatures;
    if (a === undefined || b === undefined) throw new Error('no signatures');
    const foreign = [a, await signatureOf('bank-b', other)];
    const swapped = [
      { ...a, signature: b.signature },
      { ...b, signature: a.signature },
    ];
    for (const some of [[], [a], foreign, swapped]) {
      await expect(expectConsent(genesis, some, provider)).rejects.toMatchObject({
        code: 'genesis_unsigned',
      });
    }
    const founding = { genesis, requests, signatures: [a] };
    await expect(installGenesis(configOf('bank-a'), founding, provider)).rejects.toMatchObject({
      code: 'genesis_unsigned',
    });
    await installGenesis(configOf('bank-a'), { ...founding, signatures }, provider);
    const installed = await readConfig(configOf('bank-a'));
    expect(installed.network.peers.map(({ address }) => address)).toEqual([
      ...(requests[0]?.request.addresses ?? []),
      ...(requests[2]?.request.addresses ?? []),
    ]);
    const running = await startNode(
      { ...installed, http: { ...installed.http, port: 0 } },
      silent,
      () => undefined,
    );
    await running.stop();

    const path = join(folder, 'bank-a', 'genesis.signatures.json');
    await writeFile(path, JSON.stringify(genesisSignaturesCodec.toJson([a])));
    await expect(startNode(installed, silent, () => undefined)).rejects.toMatchObject({
      code: 'genesis_unsigned',
      message: expect.stringContaining('bank-b'),
    });
    await rm(path);
    await expect(startNode(installed, silent, () => undefined)).rejects.toMatchObject({
      code: 'config_unreadable',
    });
  });
});
