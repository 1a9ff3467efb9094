/**
 * The damage trial: one file of a stopped validator is damaged in one way, drawn from a seed, while the others continue
 * under load. Three outcomes are allowed. *healed*: the node repaired something, and the audit of its database is
 * clean. *harmless*: it had nothing to repair, and the audit is clean. *refused with advice*: no peer has what is
 * damaged (keys, access, the snapshot it made), and the node says what to do.
 */
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { getStatus } from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import { seededRandom } from '@trellis/fault-injection';
import { readGenesis } from '@trellis/node';
import { auditDatabase, createSnapshot, snapshotPath } from '@trellis/storage';
import { genesisPath, logTail, nodeFolder, stopProcess } from '@trellis/testnet';
import type { TestNetwork } from '../e2e/network.ts';
import { dataFolder, startDamaged, untilItFollows } from './damage.ts';

type Random = () => number;

interface FileKind {
  readonly name: string;
  /** Below the folder of the node; the newest file whose name matches. */
  readonly folder: string;
  readonly pattern: RegExp;
  /** Whether peers, or the node itself, can make it good. */
  readonly replaceable: boolean;
}

const database = { folder: 'data/chain', replaceable: true };
const own = { folder: 'data', replaceable: true };
const access = { folder: 'data/access', replaceable: false };
const key = { folder: '.', replaceable: false };

const fileKinds: readonly FileKind[] = [
  { ...database, name: 'log', pattern: /^\d+\.log$/ },
  { ...database, name: 'table', pattern: /^\d+\.ldb$/ },
  { ...database, name: 'manifest', pattern: /^MANIFEST-\d+$/ },
  { ...database, name: 'CURRENT', pattern: /^CURRENT$/ },
  { ...own, name: 'write-ahead log', pattern: /^consensus\.wal$/ },
  { ...own, name: 'last-signed', pattern: /^last-signed$/ },
  { ...own, name: 'marker', pattern: /^chain-begun$/ },
  { ...own, name: 'noted height', pattern: /^chain-height$/ },
  { ...access, name: 'API keys', pattern: /^api-keys\.json$/ },
  { ...access, name: 'key use', pattern: /^api-key-use\.json$/ },
  { ...access, folder: 'data/access/audit', name: 'audit log', pattern: /\.jsonl$/ },
  { ...own, folder: 'data/snapshot', name: 'snapshot', pattern: /./, replaceable: false },
  { ...key, name: 'validator key', pattern: /^validator\.json$/ },
  { ...key, name: 'network key', pattern: /^network\.pem$/ },
  { ...key, name: 'peer key', pattern: /^peer\.key$/ },
];

interface Place {
  readonly path: string;
  /** A copy from before, of this file or another of its kind; `null` if there is none. */
  readonly older: string | null;
}

/** Changes a file; `false` when this can't be done to it. */
type Change = (place: Place, random: Random) => Promise<boolean>;

const changes: Readonly<Record<string, Change>> = {
  'a flipped bit': (place, random) =>
    rewritten(place, (bytes) => {
      const at = Math.floor(random() * bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    }),
  '4 KiB of zeros': (place, random) =>
    rewritten(place, (bytes) => {
      const at = 4_096 * Math.floor((random() * bytes.length) / 4_096);
      bytes.fill(0, at, at + 4_096);
    }),
  'cut off': (place, random) => cut(place, (size) => Math.floor(random() * size)),
  'a torn last write': (place, random) =>
    cut(place, (size) => Math.max(0, size - 1 - Math.floor(random() * 64))),
  'an older copy': async ({ path, older }) => {
    if (older === null) return false;
    await cp(older, path);
    return true;
  },
  deleted: async ({ path }) => {
    await rm(path);
    return true;
  },
  'a read error': async ({ path }) => {
    // Reading a folder fails as a bad sector does, for every user.
    await rm(path);
    await mkdir(path);
    return true;
  },
};

async function rewritten({ path }: Place, change: (bytes: Uint8Array) => void): Promise<boolean> {
  const before = await readFile(path);
  const bytes = Uint8Array.from(before);
  change(bytes);
  if (before.equals(bytes)) return false;
  await writeFile(path, bytes);
  return true;
}

async function cut({ path }: Place, to: (size: number) => number): Promise<boolean> {
  const { size } = await stat(path);
  if (size === 0) return false;
  await truncate(path, to(size));
  return true;
}

export interface Trial {
  readonly file: string;
  readonly damage: string;
  readonly outcome: 'healed' | 'harmless' | 'refused with advice' | 'not allowed';
  /** What the node said, or what is wrong. */
  readonly words: string;
}

/** What a node says when it repairs something. */
const repairs =
  /repaired (?:the database|a damaged value)|write-ahead log is begun again|not voting at this height|snapshot of this node is not offered/;

export interface TrialOptions {
  readonly trials: number;
  readonly seed: number;
  /** The node that is damaged. */
  readonly victim: number;
  readonly onTrial?: (trial: Trial, count: number) => void;
}

/** Runs so many trials; every file and damage once, then again. The network is under load all the while. */
export async function runTrials(
  network: TestNetwork,
  options: TrialOptions,
): Promise<readonly Trial[]> {
  const { victim } = options;
  const random = seededRandom(options.seed);
  const node = network.node(victim);
  const folder = nodeFolder(network.folder, node);
  const kept = await mkdtemp(join(network.home, 'kept-'));
  await stopProcess(network.folder, node);
  await createSnapshot(dataFolder(network, victim), snapshotPath(dataFolder(network, victim)));
  await cp(folder, join(kept, 'older'), { recursive: true });
  const trials: Trial[] = [];
  let plan: (readonly [FileKind, string])[] = [];
  await restart(network, victim);
  while (trials.length < options.trials) {
    const [kind, damage] = plan.pop() ?? [];
    if (kind === undefined || damage === undefined) {
      plan = shuffled(
        random,
        fileKinds.flatMap((one) => Object.keys(changes).map((how) => [one, how] as const)),
      );
      continue;
    }
    // Half of the stops are kills, so that there is a log to damage.
    if (random() < 0.5) await network.kill(victim);
    else await stopProcess(network.folder, node);
    const path = await newest(join(folder, kind.folder), kind.pattern);
    const pristine = path === null ? null : join(kept, basename(path));
    const change = changes[damage];
    let applied = false;
    if (path !== null && pristine !== null && change !== undefined) {
      await cp(path, pristine);
      const older = await newest(join(kept, 'older', kind.folder), kind.pattern);
      applied = await change({ path, older }, random);
    }
    if (!applied || path === null || pristine === null) {
      await restart(network, victim);
      continue;
    }
    const trial = {
      file: kind.name,
      damage,
      ...(await outcomeOf(network, victim, kind, { path, pristine })),
    };
    trials.push(trial);
    options.onTrial?.(trial, trials.length);
  }
  return trials;
}

async function restart(network: TestNetwork, victim: number): Promise<void> {
  const outcome = await startDamaged(network, victim);
  if (outcome.type === 'refused') throw new Error(`it does not start undamaged: ${outcome.words}`);
  await untilItFollows(network, victim);
}

/** Starts the damaged node, and looks at what becomes of it; it runs undamaged afterwards. */
async function outcomeOf(
  network: TestNetwork,
  victim: number,
  kind: FileKind,
  { path, pristine }: { readonly path: string; readonly pristine: string },
): Promise<Pick<Trial, 'outcome' | 'words'>> {
  const node = network.node(victim);
  const before = (await logTail(network.folder, node, 100_000)).length;
  const outcome = await startDamaged(network, victim);
  if (outcome.type === 'refused') {
    const isAdvised = /"advice":"[^"]{20,}/.test(await logTail(network.folder, node, 5));
    await rm(path, { recursive: true, force: true });
    await cp(pristine, path);
    await restart(network, victim);
    const allowed = isAdvised && !kind.replaceable;
    return { outcome: allowed ? 'refused with advice' : 'not allowed', words: outcome.words };
  }
  try {
    await untilItFollows(network, victim);
    await untilScrubbed(network, victim);
  } catch (error) {
    return { outcome: 'not allowed', words: `${error}` };
  }
  const said = (await logTail(network.folder, node, 100_000)).slice(before);
  const [repair] = repairs.exec(said) ?? [];
  await stopProcess(network.folder, node);
  const problem = await audited(network, victim);
  if (problem !== null && !kind.replaceable) {
    await rm(path, { recursive: true, force: true });
    await cp(pristine, path);
    const rest = await audited(network, victim);
    await restart(network, victim);
    if (rest === null) return { outcome: 'refused with advice', words: problem };
    return { outcome: 'not allowed', words: rest };
  }
  await restart(network, victim);
  if (problem !== null) return { outcome: 'not allowed', words: problem };
  return repair === undefined
    ? {
        outcome: 'harmless',
        words: 'nothing of what is damaged was needed, or it is written again',
      }
    : { outcome: 'healed', words: repair };
}

/** Waits until everything that is stored was read once, and nothing damaged is left. */
async function untilScrubbed(network: TestNetwork, victim: number): Promise<void> {
  const client = network.clients[victim];
  if (client === undefined) throw new Error('no such node');
  const until = performance.now() + 120_000;
  for (;;) {
    const { storage } = await getStatus(client);
    if (storage === null) throw new Error('no word of its storage');
    if (storage.scrub.passes > 0 && storage.damaged.length === 0) return;
    if (performance.now() > until) {
      throw new Error(
        `not scrubbed: ${storage.damaged.join(', ')} after ${storage.scrub.read} values`,
      );
    }
    await pause(50);
  }
}

/** What the audit of the stopped node finds, `null` if nothing. */
async function audited(network: TestNetwork, victim: number): Promise<string | null> {
  const genesis = await readGenesis(genesisPath(network.folder));
  return auditDatabase(dataFolder(network, victim), genesis, createProvider('native')).then(
    () => null,
    (error: Error) => error.message,
  );
}

async function newest(folder: string, pattern: RegExp): Promise<string | null> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => pattern.test(name));
  const last = names.sort().at(-1);
  return last === undefined ? null : join(folder, last);
}

function shuffled<T>(random: Random, all: readonly T[]): T[] {
  return all
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}
