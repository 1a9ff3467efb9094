/**
 * What the first look at a database costs before a node takes part, and what checksums cost on reads:
 * `node packages/storage/src/repair/first-look.bench.ts [ACCOUNTS]`. Prints milliseconds, and microseconds a read.
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
  let least = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < turns; turn++) {
    const started = performance.now();
    await run();
    least = Math.min(least, performance.now() - started);
  }
  return least;
}

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
  const logs = await best(() => checkLogs(folder));
  const newest = await best(() => checkTables(folder, firstLookBytes));
  const all = await best(() => checkTables(folder));
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
  const look = await best(() => quickCheck(checks, store.head().header.height));
  say(
    `logs: ${logs.toFixed(0)} ms, newest tables: ${newest.toFixed(0)} ms, all: ${all.toFixed(0)} ms`,
  );
  say(`top of the state's tree: ${look.toFixed(1)} ms`);
  say(
    `a first look: ${(logs + newest + look).toFixed(0)} ms, after a crash: ${(logs + all + look).toFixed(0)} ms`,
  );
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
