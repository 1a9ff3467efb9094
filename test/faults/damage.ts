/** Damage to a node's files while it is dead, and what it makes of it when it is started again. */
import { readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { getStatus } from '@trellis/client';
import {
  nodeFiles,
  nodeFolder,
  startProcess,
  type TestnetError,
  untilHeight,
  untilReady,
} from '@trellis/testnet';
import type { TestNetwork } from '../e2e/network.ts';

export interface Damage {
  readonly name: string;
  /** Changes files in the data folder; `false` when there was nothing to change. */
  apply(data: string): Promise<boolean>;
}

/** How a node took it: it runs, or it refused and its log says what to do about which file. */
export type Outcome =
  | { readonly type: 'runs' }
  | { readonly type: 'refused'; readonly code: string; readonly words: string };

export const damages: readonly Damage[] = [
  file('a log of inputs that is cut off', 'consensus.wal', cutAt(0.5)),
  file('a log of inputs with a flipped bit', 'consensus.wal', flipAt(0.2)),
  { name: 'a log of inputs that is gone', apply: (data) => remove(join(data, 'consensus.wal')) },
  file('a last-signed file that is cut off', 'last-signed', cutAt(0.5)),
  file('a last-signed file with a flipped bit', 'last-signed', flipAt(0.02)),
  { name: 'a last-signed file that is gone', apply: (data) => remove(join(data, 'last-signed')) },
  database('CURRENT with a flipped bit', /^CURRENT$/, flipAt(0.5)),
  database('CURRENT that is empty', /^CURRENT$/, cutAt(0)),
  database('a manifest with a flipped bit', /^MANIFEST/, flipAt(0.5)),
  database('a manifest that is cut off', /^MANIFEST/, cutAt(0.5)),
  database('a database log with a flipped bit', /\.log$/, flipAt(0.3)),
  database('a database log that is cut off', /\.log$/, cutAt(0.6)),
  database('a table with a flipped bit', /\.ldb$/, flipAt(0.5)),
  database('a table that is empty', /\.ldb$/, cutAt(0)),
];

/** Starts a node that was damaged; waits until it runs or has given up. */
export async function startDamaged(network: TestNetwork, index: number): Promise<Outcome> {
  const node = network.node(index);
  await startProcess(network.folder, node);
  try {
    await untilReady(network.folder, network.manifest, node);
    return { type: 'runs' };
  } catch (error) {
    const words = (error as TestnetError).message;
    const [, code = ''] = /cannot start \((\w+)\)/.exec(words) ?? [];
    return { type: 'refused', code, words };
  }
}

/** Kills and damages the node in this way; says how it took it, after what it said was done. */
export async function suffer(
  network: TestNetwork,
  index: number,
  { apply }: Damage,
): Promise<Outcome | { readonly type: 'undamaged' }> {
  await pause(500);
  await network.kill(index);
  const applied = await apply(dataFolder(network, index));
  const outcome = await startDamaged(network, index);
  if (outcome.type === 'refused') await followAdvice(network, index, outcome);
  await untilItFollows(network, index);
  return applied ? outcome : { type: 'undamaged' };
}

/** Does what the refusal says: moves the damaged part away. */
async function followAdvice(
  network: TestNetwork,
  index: number,
  { code }: Extract<Outcome, { type: 'refused' }>,
): Promise<void> {
  const data = dataFolder(network, index);
  const part = { wal_damaged: 'consensus.wal', database_damaged: 'chain' }[code];
  if (part === undefined) throw new Error(`no advice for ${code}`);
  await rename(join(data, part), join(data, `${part}.damaged`));
  await startProcess(network.folder, network.node(index));
  await untilReady(network.folder, network.manifest, network.node(index));
  await rm(join(data, `${part}.damaged`), { recursive: true });
}

/** Waits until the node has a block that was made after it came back. */
export async function untilItFollows(network: TestNetwork, index: number): Promise<void> {
  const others = network.clients.filter((_client, other) => other !== index);
  const [witness] = others;
  if (witness === undefined) throw new Error('no other node');
  const { head } = await getStatus(witness);
  await untilHeight(network.folder, network.manifest, head.height + 3n, 60_000);
}

export function dataFolder(network: TestNetwork, index: number): string {
  return join(nodeFolder(network.folder, network.node(index)), nodeFiles.data);
}

type Change = (content: Uint8Array) => Uint8Array;

function cutAt(share: number): Change {
  return (content) => content.subarray(0, Math.floor(content.length * share));
}

function flipAt(share: number): Change {
  return (content) => {
    const changed = Uint8Array.from(content);
    const at = Math.floor(content.length * share);
    changed[at] = (changed[at] ?? 0) ^ 0x10;
    return changed;
  };
}

function file(name: string, path: string, change: Change): Damage {
  return { name, apply: (data) => rewrite(join(data, path), change) };
}

/** The newest file of the database whose name matches. */
function database(name: string, pattern: RegExp, change: Change): Damage {
  return {
    name,
    async apply(data) {
      const folder = join(data, 'chain');
      const [newest] = (await readdir(folder))
        .filter((one) => pattern.test(one))
        .sort()
        .reverse();
      return newest === undefined ? false : rewrite(join(folder, newest), change);
    },
  };
}

async function rewrite(path: string, change: Change): Promise<boolean> {
  const content = await readFile(path);
  if (content.length === 0) return false;
  const changed = change(content);
  if (changed.length < content.length) await truncate(path, changed.length);
  else await writeFile(path, changed);
  return true;
}

async function remove(path: string): Promise<boolean> {
  await rm(path);
  return true;
}
