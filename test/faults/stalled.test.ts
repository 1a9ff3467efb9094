/** Why there is no new block, on real processes: each cause is injected, its sentence is read, and nothing else is said. */

import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CliHome, createHome } from '@trellis/cli/testing/run-cli';
import { getWhy, httpTransport } from '@trellis/client';
import { generateNetworkKey } from '@trellis/network/channel';
import { rawText } from '@trellis/protocol';
import {
  heal,
  killProcess,
  nodeFiles,
  nodeFolder,
  partition,
  readManifest,
  slowDown,
  startProcess,
  stopAll,
  stopProcess,
  type TestnetManifest,
  type TestnetNode,
  testnetFolder,
  untilReady,
} from '@trellis/testnet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyFolder } from '../e2e/copy-folder.ts';
import { testPorts } from '../ports.ts';
import { buildLibrary, withLibrary } from './preloaded-library.ts';

let cli: CliHome;
let folder: string;
let manifest: TestnetManifest;
let library: string | null;

beforeAll(async () => {
  cli = await createHome();
  const port = String(await testPorts(8));
  await cli.json(['testnet', 'init', '--scheme', 'ml-dsa-44', '--base-port', port]);
  folder = testnetFolder(cli.home);
  manifest = await readManifest(folder);
  library = await buildLibrary(cli.home, './failing-disk.c');
  await cli.json(['testnet', 'up']);
});
afterAll(async () => {
  await cli.run(['testnet', 'down']);
  await cli.remove();
});

function node(name: string): TestnetNode {
  const found = manifest.nodes.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

const pathOf = (name: string, file: string): string => join(nodeFolder(folder, node(name)), file);

async function start(...names: readonly string[]): Promise<void> {
  for (const name of names) await startProcess(folder, node(name));
  for (const name of names) await untilReady(folder, manifest, node(name));
}

async function kill(...names: readonly string[]): Promise<void> {
  for (const name of names) await killProcess(folder, node(name));
}

/** All that a node says, a line each, with its cause. */
async function said(name: string): Promise<string> {
  const { cause, sentence, also } = await getWhy(httpTransport({ url: node(name).http }));
  return [{ cause, sentence }, ...also]
    .map((one) => `${one.cause}: ${rawText(one.sentence)}`)
    .join('\n');
}

/** What "trellis status --why" says of a node that does not run. */
async function saidOfDead(name: string): Promise<string> {
  return (await cli.runWithin(['status', '--why', '--node', name])).stderr;
}

/** A node says all of this after a while, and nothing with a cause but these; a busy machine answers slowly. */
async function says(name: string, words: readonly RegExp[], ...causes: string[]): Promise<void> {
  const allowed = [...causes, 'links_slow', 'deciding'];
  const found = async () => {
    const text = await said(name);
    const missing = words.filter((one) => !one.test(text)).map(String);
    const told = text.split('\n').map((line) => line.slice(0, line.indexOf(':')));
    return { missing, false: told.filter((cause) => !allowed.includes(cause)), text };
  };
  await expect.poll(found).toMatchObject({ missing: [], false: [] });
}

const isWell = (name: string): Promise<void> => says(name, [/^nothing_to_do/], 'nothing_to_do');

/** What a row before has broken is whole again. */
async function mend(): Promise<void> {
  await heal(folder, manifest);
  await start(...manifest.nodes.map(({ name }) => name));
  for (const { name } of manifest.nodes) await isWell(name);
}

it('nothing, when no transaction waits', () => isWell('node1'));

it('1 of 4 that is down, which stops nothing', async () => {
  await kill('node4');
  const words = [
    /^nothing_to_do.*\nvalidators_absent: Not taking part: node4 \(power 1, not connected/s,
  ];
  await says('node1', words, 'nothing_to_do', 'validators_absent');
});

it('2 of 4 that are down', async () => {
  await mend();
  await kill('node3', 'node4');
  const words = [
    /^quorum_missing: .*power 2 of 4, and a block needs 3\. Missing: node/,
    /node3 \(power 1, not connected/,
    /node4 \(power 1, not connected/,
  ];
  await says('node1', words, 'quorum_missing');
  expect(await saidOfDead('node3')).toMatch(/node3 does not run/);
});

it('a partition in halves, and of one', async () => {
  await mend();
  await partition(folder, manifest, ['node3', 'node4']);
  await says('node1', [/^quorum_missing: .*Missing: node[34] .*node[34] /], 'quorum_missing');
  await mend();
  await partition(folder, manifest, ['node1']);
  await says('node1', [/^cut_off: /], 'cut_off');
});

it('slow lines', async () => {
  await mend();
  await slowDown(folder, manifest, ['node2'], { latencyMs: 700, lossPerMillion: 0 });
  const words = [/^links_slow: Answers take long, there and back, of .*node2 \([1-9]/m];
  await says('node1', words, 'nothing_to_do', 'proposal_missing', 'votes_missing');
});

it('a disk that is full, and one that can only be read', async ({ skip }) => {
  if (library === null) skip('there is no C compiler');
  await mend();
  for (const [kind, words] of [
    ['tight', /node4 does not run.*has 0 bytes left, and a node needs \d+ to start/s],
    ['full', /node4 does not run.*(ENOSPC|No space left|no space left|disk is full)/s],
    ['closed', /node4 does not run.*(EACCES|can't be written)/s],
  ] as const) {
    await kill('node4');
    const orders = { DISK_FAILS: kind, DISK_FAILS_AT: pathOf('node4', nodeFiles.data) };
    await withLibrary(library ?? '', orders, () => startProcess(folder, node('node4')));
    await expect.poll(() => saidOfDead('node4')).toMatch(words);
    const absent = [/node4 \(power 1, not connected/];
    await says('node1', absent, 'nothing_to_do', 'validators_absent');
  }
});

it('a validator without key', async () => {
  await mend();
  await stopProcess(folder, node('node4'));
  const path = pathOf('node4', nodeFiles.config);
  const config = await readFile(path, 'utf8');
  await writeFile(path, JSON.stringify({ ...JSON.parse(config), validator: null }));
  try {
    await start('node4');
    const words = [/^key_missing: This node has the power 1 of node4, and no key to vote with/m];
    await says('node4', words, 'nothing_to_do', 'key_missing');
  } finally {
    await stopProcess(folder, node('node4'));
    await writeFile(path, config);
  }
});

it('a node that the others refuse, as its key is not the registered one', async () => {
  await mend();
  await stopProcess(folder, node('node4'));
  const path = pathOf('node4', nodeFiles.networkKey);
  const key = await readFile(path, 'utf8');
  await writeFile(path, generateNetworkKey());
  try {
    await start('node4');
    const words = [
      /^cut_off: This node has no connection to any of its 3 peers/,
      /node1 \(power 1, never connected since this node’s start: /,
    ];
    await says('node4', words, 'cut_off', 'comparing_memory');
    await says('node1', [/node4 \(power 1, not connected/], 'nothing_to_do', 'validators_absent');
  } finally {
    await stopProcess(folder, node('node4'));
    await writeFile(path, key);
  }
});

it('a validator that was voted in and does not run since', async () => {
  await mend();
  await cli.json(['testnet', 'add-node', '--power', '1']);
  manifest = await readManifest(folder);
  await stopProcess(folder, node('node5'));
  await stopProcess(folder, node('node1'));
  await start('node1');
  const words = [/node5 \(power 1, never connected since this node’s start/];
  await says('node1', words, 'nothing_to_do', 'validators_absent', 'comparing_memory');
});

it('a guard that waits, as the data may be an old copy', async () => {
  await mend();
  const data = pathOf('node4', nodeFiles.data);
  await stopProcess(folder, node('node4'));
  await copyFolder(data, cli.path('copy'));
  await start('node4');
  await isWell('node4');
  for (let count = 0; count < 3; count++) {
    await cli.json(['send', 'treasury', 'operator1', '1', 'EUR']);
  }
  await stopProcess(folder, node('node4'));
  await rm(data, { recursive: true });
  await copyFolder(cli.path('copy'), data);
  await start('node4');
  const words = [
    /^not_voting: This node signs nothing up to block \d+: it signed more than it remembers/m,
  ];
  await says('node4', words, 'nothing_to_do', 'not_voting', 'catching_up');
});

it('lost disks of more than a third, from which the chain has to be recovered', async () => {
  await mend();
  for (const name of ['node2', 'node3']) await stopProcess(folder, node(name));
  for (const name of ['node2', 'node3'])
    await rm(pathOf(name, nodeFiles.data), { recursive: true });
  await start('node2', 'node3');
  const words = [/^memory_doubted: .*node[23] .*node[23] .*can’t vote.*"trellis chain recover"/m];
  await says('node1', words, 'memory_doubted', 'catching_up', 'not_voting', 'quorum_missing');
  await stopAll(folder, manifest);
});
