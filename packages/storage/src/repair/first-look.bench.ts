/**
 * What the first look at a database costs before a node takes part, and what checksums cost on reads:
 * `node packages/storage/src/repair/first-look.bench.ts [ACCOUNTS]`. Prints milliseconds, of the clock and of this thread's time
 * of the processor, which says more on a busy machine; and microseconds a read.
 */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Address, asciiBytes, createProvider, hash } from '@trellis/crypto';
import { openTree, trimTree } from '@trellis/ledger';
import { type RecordOf, type StateKey, stateKey } from '@trellis/protocol';
import { Level } from 'level';
import { checkedDatabase } from '../level/checked-database.ts';
import { keys } from '../level/keyspace.ts';
import { openLevelStore } from '../level/level-store.ts';
import { blockOn, EUR, firstBlock, genesis, holder } from '../level/testing/small-chain.ts';
import { checkLogs, checkTables, firstLookBytes } from '../level-files/check-files.ts';
import { quickCheck } from './quick-check.ts';

const accountCount = Number(process.argv[2] ?? 100_000);
const perBlock = 10_000;
const readCount = 20_000;
/** The best of so many times: what else the machine does only adds to it. */
const turns = 5;
/** As in a running node. */
const treeNodesMax = 400_000;

const addressOf = (index: number): Address =>
  hash('keyAddress', asciiBytes(`account ${index}`)) as Address;
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

async function best(run: () => unknown): Promise<number> {
  return (await bestOf(run)).ms;
}

interface Taken {
  readonly ms: number;
  readonly cpuMs: number;
}

async function bestOf(run: () => unknown): Promise<Taken> {
  let [ms, cpuMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let turn = 0; turn < turns; turn++) {
    const [started, before] = [performance.now(), threadCpuMs()];
    await run();
    ms = Math.min(ms, performance.now() - started);
    cpuMs = Math.min(cpuMs, threadCpuMs() - before);
  }
  return { ms, cpuMs };
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

const text = (...some: readonly Taken[]): string => {
  const sum = (part: keyof Taken): string =>
    some.reduce((all, one) => all + one[part], 0).toFixed(0);
  return `${sum('ms')} ms (processor: ${sum('cpuMs')} ms)`;
};

async function fill(folder: string): Promise<void> {
  const store = await openLevelStore(folder);
  const first = firstBlock();
  await store.initialise(genesis, first.commit);
  const account = store.state.get(stateKey.account(holder));
  if (account === undefined) throw new Error('no account');
  // What is trimmed of the tree is read again.
  const { final } = first.tip;
  let tip = { final, tree: openTree(final.header.stateRoot, store.readTreePage) };
  for (let done = 0; done < accountCount; done += perBlock) {
    const changes = new Map<StateKey, typeof account | RecordOf<'balance'>>();
    for (let index = done; index < Math.min(done + perBlock, accountCount); index++) {
      changes.set(stateKey.account(addressOf(index)), account);
      changes.set(stateKey.balance(addressOf(index), EUR), { amount: 1_000n });
    }
    const next = blockOn(tip, changes);
    await store.commit(next.block.commit);
    tip = { ...next.tip, tree: trimTree(next.tip.tree, treeNodesMax) };
  }
  await store.close();
}

async function bytesOf(folder: string): Promise<number> {
  const names = await readdir(folder);
  const sizes = await Promise.all(names.map((name) => stat(join(folder, name))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

async function measureLook(folder: string): Promise<void> {
  const megabytes = (await bytesOf(folder)) / 1_000_000;
  say(`${accountCount} accounts, ${megabytes.toFixed(0)} MB`);
  const logs = await bestOf(() => checkLogs(folder));
  const newest = await bestOf(() => checkTables(folder, firstLookBytes));
  const all = await bestOf(() => checkTables(folder));
  const store = await openLevelStore(folder);
  const provider = createProvider('native');
  const checks = {
    database: store.database,
    genesis,
    recoveries: [],
    verify: (claim: Parameters<typeof provider.verify>[0]) => provider.verify(claim),
    head: () => store.head().header.height,
    tree: store.tree,
  };
  // The blocks of this chain have no certificates; four of a real one take as long as verifying those does.
  const look = await bestOf(() => quickCheck(checks, store.head().header.height));
  say(`logs: ${text(logs)}, newest tables: ${text(newest)}, all: ${text(all)}`);
  say(`top of the state's tree: ${look.ms.toFixed(1)} ms`);
  say(`a first look: ${text(logs, newest, look)}, after a crash: ${text(logs, all, look)}`);
  await store.close();
}

async function measureReads(folder: string): Promise<void> {
  const raw = new Level<Uint8Array, Uint8Array>(folder, {
    keyEncoding: 'view',
    valueEncoding: 'view',
    compression: false,
  });
  await raw.open();
  const checked = checkedDatabase(raw, folder);
  const wanted = Array.from({ length: readCount }, (_, index) =>
    keys.state(stateKey.account(addressOf((index * 7_919) % accountCount))),
  );
  const readAll = (get: (key: Uint8Array) => unknown) => () => {
    for (const key of wanted) get(key);
  };
  const plain = readAll((key) => raw.getSync(key));
  const withChecksum = readAll((key) => checked.getSync(key));
  let [plainMs, checkedMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  // In turns, so that what is read and compiled once falls on neither.
  for (let turn = 0; turn < turns; turn++) {
    plainMs = Math.min(plainMs, await best(plain));
    checkedMs = Math.min(checkedMs, await best(withChecksum));
  }
  const micros = (ms: number): string => ((ms * 1_000) / readCount).toFixed(2);
  say(`a read without its checksum: ${micros(plainMs)} µs, with it: ${micros(checkedMs)} µs`);
  await checked.close();
}

const folder = await mkdtemp(join(tmpdir(), 'trellis-bench-'));
try {
  await fill(folder);
  await measureLook(folder);
  await measureReads(folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}
