/** Orders to a running node over its socket, given on the command line. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runWithin } from '@trellis/cli/testing/run-cli';
import { getStatus, httpTransport } from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import {
  initTestnet,
  nodeFiles,
  nodeFolder,
  startProcess,
  stopProcess,
  type TestnetNode,
  testnetFolder,
} from '@trellis/testnet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testPorts } from '../ports.ts';

let home: string;
let node: TestnetNode;
let folder: string;
let config: string;

async function json(...args: readonly string[]) {
  const { code, stdout, stderr } = await runWithin(home, [...args, '--json']);
  if (code !== 0) throw new Error(`trellis ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'trellis-orders-'));
  const manifest = await initTestnet(home, {
    validators: 1,
    scheme: 'ml-dsa-44',
    provider: createProvider('native'),
    basePort: await testPorts(1),
    consensus: { heartbeatMs: 100 },
  });
  const [first] = manifest.nodes;
  if (first === undefined) throw new Error('one node');
  node = first;
  folder = testnetFolder(home);
  config = join(nodeFolder(folder, node), nodeFiles.config);
  await startProcess(folder, node);
  const transport = httpTransport({ url: node.http });
  const isUp = () =>
    getStatus(transport).then(
      ({ head }) => head.height > 0n,
      () => false,
    );
  while (!(await isUp())) await pause(100);
});

afterAll(async () => {
  await stopProcess(folder, node);
  await rm(home, { recursive: true, force: true });
});

it('a reload changes the retention at once, and names what needs a restart', async () => {
  const written = JSON.parse(await readFile(config, 'utf8'));
  written.storage.retention = { mode: 'recent', windowHours: 0, windowBlocks: 16 };
  written.pastStates = 7;
  await writeFile(config, JSON.stringify(written));
  expect(await json('node', 'reload', 'node1')).toEqual({
    applied: [
      'storage.retention.mode',
      'storage.retention.windowBlocks',
      'storage.retention.windowHours',
    ],
    needRestart: ['pastStates'],
  });
  const transport = httpTransport({ url: node.http });
  while ((await getStatus(transport)).keeps.blocksFrom === 0n) await pause(100);
});

it('a configuration that can’t be read changes nothing', async () => {
  const whole = await readFile(config, 'utf8');
  await writeFile(config, whole.slice(0, -3));
  const { code, stderr } = await runWithin(home, ['node', 'reload', 'node1']);
  expect(code).not.toBe(0);
  expect(stderr).toContain('config.json is invalid');
  await writeFile(config, whole);
  expect(await json('node', 'reload', 'node1')).toMatchObject({ applied: [] });
});

it('a module is listened to by itself', async () => {
  const args = ['node', 'log-level', 'node1', 'debug', '--module', 'engine', '--for', '1m'];
  expect(await json(...args)).toEqual({ levels: { all: 'info', engine: 'debug' } });
  const log = join(nodeFolder(folder, node), nodeFiles.log);
  while (!(await readFile(log, 'utf8')).includes('"module":"engine"')) await pause(100);
  const { code, stderr } = await runWithin(home, ['node', 'log-level', 'node1', 'loud']);
  expect(code).not.toBe(0);
  expect(stderr).toContain('no such level');
});

it('says what uses the disk', async () => {
  const report = await json('disk', 'node1');
  expect(report).toMatchObject({ mode: 'recent' });
  expect(report.databaseFiles).toBeGreaterThan(0);
  expect(report.bytesPerDay.recent).toBeLessThan(report.bytesPerDay.archive);
  const { stdout } = await runWithin(home, ['disk', 'node1']);
  expect(stdout).toMatch(/full in/);
});

it('takes orders of its own user alone', async () => {
  const socket = join(nodeFolder(folder, node), nodeFiles.data, 'control.sock');
  expect((await stat(socket)).mode & 0o777).toBe(0o600);
});
