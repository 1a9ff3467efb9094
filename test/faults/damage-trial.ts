/**
 * The damage trial: one file of a stopped validator is damaged in one way, drawn from a seed, while the others continue.
 * Three outcomes are allowed. *healed*: the node repaired something, and the audit of its database is
 * clean. *harmless*: it had nothing to repair, and the audit is clean. *refused with advice*: no peer has what is
 * damaged (keys, access, the snapshot it made, a disk that fails), and the node says what to do.
 */
import { cp, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { getStatus } from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import { seededRandom } from '@trellis/fault-injection';
import { readGenesis } from '@trellis/node';
import { auditDatabase, createSnapshot, snapshotPath } from '@trellis/storage';
import {
  type ChainComparison,
  checkSigning,
  compareChains,
  findProcess,
  genesisPath,
  lastWords,
  logTail,
  nodeFiles,
  nodeFolder,
  recordVotes,
  type SigningCheck,
  startTestnet,
  stopProcess,
  untilHeight,
} from '@trellis/testnet';
import { copyFolder } from '../e2e/copy-folder.ts';
import type { TestNetwork } from '../e2e/network.ts';
import { dataFolder, type Outcome, startDamaged } from './damage.ts';
import {
  changes,
  type FileKind,
  failures,
  fileKinds,
  foreign,
  type Random,
} from './damage-kinds.ts';
import { buildLibrary, withLibrary } from './preloaded-library.ts';
import { type SinglePayments, singlePayments } from './single-payments.ts';

interface Trial {
  readonly file: string;
  readonly damage: string;
  readonly outcome: 'healed' | 'harmless' | 'refused with advice' | 'not allowed';
  /** What the node said, or what is wrong. */
  readonly words: string;
  readonly seconds: number;
}

type Found = Pick<Trial, 'outcome' | 'words'>;

/** What a node says when it repairs something. */
const repairs =
  /repaired (?:the database|a damaged value)|write-ahead log is begun again|not voting at this height|snapshot of this node is not offered/;

/** A flipped bit can make a key of a key, which nobody but the node itself can tell from one that was changed on purpose. */
const otherKey = /the network key is not the one that is registered for this node.*?proposal/;

export interface TrialOptions {
  readonly trials: number;
  readonly seed: number;
  /** Where in the order that the seed draws to begin: a run may be made in pieces. */
  readonly from?: number;
  /** The node that is damaged. */
  readonly victim: number;
  /** `place`: where the trial is in the order that the seed draws. */
  readonly onTrial?: (trial: Trial, count: number, place: number) => void;
}

export interface TrialReport {
  readonly trials: readonly Trial[];
  /** Where in the order the next piece begins. */
  readonly next: number;
  readonly payments: number;
  readonly chains: ChainComparison;
  readonly signing: SigningCheck;
}

/** What all trials of a run share. */
interface Bench {
  readonly network: TestNetwork;
  readonly payments: SinglePayments;
  readonly victim: number;
  /** The trial's own, so that a trial does not depend on those before it. */
  readonly random: Random;
  readonly folder: string;
  /** Copies of the node's folder from before, and of each file before it was damaged. */
  readonly kept: string;
  readonly library: string | null;
}

/** One file, and how it is restored. */
interface Damaged {
  readonly kind: FileKind;
  /** Whether a person has to do something about it. */
  readonly mayRefuse: boolean;
  readonly path: string;
  readonly pristine: string;
}

/**
 * Runs so many trials; every file and damage once, then again. The network must have been made with `drill: true`. Its
 * only payments are those of the trials, as the whole chain is computed again each time.
 */
export async function runTrials(
  network: TestNetwork,
  { trials: wanted, seed, from = 0, victim, onTrial }: TrialOptions,
): Promise<TrialReport> {
  const { manifest } = network;
  await recordVotes(network.folder, manifest, true);
  const bench = await makeBench(network, victim);
  const trials: Trial[] = [];
  let place = from;
  for (; trials.length < wanted; place++) {
    const [kind, damage] = pairAt(bench, seed, place);
    const started = performance.now();
    const own = { ...bench, random: seededRandom(seed + place) };
    const found = await tryOne(own, kind, damage);
    if (found === null) continue;
    if (found.outcome === 'not allowed') await restoreAll(own);
    const seconds = (performance.now() - started) / 1_000;
    const trial = { file: kind.name, damage, ...found, seconds };
    trials.push(trial);
    onTrial?.(trial, trials.length, place);
  }
  await startTestnet(network.folder, manifest);
  await bench.payments.pay();
  const { finals } = bench.payments;
  await untilHeight(network.folder, manifest, finals.at(-1)?.height ?? 0n, 60_000);
  return {
    trials,
    next: place,
    payments: finals.length,
    chains: await compareChains(manifest, finals),
    signing: await checkSigning(network.folder, manifest),
  };
}

/** Stops the node, and keeps copies of what it has. */
async function makeBench(network: TestNetwork, victim: number): Promise<Omit<Bench, 'random'>> {
  const folder = nodeFolder(network.folder, network.node(victim));
  const kept = await mkdtemp(join(network.home, 'kept-'));
  const library = await buildLibrary(network.home, './failing-disk.c');
  const payments = await singlePayments(network, 0);
  for (let count = 0; count < 5; count++) await payments.pay();
  await stopProcess(network.folder, network.node(victim));
  const data = dataFolder(network, victim);
  await createSnapshot(data, snapshotPath(data));
  await copyFolder(folder, join(kept, 'older'));
  return { network, payments, victim, folder, kept, library };
}

/** Every file and damage once, in an order drawn from the seed; then all again in another order. */
function pairAt(
  { library }: Pick<Bench, 'library'>,
  seed: number,
  place: number,
): readonly [FileKind, string] {
  const ways = [...Object.keys(changes), ...(library === null ? [] : Object.keys(failures))];
  const turn = Math.floor(place / (fileKinds.length * ways.length));
  const random = seededRandom(seed + turn);
  const pairs = fileKinds
    .flatMap((kind) => ways.map((way) => ({ pair: [kind, way] as const, at: random() })))
    .sort((a, b) => a.at - b.at);
  const found = pairs[place % pairs.length];
  if (found === undefined) throw new RangeError(`no trial ${place}`);
  return found.pair;
}

/** Damages the stopped node, starts it, and stops it again; `null` if it can't be damaged like this. */
async function tryOne(bench: Bench, kind: FileKind, damage: string): Promise<Found | null> {
  const { network, victim, random, folder, kept, library } = bench;
  await bench.payments.pay();
  // What the trials before made it wait for is not what this one is about.
  await rm(join(dataFolder(network, victim), 'failures'), { force: true });
  const path = await newest(join(folder, kind.folder), kind.pattern);
  const fault = failures[damage];
  if (path !== null && fault !== undefined && library !== null) {
    // The database begins new files all the time.
    const at = kind.folder === 'data/chain' ? join(folder, kind.folder, '/') : path;
    const orders = { DISK_FAILS: fault, DISK_FAILS_AT: at };
    return onFailingDisk(bench, (start) => withLibrary(library, orders, start));
  }
  const change = changes[damage];
  if (path === null || change === undefined) return null;
  const pristine = join(kept, basename(path));
  await cp(path, pristine);
  const older = await newest(join(kept, 'older', kind.folder), kind.pattern);
  if (!(await change({ path, older }, random))) return null;
  const mayRefuse = !kind.replaceable || damage === foreign;
  const damaged = { kind, mayRefuse, path, pristine };
  const found = await outcomeOf(bench, damaged);
  // A node that needs nothing of the file lives with a folder in its place, in which the next trial would find no bytes.
  if (damage === foreign && (await isFolder(path))) await putBack(damaged);
  return found;
}

/** Starts the damaged node, and looks at what becomes of it. */
async function outcomeOf(bench: Bench, damaged: Damaged): Promise<Found> {
  const { network, victim } = bench;
  const node = network.node(victim);
  const before = (await logTail(network.folder, node, 100_000)).length;
  const outcome = await startDamaged(network, victim);
  if (outcome.type === 'refused') return refused(bench, damaged, outcome);
  const problem = await untilWhole(bench);
  const said = (await logTail(network.folder, node, 100_000)).slice(before);
  await stop(bench);
  const { kind } = damaged;
  const [advice] = otherKey.exec(said) ?? [];
  if (problem !== null && kind.name === 'network key' && advice !== undefined) {
    await putBack(damaged);
    const rest = await audited(bench);
    if (rest === null) return { outcome: 'refused with advice', words: advice };
  }
  if (problem !== null) return { outcome: 'not allowed', words: problem };
  const wrong = await audited(bench);
  if (wrong !== null && !kind.replaceable) {
    await putBack(damaged);
    const rest = await audited(bench);
    if (rest === null) return { outcome: 'refused with advice', words: wrong };
    return { outcome: 'not allowed', words: rest };
  }
  if (wrong !== null) return { outcome: 'not allowed', words: wrong };
  const [repair] = repairs.exec(said) ?? [];
  return repair === undefined
    ? {
        outcome: 'harmless',
        words: 'nothing of what is damaged was needed, or it is written again',
      }
    : { outcome: 'healed', words: repair };
}

async function refused(
  { network, victim }: Bench,
  damaged: Damaged,
  { words }: Extract<Outcome, { type: 'refused' }>,
): Promise<Found> {
  const isAdvised = isAdvice(await logTail(network.folder, network.node(victim), 5));
  await putBack(damaged);
  const allowed = isAdvised && damaged.mayRefuse;
  return { outcome: allowed ? 'refused with advice' : 'not allowed', words };
}

/** A node whose disk fails may stop, and says why; the same files are whole when the disk works again. */
async function onFailingDisk(
  bench: Bench,
  failing: (start: () => Promise<Outcome>) => Promise<Outcome>,
): Promise<Found> {
  const { network, victim } = bench;
  const node = network.node(victim);
  const outcome = await failing(() => startDamaged(network, victim));
  if (outcome.type === 'runs') await untilWhole(bench);
  const log = await logTail(network.folder, node, 50);
  const isUp = (await findProcess(network.folder, node)) !== null;
  await stop(bench);
  const words = outcome.type === 'refused' ? outcome.words : (lastWords(log) ?? '');
  if (!isUp && !isAdvice(log)) return { outcome: 'not allowed', words };
  await rm(join(dataFolder(network, victim), 'failures'), { force: true });
  const again = await startDamaged(network, victim);
  if (again.type === 'refused') return { outcome: 'not allowed', words: again.words };
  const problem = await untilWhole(bench);
  await stop(bench);
  const wrong = problem ?? (await audited(bench));
  if (wrong !== null) return { outcome: 'not allowed', words: wrong };
  return isUp
    ? { outcome: 'harmless', words: 'it ran' }
    : { outcome: 'refused with advice', words };
}

/** What a trial left damaged is not what the next one is about. */
async function restoreAll({ network, victim, folder, kept }: Bench): Promise<void> {
  await stopProcess(network.folder, network.node(victim));
  await rm(folder, { recursive: true });
  await copyFolder(join(kept, 'older'), folder);
}

/** Half of the stops are kills, so that there is a log to damage. */
async function stop({ network, victim, random }: Bench): Promise<void> {
  const node = network.node(victim);
  if ((await findProcess(network.folder, node)) === null) return;
  if (random() < 0.5) await network.kill(victim);
  else await stopProcess(network.folder, node);
}

const isAdvice = (log: string): boolean => /"advice":"[^"]{20,}/.test(log);

async function putBack({ path, pristine }: Damaged): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await cp(pristine, path);
}

/**
 * Waits until the node has a block that was made after it came back, has compared its memory with the others, and has
 * read once all that it stores, with nothing damaged left. What is wrong if that does not come.
 */
async function untilWhole({ network, victim, payments }: Bench): Promise<string | null> {
  const transport = network.transports[victim];
  if (transport === undefined) throw new Error('no such node');
  await payments.pay();
  const height = payments.finals.at(-1)?.height ?? 0n;
  // As long as its first reading of everything gets on: a busy machine takes as long as it likes.
  let [until, read] = [performance.now() + 180_000, -1];
  for (;;) {
    const status = await getStatus(transport).catch(() => null);
    const storage = status?.storage ?? null;
    const { scrub = { read, passes: 1 } } = storage ?? {};
    if (scrub.passes === 0 && scrub.read > read) until = performance.now() + 180_000;
    read = scrub.read;
    const hasFollowed = status !== null && status.head.height >= height;
    // What it remembers of its signatures is written again with what the others say of them.
    const hasCompared = status?.guard?.state !== 'comparing';
    const isRead = storage !== null && storage.scrub.passes > 0 && storage.damaged.length === 0;
    if (hasFollowed && hasCompared && isRead) return null;
    if ((await findProcess(network.folder, network.node(victim))) === null) {
      return `it stopped; the end of its log: ${await logTail(network.folder, network.node(victim), 3)}`;
    }
    if (performance.now() > until) {
      const { damaged = [] } = storage ?? {};
      return `block ${status?.head.height}, scrubbed ${scrub.read} values, damaged: ${damaged.join(', ')}`;
    }
    await pause(30);
  }
}

/** What the audit of the stopped node finds, `null` if nothing. Of a copy, as opening a database changes its files. */
async function audited({ network, victim, kept }: Bench): Promise<string | null> {
  const genesis = await readGenesis(genesisPath(network.folder));
  const copy = join(kept, nodeFiles.data);
  await rm(copy, { recursive: true, force: true });
  await copyFolder(dataFolder(network, victim), copy);
  return auditDatabase(copy, genesis, createProvider('native')).then(
    () => null,
    (error: Error) => error.message,
  );
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}

async function newest(folder: string, pattern: RegExp): Promise<string | null> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => pattern.test(name));
  const last = names.sort().at(-1);
  return last === undefined ? null : join(folder, last);
}
