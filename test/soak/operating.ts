/** What operators do while a network runs: backups, keys of the API, votes, changes of what is kept; and faults, in pieces of their own. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ApiProblem, getStatus, httpTransport } from '@trellis/client';
import {
  genesisPath,
  nodeFiles,
  nodeFolder,
  pauseProcess,
  resumeProcess,
  startProcess,
  stopProcess,
  untilReady,
} from '@trellis/testnet';
import type { TestNetwork } from '../e2e/network.ts';

const program = fileURLToPath(import.meta.resolve('@trellis/cli/main'));
const run = promisify(execFile);

/** What is done, and what of it went wrong. */
export interface Operating {
  readonly done: Map<string, number>;
  readonly failed: string[];
}

type Work = (network: TestNetwork, turn: number) => Promise<void>;

/** What a command printed. Throws when it fails. */
async function trellis({ home }: TestNetwork, ...args: readonly string[]) {
  const { TRELLIS_NODE: _, ...environment } = process.env;
  const { stdout } = await run(process.execPath, [program, ...args, '--json'], {
    env: { ...environment, TRELLIS_HOME: home, NO_COLOR: '1' },
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout);
}

async function backUp(network: TestNetwork, turn: number): Promise<void> {
  const { name } = network.node(turn % network.manifest.nodes.length);
  const folder = join(network.home, 'backups', name);
  await trellis(network, 'backup', 'create', name, '--to', folder);
  if (turn % 4 !== 0) return;
  await trellis(network, '--genesis', genesisPath(network.folder), 'backup', 'verify', folder);
}

async function useApiKey(network: TestNetwork, turn: number): Promise<void> {
  const { http, name } = network.node(turn % network.manifest.nodes.length);
  const file = join(network.home, `${name}-${turn}.key`);
  // Keys are made in the folder of the node.
  const at = ['--of', name];
  const made = await trellis(
    network,
    ...['apikey', 'create', `soak-${turn}`, '--scope', 'read', '--out', file, ...at],
  );
  const credential = (await readFile(file, 'utf8')).trim();
  const transport = httpTransport({ url: http, credential });
  await getStatus(transport);
  await trellis(network, 'apikey', 'revoke', String(made.key.id), ...at);
  const refused = await getStatus(transport).then(
    () => false,
    (error: unknown) => error instanceof ApiProblem && error.status === 401,
  );
  if (!refused) throw new Error('a key that was revoked is let in');
}

/** A vote that changes a validator's power, and back with the next one. */
async function govern(network: TestNetwork, turn: number): Promise<void> {
  const { nodes } = network.manifest;
  const { http } = network.node(0);
  const power = turn % 2 === 0 ? 2 : 1;
  const action = `set-power node=${network.node(1).name} power=${power}`;
  await trellis(network, 'governance', 'propose', 'operator1', action, '--node', http);
  for (let index = 2; index <= nodes.length; index++) {
    const shown = await trellis(network, 'governance', 'show', `${turn + 1}`, '--node', http);
    if (shown.proposal.outcome.type !== 'open') break;
    const vote = ['approve', `operator${index}`, `${turn + 1}`, '--node', http];
    await trellis(network, 'governance', ...vote);
  }
}

/** One node goes from signatures to headers and back to everything, which it fetches. */
async function changeRetention(network: TestNetwork, turn: number): Promise<void> {
  const index = network.manifest.nodes.length - 1;
  const mode = (['recent', 'archive', 'full'] as const)[turn % 3] ?? 'full';
  await keepAndReload(network, index, mode);
}

/** What a node keeps from now on. */
export async function keepAndReload(
  network: TestNetwork,
  index: number,
  mode: 'archive' | 'full' | 'recent',
): Promise<void> {
  const path = join(nodeFolder(network.folder, network.node(index)), nodeFiles.config);
  const config = JSON.parse(await readFile(path, 'utf8'));
  config.storage.retention = { mode, windowHours: 0, windowBlocks: 300 };
  await writeFile(path, JSON.stringify(config));
  await trellis(network, 'node', 'reload', network.node(index).name);
}

/** Each with how long after its end it is done again. */
const works: readonly (readonly [name: string, everyMs: number, work: Work])[] = [
  ['backup', 120_000, backUp],
  ['API key', 90_000, useApiKey],
  ['vote', 150_000, govern],
  ['change of what is kept', 200_000, changeRetention],
];

/** Does all of it until the signal; `turns` counts on from the piece before. */
export async function operate(
  network: TestNetwork,
  operating: Operating,
  turns: Map<string, number>,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    works.map(async ([name, everyMs, work]) => {
      for (;;) {
        await pause(everyMs, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return;
        const turn = turns.get(name) ?? 0;
        turns.set(name, turn + 1);
        await attempt(operating, name, () => work(network, turn));
      }
    }),
  );
}

async function attempt(
  { done, failed }: Operating,
  name: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
    done.set(name, (done.get(name) ?? 0) + 1);
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : `${error}`;
    failed.push(`${name}: ${said.trim().split('\n').at(-1)?.slice(0, 300)}`);
  }
}

/** Kills, stops and suspends one node after another, drawn from `random`, until the signal. */
export async function disturb(
  network: TestNetwork,
  operating: Operating,
  random: () => number,
  signal: AbortSignal,
): Promise<void> {
  const { folder, manifest } = network;
  while (!signal.aborted) {
    await pause(5_000 + random() * 40_000, undefined, { signal }).catch(() => undefined);
    const index = Math.floor(random() * manifest.nodes.length);
    const downMs = random() * 10_000;
    const draw = random();
    const node = network.node(index);
    const name = draw < 0.4 ? 'kill' : draw < 0.7 ? 'restart' : 'suspension';
    await attempt(operating, name, async () => {
      if (name === 'suspension') {
        await pauseProcess(folder, node);
        await pause(downMs);
        await resumeProcess(folder, node);
        return;
      }
      await (name === 'kill' ? network.kill(index) : stopProcess(folder, node));
      await pause(downMs);
      await startProcess(folder, node);
      await untilReady(folder, manifest, node);
    });
  }
}
