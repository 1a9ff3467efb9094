/**
 * The incidents of the documentation: each is caused on a testnet, and then the commands of its page are typed. One testnet
 * has them all, one after another: what is left over from one would show in the next.
 */
import { spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runWithin } from '@trellis/cli/testing/run-cli';
import { getStatus } from '@trellis/client';
import { nodeFiles, nodeFolder, stopProcess, untilHeight } from '@trellis/testnet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { examplesOf, incidentOpening, isExpected } from '../docs/page.ts';
import { runOnTestnet } from '../docs/run-page.ts';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import { type GatewayProcess, gatewayProcess, initiation } from '../gateway/gateway-process.ts';
import { signTwice, stopByDoubleCheck } from './incident-causes.ts';
import { type MovedClocks, movedClocks } from './moved-clocks.ts';
import { fillDisk, mountSmallDisk, unmountSmallDisk } from './small-disk.ts';

const path = fileURLToPath(new URL('../../docs/incidents.md', import.meta.url));
const text = await readFile(path, 'utf8');
const incidents = text
  .split(/^## /m)
  .slice(1)
  .map((section) => ({ name: section.split('\n')[0] ?? '', section }));

/** What `pnpm test:long` has of them, as the others take longer; `pnpm test:trials` has all. */
const few = [
  "A validator's key is lost",
  'An upgrade lapsed',
  'A file is stuck in the gateway',
  'A large payment was wrong',
];
const chosen =
  process.env.TRELLIS_INCIDENTS === 'few'
    ? incidents.filter(({ name }) => few.includes(name))
    : incidents;

let network: TestNetwork;
let isMounted = false;
let clocks: MovedClocks | null;
let gateway: GatewayProcess | undefined;
const minuteMs = 60_000;
const path0 = process.env.PATH;

beforeAll(async () => {
  network = await startNetwork({
    scheme: 'ml-dsa-44',
    consensus: { heartbeatMs: 500 },
    recoveryDelay: 3,
    drill: true,
    logLevel: 'info',
  });
  await makeAccounts('shop');
  clocks = await movedClocks(network);
});
afterAll(async () => {
  process.env.PATH = path0;
  await gateway?.stop('SIGKILL');
  await network?.remove().catch(() => undefined);
  if (!isMounted) return;
  unmountSmallDisk(dataOf(1));
  await rm(network.home, { recursive: true, force: true });
});

async function trellis(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runWithin(network.home, args);
  if (code !== 0) throw new Error(`trellis ${args.join(' ')} ended with ${code}: ${stderr}`);
  return stdout;
}

const folderOf = (index: number): string => nodeFolder(network.folder, network.node(index));
const dataOf = (index: number): string => join(folderOf(index), nodeFiles.data);
const stop = (index: number) => stopProcess(network.folder, network.node(index));

/** A copy as an operator has one elsewhere. */
async function copyOf(index: number, file: string): Promise<void> {
  const to = join(network.home, 'copies');
  await mkdir(to, { recursive: true });
  await cp(join(folderOf(index), file), join(to, file));
}

async function makeAccount(name: string): Promise<void> {
  const password = join(network.home, 'keys', `${name}.password`);
  await writeFile(password, `the password of ${name}`, { mode: 0o600 });
  await trellis('keys', 'new', name, '--password-file', password);
}

async function makeAccounts(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await makeAccount(name);
    await trellis('account', 'create', 'treasury', name);
  }
}

async function letUpgradeLapse(): Promise<void> {
  const [transport] = network.transports;
  if (transport === undefined) throw new Error('no node');
  const height = (await getStatus(transport)).head.height + 30n;
  const release = `release=trellis-0.1.0 release-hash=${'5'.repeat(64)}`;
  await trellis(
    'governance',
    'propose',
    'operator1',
    `upgrade version=2 height=${height} ${release}`,
  );
  const { proposals } = JSON.parse(await trellis('governance', 'list', '--json'));
  for (const operator of ['operator2', 'operator3']) {
    await trellis('governance', 'approve', operator, String(proposals[0].number));
  }
  await untilHeight(network.folder, network.manifest, height, 10 * minuteMs);
}

/** Its node goes away between the file and the answer. */
async function letFileStick(): Promise<void> {
  const iban = 'DE89370400440532013000';
  await writeFile(
    join(network.home, 'accounts.csv'),
    `id,account\n${iban},treasury\nNL91ABNA0417164300,shop\n`,
  );
  const folder = join(network.home, 'gateway');
  const { http } = network.node(0);
  const accounts = join(network.home, 'accounts.csv');
  gateway = await gatewayProcess(network.home, http, folder, { accounts, stuckMinutes: 0 });
  gateway.start();
  const { log } = gateway;
  await expect.poll(() => log()).toContain('"started"');
  await network.kill(0);
  const to = '<Id><IBAN>NL91ABNA0417164300</IBAN></Id>';
  const day = new Date().toISOString().slice(0, 10);
  await gateway.put(
    'salaries.xml',
    initiation('S-1', day, iban, [{ endToEnd: 'S-1-1', amount: '1.00', to }]),
  );
  await expect.poll(() => log()).toContain('file_stuck');
}

/** How each comes about, by the heading of its page. */
const causes: Readonly<Record<string, () => Promise<unknown>>> = {
  'One validator is down': () => network.kill(1),
  'A third of the validators is down': () => Promise.all([network.kill(2), network.kill(3)]),
  async 'More than a third of the disks are lost'() {
    await Promise.all([0, 1, 2, 3].map((index) => network.kill(index)));
    for (const index of [2, 3]) await rm(dataOf(index), { recursive: true });
  },
  async 'The disk is full'() {
    await stop(1);
    isMounted = await mountSmallDisk(dataOf(1));
    await trellis('testnet', 'up', 'node2', '--detach');
    if (isMounted) await fillDisk(dataOf(1), 0.99);
  },
  async 'The database is damaged'() {
    await stop(1);
    const chain = join(dataOf(1), 'chain');
    const tables = (await readdir(chain)).filter((name) => /\.(ldb|log)$/.test(name));
    for (const name of tables) {
      const content = await readFile(join(chain, name));
      if (content.length === 0) continue;
      content[Math.floor(content.length / 2)] =
        (content[Math.floor(content.length / 2)] ?? 0) ^ 0xff;
      await writeFile(join(chain, name), content);
    }
  },
  async 'A key file is damaged'() {
    await copyOf(1, nodeFiles.validatorKey);
    await stop(1);
    await truncate(join(folderOf(1), nodeFiles.validatorKey), 100);
  },
  async 'A validator’s key is lost'() {
    await stop(1);
    await rm(join(folderOf(1), nodeFiles.validatorKey));
  },
  'A validator’s key is stolen': () => copyOf(2, nodeFiles.validatorKey),
  'There is evidence against our validator': () => signTwice(network, 3),
  async 'A peer is refused'() {
    await copyOf(2, nodeFiles.networkKey);
    await stop(2);
    const key = spawnSync(process.execPath, [
      '-e',
      "process.stdout.write(require('node:crypto').generateKeyPairSync('ml-dsa-65').privateKey.export({ type: 'pkcs8', format: 'pem' }))",
    ]);
    await writeFile(join(folderOf(2), nodeFiles.networkKey), key.stdout, { mode: 0o600 });
    await trellis('testnet', 'up', 'node3', '--detach').catch(() => undefined);
  },
  'The network is cut in two': () => trellis('testnet', 'partition', 'node3', 'node4'),
  'An upgrade lapsed': letUpgradeLapse,
  'A node was stopped by its double check': () => stopByDoubleCheck(network, 1),
  async 'An API key is leaked'() {
    const file = join(network.home, 'desk.key');
    await trellis('apikey', 'create', 'desk', '--scope', 'read', '--out', file);
    await trellis('balance', 'treasury', 'EUR', '--api-key-file', file);
  },
  'An account’s key is stolen': () => makeAccounts('carol'),
  async 'An account’s key is lost'() {
    await makeAccounts('dora');
    await makeAccount('dora-safe');
    await trellis('recovery', 'set', 'dora', 'dora-safe');
    await rm(join(network.home, 'keys', 'dora.password'));
  },
  'A file is stuck in the gateway': letFileStick,
  async 'A large payment was wrong'() {
    await makeAccounts('mallory');
    await trellis('asset', 'define', 'treasury', 'GOLD', 'Gold', '--decimals', '3');
    await trellis('asset', 'rules', 'treasury', 'GOLD', 'freeze=issuer', 'clawback=issuer');
    await trellis('asset', 'mint', 'treasury', 'mallory', '1000', 'GOLD');
  },
  async 'A clock is wrong'() {
    await clocks?.restart([3]);
    await clocks?.set(3, 20 * minuteMs);
    // What an operator types sets the moved clock of this trial, not the machine's.
    await clocks?.asCommand('chronyc', 3);
  },
  async 'The chain is ahead of the clocks'() {
    await clocks?.restart([0, 1, 2, 3]);
    const all = (offsetMs: number) =>
      Promise.all([0, 1, 2, 3].map((index) => clocks?.set(index, offsetMs)));
    await all(120 * minuteMs);
    await trellis('send', 'treasury', 'shop', '0.01', 'EUR');
    await all(0);
  },
};

it('has a cause for each page', () => {
  expect(Object.keys(causes).map((name) => name.replaceAll('’', "'"))).toEqual(
    incidents.map(({ name }) => name),
  );
  expect(incidents.map(({ name }) => name)).toEqual(expect.arrayContaining(few));
});

it.for(chosen)('$name', async ({ name, section }, { skip }) => {
  const cause = causes[name.replaceAll("'", '’')];
  if (cause === undefined) throw new Error('nothing causes it');
  if (name.includes('clock') && clocks === null) skip('there is no C compiler');
  await cause();
  if (name === 'The disk is full' && !isMounted) skip('this user may not mount a small disk');
  for (const { example, printed } of await runOnTestnet(
    examplesOf(section, incidentOpening),
    network.home,
  )) {
    const { command, expected } = example;
    // What a command says beside its answer comes on another stream, before it or after it.
    const shown = isExpected(['…', ...expected, '…'], printed) ? expected : printed;
    expect(shown.join('\n'), `$ ${command}`).toBe(expected.join('\n'));
  }
});
