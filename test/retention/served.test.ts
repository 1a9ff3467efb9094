/** Two nodes, of which one prunes and one is an archive: what the first no longer has is asked of the second, and proven. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  createLightClient,
  getBlock,
  getStatus,
  getTransaction,
  type HttpTransport,
  httpTransport,
  type LightClient,
  send,
  transfer,
  trustGenesis,
  verifyTransaction,
} from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import { openTestKey } from '@trellis/keystore';
import {
  type NodeConfig,
  type RunningNode,
  readConfig,
  readGenesis,
  startNode,
} from '@trellis/node';
import { policyAddress } from '@trellis/protocol';
import { auditDatabase } from '@trellis/storage';
import {
  euro,
  initTestnet,
  nodeFiles,
  nodeFolder,
  testnetFolder,
  treasuryName,
} from '@trellis/testnet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testPorts } from '../ports.ts';

const provider = createProvider('native');
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

let home: string;
let configs: readonly NodeConfig[];
let nodes: RunningNode[] = [];
let paid: Awaited<ReturnType<typeof send>>;

const keeping = (mode: NodeConfig['storage']['retention']['mode']) => ({
  repair: 'automatic' as const,
  scrubHours: 1,
  retention: { mode, windowHours: 0, windowBlocks: 16 },
});

async function start(mode: NodeConfig['storage']['retention']['mode']): Promise<void> {
  const [first, second] = configs;
  if (first === undefined || second === undefined) throw new Error('two nodes');
  const fatal = (error: Error): void => {
    throw error;
  };
  const publicUrl = `http://127.0.0.1:${second.http.port}`;
  nodes = await Promise.all([
    startNode({ ...first, storage: keeping(mode) }, quiet, fatal),
    startNode(
      { ...second, storage: keeping('archive'), http: { ...second.http, publicUrl } },
      quiet,
      fatal,
    ),
  ]);
}

async function stop(): Promise<void> {
  await Promise.all(nodes.map((node) => node.stop()));
}

async function lightOf(transport: HttpTransport): Promise<LightClient> {
  const [config] = configs;
  const trusted = trustGenesis(await readGenesis(config?.genesis ?? ''));
  return createLightClient({ transport, verifier: provider, trusted });
}

function transportOf(options: { readonly asksKeepers?: boolean } = {}): HttpTransport {
  return httpTransport({ url: nodes[0]?.httpUrl ?? '', ...options });
}

async function until(holds: (transport: HttpTransport) => Promise<boolean>): Promise<void> {
  while (!(await holds(transportOf()))) await pause(50);
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'trellis-served-'));
  const manifest = await initTestnet(home, {
    validators: 2,
    scheme: 'ml-dsa-44',
    provider,
    basePort: await testPorts(2),
    consensus: { heartbeatMs: 100 },
  });
  const folder = testnetFolder(home);
  configs = await Promise.all(
    manifest.nodes.map((node) => readConfig(join(nodeFolder(folder, node), nodeFiles.config))),
  );
  await start('full');
  const [config] = configs;
  const { accounts } = await readGenesis(config?.genesis ?? '');
  const [treasury, operator] = accounts.map(({ policy }) => policyAddress(policy));
  if (treasury === undefined || operator === undefined) throw new Error('accounts');
  const key = await openTestKey(home, treasuryName, provider);
  const move = transfer({ from: treasury, to: operator, asset: euro, amount: 1n });
  await until(async (transport) => (await getStatus(transport)).head.height > 0n);
  paid = await send(await lightOf(transportOf()), { key, operations: [move] });
});

afterAll(async () => {
  await stop();
  await rm(home, { recursive: true, force: true });
});

it('a node without old signatures proves old payments and blocks', async () => {
  const { height, transactionId } = paid.final;
  await until(
    async (transport) => ((await getStatus(transport)).keeps.witnessesFrom ?? 0n) > height,
  );
  const light = await lightOf(transportOf({ asksKeepers: false }));
  const final = await getTransaction(light, transactionId);
  expect(final.signed.witnesses).toEqual([]);
  expect(final.receipt).toEqual(paid.final.receipt);
  expect(final.descendants?.length).toBeGreaterThan(0);
  const block = await getBlock(light, height);
  expect(block.transactions.map((one) => one.transactionId)).toEqual([transactionId]);
  // What the node can't link to a certificate is not believed.
  await expect(
    verifyTransaction(light.trusted(), provider, transactionId, { ...final, descendants: [] }),
  ).rejects.toMatchObject({ code: 'header_not_certified' });
});

it('a node without old blocks names those that keep them, and the SDK asks them', async () => {
  await stop();
  await start('recent');
  const { height, transactionId } = paid.final;
  await until(async (transport) => (await getStatus(transport)).keeps.blocksFrom > height);
  await until(
    async () => nodes[0]?.transport.peers().some(({ state }) => state === 'connected') ?? false,
  );
  const alone = await lightOf(transportOf({ asksKeepers: false }));
  const url = `http://127.0.0.1:${configs[1]?.http.port}`;
  const refused = { code: 'pruned', status: 410, body: { keptBy: [{ name: 'node2', url }] } };
  await expect(getTransaction(alone, transactionId)).rejects.toMatchObject(refused);
  await expect(getBlock(alone, height)).rejects.toMatchObject(refused);
  const light = await lightOf(transportOf());
  expect((await getTransaction(light, transactionId)).receipt).toEqual(paid.final.receipt);
  expect((await getBlock(light, height)).header.height).toBe(height);
});

async function auditBoth() {
  await stop();
  nodes = [];
  const genesis = await readGenesis(configs[0]?.genesis ?? '');
  return Promise.all(configs.map(({ data }) => auditDatabase(data, genesis, provider)));
}

it('both are audited when they have stopped', async () => {
  const [pruned, archive] = await auditBoth();
  expect(pruned?.notChecked?.blocks).toBeGreaterThan(0);
  expect(archive?.notChecked).toBeUndefined();
});

it('an archive again, the node has fetched back all that it pruned, signatures and receipts too', async () => {
  await start('archive');
  await until(async (transport) => (await getStatus(transport)).keeps.witnessesFrom === 0n);
  const { keeps } = await getStatus(transportOf());
  expect(keeps.blocksFrom).toBe(0n);
  const { transactionId } = paid.final;
  const light = await lightOf(transportOf({ asksKeepers: false }));
  const { signed, receipt } = await getTransaction(light, transactionId);
  expect(signed.witnesses).toEqual(paid.signed.witnesses);
  expect(receipt).toEqual(paid.final.receipt);
  const [again, archive] = await auditBoth();
  expect(again?.notChecked).toBeUndefined();
  // Each may have another certificate of the newest block.
  expect(again?.transactions).toBe(archive?.transactions);
});
