/** Changing who runs the network while it runs: by votes, on real processes. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  followValidators,
  getEvidence,
  getInventory,
  getNodes,
  getProposal,
  getReportedBlock,
  getStatus,
  getValidators,
  type HttpTransport,
  httpTransport,
  type LightClient,
  propose,
  send,
  trustedValidators,
  trustGenesis,
  verifyEvidence,
  verifyHeader,
  vote,
} from '@trellis/client';
import {
  createProvider,
  decryptKeyFile,
  encryptKeyFile,
  formatAddress,
  generateSeed,
  keyAddress,
  type SigningKey,
} from '@trellis/crypto';
import { readKeyFile, writeKeyFile } from '@trellis/crypto/key-file';
import { openTestKey } from '@trellis/keystore';
import { generateNetworkKey, networkKeyAddress } from '@trellis/network/channel';
import { readGenesis } from '@trellis/node';
import {
  type GovernanceAction,
  type Json,
  policyAddress,
  rawText,
  singleKeyPolicy,
  toHeight,
} from '@trellis/protocol';
import { auditDatabase, createSnapshot, snapshotPath } from '@trellis/storage';
import {
  addNode,
  genesisPath,
  nodeFiles,
  nodeFolder,
  openLightClient,
  operatorName,
  readManifest,
  removeNode,
  startProcess,
  stopAll,
  stopProcess,
  untilReady,
} from '@trellis/testnet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDoubleVoter } from './double-voter.ts';
import { startNetwork, type TestNetwork } from './network.ts';

const isShort = process.env.TRELLIS_TESTS === 'short';
const provider = createProvider('native');
let network: TestNetwork;
let transport: HttpTransport;
let light: LightClient;
let operators: readonly SigningKey[];

beforeAll(async () => {
  network = await startNetwork();
  const [first] = network.transports;
  if (first === undefined) throw new Error('no node');
  transport = first;
  light = await openLightClient(network.folder, transport, provider);
  operators = await Promise.all(
    [0, 1, 2, 3].map((index) => openTestKey(network.home, operatorName(index), provider)),
  );
});

afterAll(async () => {
  // A node that was taken in is in the manifest alone.
  if (network !== undefined) await stopAll(network.folder, await readManifest(network.folder));
  await network?.remove();
});

/** The key that a node votes with, from a file in its folder. */
async function openValidatorKey(index: number, file: string): Promise<SigningKey> {
  const folder = nodeFolder(network.folder, network.node(index));
  const password = (await readFile(join(folder, nodeFiles.password), 'utf8')).trim();
  const { scheme, seed } = await decryptKeyFile(await readKeyFile(join(folder, file)), password);
  return provider.openKey(scheme, seed);
}

const accountOf = ({ scheme, publicKey }: SigningKey) =>
  policyAddress(singleKeyPolicy(scheme, keyAddress(scheme, publicKey)));

let proposals = 0;

/** Has the first three operators agree on something; returns how it ended. */
async function agree(...actions: GovernanceAction[]) {
  proposals += 1;
  const { head } = await getStatus(transport);
  for (const [index, key] of operators.slice(0, 3).entries()) {
    const operator = accountOf(key);
    const operation =
      index === 0
        ? propose({ operator, actions, expiresAt: toHeight(head.height + 1_000n) })
        : vote({ operator, proposal: proposals, choice: 'approve' });
    await send(light, { key, sender: operator, operations: [operation] });
    const { outcome } = (await getProposal(light, proposals)).value;
    if (outcome.type !== 'open') return outcome;
  }
  throw new Error('the proposal is still open');
}

/** Makes blocks by voting on nothing: a vote on a closed proposal fails, and is in a block. */
async function makeBlocks(count: number): Promise<void> {
  const [key] = operators;
  if (key === undefined) throw new Error('no operator');
  const operator = accountOf(key);
  for (let made = 0; made < count; made++) {
    const operations = [vote({ operator, proposal: 1, choice: 'approve' })];
    await send(light, { key, sender: operator, operations });
  }
}

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`gave up waiting until ${what}`);
    await pause(50);
  }
}

/** What the command says of the network. */
async function trellis(...args: string[]): Promise<string> {
  const program = fileURLToPath(import.meta.resolve('@trellis/cli/main'));
  const env = { ...process.env, TRELLIS_HOME: network.home, TRELLIS_NODE: transport.url };
  return (await promisify(execFile)(process.execPath, [program, ...args], { env })).stdout;
}

async function changeConfig(index: number, changes: object): Promise<void> {
  const path = join(nodeFolder(network.folder, network.node(index)), nodeFiles.config);
  const config: object = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...config, ...changes }));
}

async function restart(index: number): Promise<void> {
  const node = network.node(index);
  await stopProcess(network.folder, node);
  await startProcess(network.folder, node);
  await untilReady(network.folder, network.manifest, node);
}

const peersOf = async (index: number): Promise<readonly string[]> => {
  const of = network.transports[index];
  if (of === undefined) throw new Error('no such node');
  const { peers } = await getStatus(of);
  return peers.filter(({ connected }) => connected).map(({ name }) => rawText(name));
};

const logOf = (index: number): Promise<string> =>
  readFile(join(nodeFolder(network.folder, network.node(index)), nodeFiles.log), 'utf8');

async function inventoryOf(index: number): Promise<Json> {
  const of = network.transports[index];
  if (of === undefined) throw new Error('no such node');
  return getInventory(of);
}

/** What a node's inventory says of the keys that it knows. */
async function heldKeys(index: number): Promise<readonly string[]> {
  const { components } = (await inventoryOf(index)) as unknown as {
    readonly components: readonly {
      readonly properties: readonly { readonly name: string; readonly value: string }[];
    }[];
  };
  return components.flatMap(({ properties }) =>
    properties.flatMap(({ name, value }) => (name === 'trellis:use' ? [value] : [])),
  );
}

describe('a running network', () => {
  it('changes a power, and a light client follows from the genesis', async () => {
    expect(await agree({ type: 'setPower', node: 'node1', power: 2 })).toMatchObject({
      type: 'passed',
    });
    await makeBlocks(3);
    const trusted = trustGenesis(await readGenesis(genesisPath(network.folder)));
    const { header, certificate } = await getReportedBlock(transport, 'latest');
    await expect(verifyHeader(trusted, provider, header, certificate)).rejects.toMatchObject({
      code: 'other_validators',
    });
    const followed = await followValidators(transport, provider, trusted);
    await verifyHeader(followed, provider, header, certificate);
    expect(trustedValidators(followed).totalPower).toBe(5);
  });

  it('changes the key of a validator, which votes with the old one until then', async () => {
    const folder = nodeFolder(network.folder, network.node(2));
    const seed = generateSeed('ml-dsa-65');
    const { publicKey } = provider.openKey('ml-dsa-65', seed);
    const password = (await readFile(join(folder, nodeFiles.password), 'utf8')).trim();
    await writeKeyFile(
      join(folder, 'next.json'),
      await encryptKeyFile({ scheme: 'ml-dsa-65', seed, password, passwordKind: 'random' }),
    );
    await changeConfig(2, {
      nextValidator: { keyFile: 'next.json', passwordFile: nodeFiles.password },
    });
    await restart(2);
    const outcome = await agree({
      type: 'rotateValidatorKey',
      node: 'node3',
      scheme: 'ml-dsa-65',
      publicKey,
    });
    expect(outcome).toMatchObject({ type: 'passed' });
    const address = keyAddress('ml-dsa-65', publicKey);
    await makeBlocks(2);
    const { validators } = await getValidators(transport);
    expect(validators.find(({ name }) => name === 'node3')?.address).toBe(address);
    // It signs with the new key: sooner or later a certificate has its signature.
    const index = validators.findIndex((validator) => validator.address === address);
    await until('the new key has signed', async () => {
      await makeBlocks(1);
      const { certificate } = await getReportedBlock(transport, 'latest');
      return certificate?.signatures.some((one) => one.validatorIndex === index) ?? false;
    });
  });

  it('changes the network key of a node, with an overlap in which both count', async () => {
    const networkKey = generateNetworkKey();
    const path = join(nodeFolder(network.folder, network.node(3)), 'next-network.pem');
    await writeFile(path, networkKey, { mode: 0o600 });
    const address = networkKeyAddress(networkKey);
    await agree({ type: 'rotateNetworkKey', node: 'node4', networkKey: address, overlap: 8 });
    expect(await peersOf(0)).toContain('node4');
    await changeConfig(3, { networkKey: 'next-network.pem' });
    await restart(3);
    await until('node4 is back', async () => (await peersOf(0)).includes('node4'));
    expect(await heldKeys(3)).toContain(`network key ${formatAddress(address)}`);
    const { peers } = await getStatus(transport);
    expect(peers.find(({ name }) => name === 'node4')?.channel?.networkKey).toBe(address);

    // With the old key it gets in only while the overlap lasts.
    await makeBlocks(9);
    await changeConfig(3, { networkKey: nodeFiles.networkKey });
    await restart(3);
    await until('node4 is told why it is refused', async () => {
      return (await logOf(3)).includes('"code":"unknown_network_key"');
    });
    expect(await peersOf(0)).not.toContain('node4');
    // The inventory names the key that is used, whatever the ledger lists.
    const old = networkKeyAddress(await readFile(join(path, '..', nodeFiles.networkKey), 'utf8'));
    expect(await heldKeys(3)).toContain(`network key ${formatAddress(old)}`);
    expect(await heldKeys(3)).not.toContain(`network key ${formatAddress(address)}`);
    await changeConfig(3, { networkKey: 'next-network.pem' });
    await restart(3);
    await until('node4 is back', async () => (await peersOf(0)).includes('node4'));
  });

  it('lets a node do without post-quantum key exchange only with a line in log and inventory', async () => {
    const warning = 'post-quantum key exchange is not required';
    const exposure = 'network.requirePostQuantum is false';
    const inventory = async (): Promise<string> => JSON.stringify(await inventoryOf(3));
    expect(await logOf(3)).not.toContain(warning);
    expect(await inventory()).not.toContain(exposure);
    const config = join(nodeFolder(network.folder, network.node(3)), nodeFiles.config);
    const { network: lines } = JSON.parse(await readFile(config, 'utf8'));
    await changeConfig(3, { network: { ...lines, requirePostQuantum: false } });
    await restart(3);
    expect(await logOf(3)).toContain(warning);
    expect(await inventory()).toContain(exposure);
    expect(await inventory()).toContain('"trellis:postQuantumRequired","value":"false"');
    // The others still require it, so that nothing classical is agreed on.
    await until('node4 is back', async () => (await peersOf(3)).length === 3);
    const { peers } = await getStatus(network.transports[3] ?? transport);
    expect(peers.map(({ channel }) => channel?.group)).toEqual(Array(3).fill('X25519MLKEM768'));
  });

  it('shuts out a node that is removed, and continues without it', async () => {
    expect(await agree({ type: 'removeNode', node: 'node4' })).toMatchObject({ type: 'passed' });
    await makeBlocks(3);
    await until('node4 is cut off', async () => (await peersOf(3)).length === 0);
    expect(await peersOf(0)).not.toContain('node4');
    const { validators } = await getValidators(transport);
    expect(validators.map(({ name }) => name).sort()).toEqual(['node1', 'node2', 'node3']);
    await makeBlocks(2);
  });

  it('takes the power of a validator that votes twice, on every node, and continues', async () => {
    const node = network.node(2);
    await stopProcess(network.folder, node);
    const [nodes, { chainId }] = await Promise.all([getNodes(transport), getStatus(transport)]);
    const key = await openValidatorKey(2, 'next.json');
    const liar = await startDoubleVoter({ network, index: 2, key, chainId, nodes });
    try {
      await until('node3 is caught', async () => {
        const { blocks, waiting } = await getEvidence(transport);
        // Not once it is: a vote of somebody without power costs the connection.
        if (blocks.length + waiting.length === 0) {
          const { head } = await getStatus(transport);
          await liar.voteTwice(head.height + 1n);
        }
        return blocks.length > 0;
      });
      await makeBlocks(1);
    } finally {
      await liar.stop();
    }
    const trusted = trustGenesis(await readGenesis(genesisPath(network.folder)));
    const evidence = await Promise.all(
      network.transports.slice(0, 2).map(async (one) => {
        // Each of them, as soon as it has the block that the first one has.
        await until('node3 has no power', async () => {
          const { validators } = await getValidators(one);
          return validators.every(({ name }) => name !== 'node3');
        });
        const { blocks, waiting } = await getEvidence(one);
        expect(waiting).toEqual([]);
        for (const block of blocks) {
          const followed = await followValidators(one, provider, trusted);
          await verifyEvidence(followed, provider, block);
        }
        return blocks.map((block) => block.evidence);
      }),
    );
    // Once, however often it was shown, and the same on both.
    expect(evidence[0]).toEqual(evidence[1]);
    expect(evidence[0]?.flat().map(({ node: name }) => name)).toEqual(['node3']);
    // The block itself shows it, and so does the command.
    const [convicting] = (await getEvidence(transport)).blocks;
    const height = convicting?.header.height ?? 0n;
    expect((await getReportedBlock(transport, height)).evidence).toEqual(convicting?.evidence);
    expect((await getReportedBlock(transport, height - 1n)).evidence).toEqual([]);
    const shown = await trellis('block', `${height}`);
    expect(shown).toMatch(/^proof +evidence → header → certificate checked$/m);
    expect(shown).toMatch(/^evidence +node3 signed two prevotes for height \d+, round 0; /m);

    // The real one comes back and follows without a vote; the others do without it.
    await startProcess(network.folder, node);
    await untilReady(network.folder, network.manifest, node);
    await makeBlocks(2);
    const [, , third] = network.transports;
    if (third === undefined) throw new Error('no third node');
    const { head } = await getStatus(transport);
    await until('node3 follows', async () => (await getStatus(third)).head.height >= head.height);
    expect((await getStatus(third)).node.validator).toBeNull();
    expect((await getEvidence(third)).blocks.map((block) => block.evidence)).toEqual(evidence[0]);
  });

  it.skipIf(isShort)(
    'takes in a node that begins with a snapshot of another, and shuts it out again',
    async () => {
      const third = network.node(2);
      const dataOf = (name: string) => join(nodeFolder(network.folder, { name }), nodeFiles.data);
      await stopProcess(network.folder, third);
      const made = await createSnapshot(dataOf(third.name), snapshotPath(dataOf(third.name)));
      await startProcess(network.folder, third);
      await untilReady(network.folder, network.manifest, third);
      const options = { home: network.home, provider, onStep: () => undefined };
      const { node } = await addNode({
        ...options,
        join: 'snapshot',
        power: 0,
        trust: async () => undefined,
      });
      const log = await readFile(join(nodeFolder(network.folder, node), nodeFiles.log), 'utf8');
      expect(log).toContain('began with a snapshot');
      await makeBlocks(2);
      const { head } = await getStatus(transport);
      const newest = httpTransport({ url: node.http });
      await until('it follows', async () => (await getStatus(newest)).head.height >= head.height);
      expect((await getStatus(transport)).peers.map(({ name }) => name)).toContain(node.name);
      // What it shows of the past is what a light client needs, not the blocks.
      const trusted = trustGenesis(await readGenesis(genesisPath(network.folder)));
      const { header, certificate } = await getReportedBlock(newest, head.height);
      await verifyHeader(
        await followValidators(newest, provider, trusted),
        provider,
        header,
        certificate,
      );
      await removeNode(options, node.name);
      await until('it is cut off', async () => !(await peersOf(0)).includes(node.name));
      const genesis = await readGenesis(genesisPath(network.folder));
      const report = await auditDatabase(dataOf(node.name), genesis, provider);
      expect(report.base).toBe(made.height);
      expect(report.height).toBeGreaterThanOrEqual(head.height);
    },
  );

  it('passes the audit afterwards, with every set of validators in its place', async () => {
    await stopAll(network.folder, network.manifest);
    const genesis = await readGenesis(genesisPath(network.folder));
    const data = join(nodeFolder(network.folder, network.node(0)), nodeFiles.data);
    const report = await auditDatabase(data, genesis, provider);
    expect(report.height).toBeGreaterThan(20n);
  });
});
