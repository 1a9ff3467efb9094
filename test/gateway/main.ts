/**
 * Measures a gateway that pays one large pain.001 on a network of four validators, all of it on this machine:
 * `node test/gateway/main.ts [transfers] [payees]`. It prints how long the file took from the inbox to the outbox, the
 * gateway's memory, and where the processors' time went. It ends with 1 if anything was not paid exactly once.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import process, { argv } from 'node:process';
import { getBalance } from '@trellis/client';
import {
  type Address,
  createProvider,
  formatAddress,
  generateSeed,
  keyAddress,
} from '@trellis/crypto';
import { hasPublishedSchemas, publishedSchema } from '@trellis/iso20022/testing/schemas';
import { type AssetCode, keyAccount } from '@trellis/protocol';
import { findProcess, type GenesisAccount, openLightClient } from '@trellis/testnet';
import { amountOf, bulkInitiation } from '../bank-files/initiation.ts';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import { type GatewayProcess, gatewayProcess } from './gateway-process.ts';

const [, , countText = '10000', payeesText = '1000'] = argv;
const count = Number(countText);
const payerIban = 'DE89370400440532013000';
const message = 'pain.001.001.09';
const day = new Date().toISOString().slice(0, 10);

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** What each payee holds before, in smallest units: a genesis has no account that holds nothing. */
const held = 1n;

interface Payee {
  readonly iban: string;
  readonly account: Address;
}

const provider = createProvider('native');
const keys = Array.from({ length: Number(payeesText) }, () =>
  provider.openKey('ml-dsa-65', generateSeed('ml-dsa-65')),
);
const payees = keys.map(
  ({ scheme, publicKey }, index): Payee => ({
    iban: ibanOf(index),
    account: keyAccount(scheme, keyAddress(scheme, publicKey)),
  }),
);
const accounts = keys.map(
  ({ scheme, publicKey }): GenesisAccount => ({
    ...{ scheme, publicKey, amount: held },
  }),
);
/** ISO 13616: a Dutch account, whose check digits make the number 1 modulo 97. */
function ibanOf(index: number): string {
  const account = String(index).padStart(10, '0');
  const digits = [...`ABNA${account}NL00`].map((one) => parseInt(one, 36)).join('');
  return `NL${String(98n - (BigInt(digits) % 97n)).padStart(2, '0')}ABNA${account}`;
}

async function measure(ground: TestNetwork): Promise<void> {
  const gateway = await prepare(ground);
  const file = [
    ...bulkInitiation(
      count,
      day,
      payees.map(({ iban }) => iban),
    ),
  ].join('');
  const before = await processorSeconds(ground, gateway);
  const began = performance.now();
  await gateway.put('bulk.xml', file);
  const [name = ''] = await gateway.answers('bulk-');
  const seconds = (performance.now() - began) / 1_000;
  const after = await processorSeconds(ground, gateway);
  const memory = await highestMegabytes(gateway.pid());
  const answer = await gateway.read(name);
  await gateway.stop('SIGTERM');
  const statuses = [...Map.groupBy(answer.matchAll(/<TxSts>([A-Z]+)</g), ([, one]) => one)];
  print(
    `${count} transfers to ${payees.length} accounts in one ${message} of ${megabytes(file)} MB, ` +
      `${hasPublishedSchemas ? 'validated by its schema, ' : ''}${cpus().length} cores, 4 validators`,
  );
  print(
    `answered: ${statuses.map(([status, all]) => `${all.length} ${status}`).join(', ')}, ${megabytes(answer)} MB`,
  );
  print(
    `from the inbox to the outbox ${seconds.toFixed(1)} s, ${(count / seconds).toFixed(0)} a second`,
  );
  print(`the gateway’s memory at its highest ${memory.toFixed(0)} MB`);
  print(
    `processors: gateway ${(after.gateway - before.gateway).toFixed(1)} s, nodes ${(after.nodes - before.nodes).toFixed(1)} s`,
  );
  for (const line of stagesIn(gateway.log())) print(line);
  await expectPaidOnce(ground);
}

async function prepare(ground: TestNetwork): Promise<GatewayProcess> {
  const list = payees.map(({ iban, account }) => `${iban},${formatAddress(account)}`);
  const path = join(ground.home, 'accounts.csv');
  await writeFile(path, ['id,account', `${payerIban},treasury`, ...list, ''].join('\n'));
  if (hasPublishedSchemas) {
    const schema = join(ground.home, 'iso20022', 'schemas', `${message}.xsd`);
    await mkdir(dirname(schema), { recursive: true });
    await writeFile(schema, publishedSchema(message));
  }
  const folder = join(ground.home, 'gateway');
  const made = await gatewayProcess(ground.home, ground.node(0).http, folder, { accounts: path });
  made.start();
  await made.untilLogged('"started"');
  return made;
}

const megabytes = (text: string): string => (Buffer.byteLength(text) / 1e6).toFixed(1);

/** By the times in the gateway’s log: until the first payments were final, until the last were, and until all was done. */
function stagesIn(log: string): readonly string[] {
  const lines = log.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
  const times = (event: string): readonly number[] =>
    lines.filter((line) => line.event === event).map(({ time }) => Date.parse(time));
  const [taken = 0] = times('file_taken');
  const paid = times('progress');
  const [first = taken, last = taken, done = taken] = [paid[0], paid.at(-1), times('file_done')[0]];
  const seconds = (from: number, to: number): string => ((to - from) / 1_000).toFixed(1);
  return [
    `until the first were final ${seconds(taken, first)} s, the others ${seconds(first, last)} s, the answer ${seconds(last, done)} s`,
  ];
}

/** What the kernel counts of a process: user and system time, in clock ticks of 10 ms (proc(5)). */
async function secondsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function processorSeconds(ground: TestNetwork, gateway: GatewayProcess) {
  const pids = await Promise.all(
    ground.manifest.nodes.map((node) => findProcess(ground.folder, node)),
  );
  const nodes = await Promise.all(pids.map((pid) => secondsOf(pid ?? process.pid)));
  return {
    gateway: await secondsOf(gateway.pid()),
    nodes: nodes.reduce((sum, one) => sum + one, 0),
  };
}

async function highestMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+([0-9]+)/m.exec(status)?.[1]) / 1_024;
}

/** Each account holds what the file says, by proofs of the state. */
async function expectPaidOnce(ground: TestNetwork): Promise<void> {
  const expected = payees.map(() => held);
  for (let index = 0; index < count; index++) {
    const place = index % payees.length;
    expected[place] = (expected[place] ?? 0n) + BigInt(amountOf(index).replace('.', ''));
  }
  const [transport] = ground.transports;
  if (transport === undefined) throw new Error('a network without nodes');
  const light = await openLightClient(ground.folder, transport, provider);
  let wrong = 0;
  for (const [place, { account }] of payees.entries()) {
    const { value } = await getBalance(light, account, 'EUR' as AssetCode);
    if ((value ?? 0n) !== expected[place]) wrong += 1;
  }
  print(`accounts that hold something else than the file says: ${wrong}`);
  if (wrong > 0) process.exitCode = 1;
}

const network = await startNetwork({ accounts, logLevel: 'info' });
try {
  await measure(network);
} finally {
  await network.remove();
}
