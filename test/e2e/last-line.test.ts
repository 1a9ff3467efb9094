/** Whatever ends a node, and whenever: what it says is on standard error and in the log that an operator is shown. */
import { cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runWithin } from '@trellis/cli/testing/run-cli';
import {
  findProcess,
  logTail,
  nodeFiles,
  nodeFolder,
  startProcess,
  stopProcess,
  untilReady,
  whyUnresponsive,
} from '@trellis/testnet';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from './network.ts';

let network: TestNetwork;
let kept: string;

const node = () => network.node(0);
const folder = (): string => nodeFolder(network.folder, node());
const pathOf = (file: string): string => join(folder(), file);

beforeAll(async () => {
  network = await startNetwork({ scheme: 'ml-dsa-44', validators: 1 });
  await stopProcess(network.folder, node());
  kept = `${folder()}-kept`;
  await rename(folder(), kept);
});

afterAll(() => network?.remove());

beforeEach(() => cp(kept, folder(), { recursive: true, preserveTimestamps: true }));

afterEach(async () => {
  await stopProcess(network.folder, node());
  await rm(folder(), { recursive: true, force: true });
});

async function folderInstead(file: string): Promise<void> {
  await rm(pathOf(file), { recursive: true, force: true });
  await mkdir(pathOf(file), { mode: 0o700 });
}

async function withoutRoom(): Promise<void> {
  await rm(pathOf(nodeFiles.log), { force: true });
  await symlink('/dev/full', pathOf(nodeFiles.log));
  await folderInstead(nodeFiles.networkKey);
}

interface Row {
  readonly what: string;
  readonly harm: () => Promise<void>;
  readonly code: string;
  /** Whether the node's own file has it as well. */
  readonly isLogged: boolean;
}

const early: readonly Row[] = [
  {
    what: 'its configuration is not JSON',
    harm: () => writeFile(pathOf(nodeFiles.config), '{'),
    code: 'config_invalid',
    isLogged: false,
  },
  {
    what: 'its configuration is deleted',
    harm: () => rm(pathOf(nodeFiles.config)),
    code: 'config_unreadable',
    isLogged: false,
  },
  {
    what: 'its log is a folder',
    harm: () => folderInstead(nodeFiles.log),
    code: 'config_unreadable',
    isLogged: false,
  },
];

const later: readonly Row[] = [
  {
    what: 'its network key is a folder',
    harm: () => folderInstead(nodeFiles.networkKey),
    code: 'config_unreadable',
    isLogged: true,
  },
  {
    what: 'its validator key is no key file',
    harm: () => writeFile(pathOf(nodeFiles.validatorKey), 'nothing'),
    code: 'damaged_key_file',
    isLogged: true,
  },
  {
    what: 'its write-ahead log is a folder',
    harm: () => folderInstead(join(nodeFiles.data, 'consensus.wal')),
    code: 'EISDIR',
    isLogged: true,
  },
];

const linux: readonly Row[] =
  process.platform === 'linux'
    ? [
        {
          what: 'its log takes nothing more',
          harm: withoutRoom,
          code: 'config_unreadable',
          isLogged: false,
        },
      ]
    : [];

describe('a node says why it ends where', () => {
  it.each([...early, ...later, ...linux])('$what', async ({ harm, code, isLogged }) => {
    await harm();
    await startProcess(network.folder, node());
    while ((await findProcess(network.folder, node())) !== null) await pause(20);
    await saysWhy(`cannot start (${code})`, code, isLogged);
    await expect(untilReady(network.folder, network.manifest, node())).rejects.toThrow(
      `cannot start (${code})`,
    );
  });
});

async function saysWhy(fact: string, code: string, isLogged: boolean): Promise<void> {
  const line = new RegExp(`"code":"${code}","place":".+","advice":".{20,}"`);
  const read = () => readFile(pathOf(nodeFiles.output), 'utf8');
  await expect.poll(read).toMatch(line);
  const errors = await read();
  expect(errors).toContain(fact);
  if (isLogged) expect(await readFile(pathOf(nodeFiles.log), 'utf8')).toContain(errors);
  expect(await logTail(network.folder, node(), 1)).toMatch(line);
  expect(await whyUnresponsive(network.folder, node())).toMatchObject({
    state: 'not_running',
    lastWords: expect.stringContaining(fact),
  });
  const { stdout } = await runWithin(network.home, [
    ...['testnet', 'logs', node().name],
    ...['--lines', '1'],
  ]);
  expect(stdout).toMatch(line);
  expect(stdout).toContain(fact);
}
