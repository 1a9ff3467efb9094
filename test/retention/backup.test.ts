/** Backups of running validators: made, made again, damaged, interrupted, restored while the network continues. */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runWithin } from '@trellis/cli/testing/run-cli';
import { getStatus, httpTransport } from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import { readLastSigned } from '@trellis/storage';
import {
  initTestnet,
  killProcess,
  nodeFiles,
  nodeFolder,
  startProcess,
  stopAll,
  stopProcess,
  type TestnetManifest,
  type TestnetNode,
  testnetFolder,
} from '@trellis/testnet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testPorts } from '../ports.ts';

const program = fileURLToPath(import.meta.resolve('@trellis/cli/main'));

let home: string;
let folder: string;
let manifest: TestnetManifest;
let genesis: string;
let backups: string;

async function run(...args: readonly string[]) {
  return runWithin(home, [...args, '--json']);
}

async function json(...args: readonly string[]) {
  const { code, stdout, stderr } = await run(...args);
  if (code !== 0) throw new Error(`trellis ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

function node(index: number): TestnetNode {
  const found = manifest.nodes[index];
  if (found === undefined) throw new Error(`node ${index}`);
  return found;
}

const statusOf = ({ http }: TestnetNode) => getStatus(httpTransport({ url: http }));

async function height(of: TestnetNode): Promise<bigint> {
  return statusOf(of).then(
    ({ head }) => head.height,
    () => -1n,
  );
}

async function reaches(of: TestnetNode, wanted: bigint): Promise<void> {
  while ((await height(of)) < wanted) await pause(100);
}

/** All files below a folder. */
async function filesIn(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.flatMap((one) => (one.isFile() ? [join(one.parentPath, one.name)] : []));
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'trellis-backup-'));
  manifest = await initTestnet(home, {
    validators: 4,
    scheme: 'ml-dsa-44',
    provider: createProvider('native'),
    basePort: await testPorts(4),
    consensus: { heartbeatMs: 200 },
  });
  folder = testnetFolder(home);
  genesis = join(folder, 'genesis.json');
  backups = join(home, 'backups');
  for (const one of manifest.nodes) await startProcess(folder, one);
  await reaches(node(0), 3n);
});

afterAll(async () => {
  await stopAll(folder, manifest);
  await rm(home, { recursive: true, force: true });
});

it('a second backup writes what is new alone, and both are whole', async () => {
  const first = await json('backup', 'create', 'node1', '--to', backups);
  await json('send', 'treasury', 'operator1', '1', 'EUR', '--node', node(0).http).catch(() => null);
  const second = await json('backup', 'create', 'node1', '--to', backups);
  expect(BigInt(second.height)).toBeGreaterThanOrEqual(BigInt(first.height));
  expect(second.written).toBeLessThan(second.bytes);
  for (const name of [first.name, second.name]) {
    const args = ['--genesis', genesis, '--backup', name];
    expect(await json('backup', 'verify', backups, ...args)).toMatchObject({ node: 'node1' });
  }
});

it('each damaged file is refused, and named', async () => {
  const copy = join(home, 'damaged');
  await json('backup', 'create', 'node2', '--to', copy);
  for (const path of await filesIn(copy)) {
    const whole = await readFile(path);
    const at = whole.length >> 1;
    await writeFile(path, whole.with(at, (whole[at] ?? 0) ^ 1));
    const { code, stderr } = await run('backup', 'verify', copy, '--genesis', genesis);
    expect(code, path).not.toBe(0);
    expect(JSON.parse(stderr).error).toMatchObject({ code: 'backup_damaged' });
    expect(stderr).toContain(path);
    await writeFile(path, whole);
  }
  await json('backup', 'verify', copy, '--genesis', genesis);
  // What is deleted is written again by the next backup, also for the ones before.
  const { manifest } = JSON.parse(await readFile(await onlyManifest(copy), 'utf8'));
  const [piece] = JSON.parse(manifest).pieces;
  await rm(join(copy, 'objects', piece.slice(0, 2), piece));
  await json('backup', 'create', 'node2', '--to', copy);
  await json('backup', 'verify', copy, '--genesis', genesis);
});

async function onlyManifest(folder: string): Promise<string> {
  const [name] = await readdir(join(folder, 'backups'));
  return join(folder, 'backups', `${name}`);
}

it('an encrypted one is for its reader alone, with the keys of the node', async () => {
  const sealed = join(home, 'sealed');
  await runWithin(home, ['keys', 'new', 'keeper', '--password-file', await passwordFile()]);
  const password = ['--password-file', await passwordFile()];
  const { publicKey } = await json('backup', 'key', 'keeper', ...password);
  const plain = await run('backup', 'create', 'node3', '--to', sealed, '--with-keys');
  expect(plain.stderr).toContain('encrypted alone');
  await json(
    'backup',
    'create',
    'node3',
    '--to',
    sealed,
    '--encrypt-for',
    publicKey,
    '--with-keys',
  );
  for (const path of await filesIn(sealed)) {
    expect((await readFile(path)).includes('BEGIN PRIVATE KEY'), path).toBe(false);
  }
  const without = await run('backup', 'verify', sealed, '--genesis', genesis);
  expect(without.stderr).toContain('backup_encrypted');
  await json('backup', 'verify', sealed, '--genesis', genesis, '--key', 'keeper', ...password);
  const target = join(home, 'restored-sealed');
  const reading = ['--genesis', genesis, '--key', 'keeper', ...password];
  await json('backup', 'restore', sealed, '--to', target, ...reading);
  expect((await readdir(join(target, 'keys'))).length).toBe(3);
});

async function passwordFile(): Promise<string> {
  const path = join(home, 'password');
  await writeFile(path, 'a long enough password\n', { mode: 0o600 });
  return path;
}

it('a restored validator signs nothing before the limit, and votes then', async () => {
  const store = join(home, 'of-node4');
  await json('backup', 'create', 'node4', '--to', store);
  const before = await height(node(3));
  await reaches(node(0), before + 5n);
  await stopProcess(folder, node(3));
  const target = join(home, 'restored');
  await json('backup', 'restore', store, '--to', target, '--genesis', genesis);
  // Nothing is overwritten, and what was interrupted begins again.
  const again = await run('backup', 'restore', store, '--to', target, '--genesis', genesis);
  expect(again.stderr).toContain('folder_not_empty');
  const { guard } = readLastSigned(await readFile(join(target, 'data', 'last-signed')));
  expect(guard).toMatchObject({ limit: 0n, doubt: 'old' });
  const data = join(nodeFolder(folder, node(3)), nodeFiles.data);
  await rm(data, { recursive: true });
  await cp(join(target, 'data'), data, { recursive: true });
  await startProcess(folder, node(3));
  let sawWaiting = false;
  for (;;) {
    const state = await statusOf(node(3)).then(
      ({ guard: shown }) => shown?.state,
      () => undefined,
    );
    sawWaiting ||= state === 'waiting' || state === 'comparing';
    if (state === 'voting') break;
    await pause(50);
  }
  expect(sawWaiting).toBe(true);
  await reaches(node(3), (await height(node(0))) + 2n);
  expect((await json('evidence', '--node', node(0).http)).blocks).toEqual([]);
});

/** The command in a process of its own, which is killed after so long; whether it had ended by then. */
async function killedAfter(ms: number, ...args: readonly string[]): Promise<boolean> {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, TRELLIS_HOME: home },
    stdio: 'ignore',
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), ms);
  const code = await new Promise((resolve) => {
    child.once('exit', resolve);
  });
  clearTimeout(timer);
  return code === 0;
}

it('a restore that is killed at any moment leaves nothing that starts, and begins again', async () => {
  const flags = ['--genesis', genesis, '--as-new-validator-key'];
  const started = performance.now();
  const to = ['backup', 'restore', backups, '--to'];
  await killedAfter(600_000, ...to, join(home, 'whole'), ...flags);
  const wholeMs = performance.now() - started;
  const whole = (await readdir(join(home, 'whole'))).toSorted();
  const target = join(home, 'killed');
  const config = join(target, 'config.json');
  let [kills, isDone] = [0, false];
  // Most of the time is its start; what it writes is in the second half.
  for (let share = 0.4; !isDone; share += 0.1) {
    isDone = await killedAfter(share * wholeMs, ...to, target, ...flags);
    const there: readonly string[] = await readdir(target).catch(() => []);
    // It may be killed when all was done already.
    isDone ||= there.length > 0 && !there.includes('restore-unfinished');
    if (isDone) expect(there.toSorted()).toEqual(whole);
    kills += 1;
    if (!isDone && kills > 20) isDone = await killedAfter(600_000, ...to, target, ...flags);
  }
  expect((await stat(config)).isFile()).toBe(true);
  const { validator } = JSON.parse(await readFile(config, 'utf8'));
  expect(validator.keyFile).toContain(target);
});

it('a backup whose node is killed meanwhile is none, and the next one is whole', async () => {
  const folderOf = join(home, 'interrupted');
  const create = ['backup', 'create', 'node2', '--to', folderOf, '--json'];
  const making = runWithin(home, create);
  while ((await readdir(folderOf).catch(() => [])).length === 0) await pause(1);
  await killProcess(folder, node(1));
  const { code } = await making;
  const names = await readdir(join(folderOf, 'backups')).catch(() => []);
  // It may have been done just before.
  expect(names.length).toBe(code === 0 ? 1 : 0);
  await startProcess(folder, node(1));
  while ((await height(node(1))) < 0n) await pause(100);
  await json('backup', 'create', 'node2', '--to', folderOf);
  await json('backup', 'verify', folderOf, '--genesis', genesis);
});
