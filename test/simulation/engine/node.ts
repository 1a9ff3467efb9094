/** A node of the simulation: the real engine between simulated edges, started again after each crash. */
import type { SignatureClaim, SigningKey } from '@trellis/crypto';
import type {
  Clock,
  Engine,
  EngineConfig,
  Logger,
  Signer,
  Transport,
  Verifier,
} from '@trellis/engine';
import { createEngine, createRegistry, genesisRegistry, type Registry } from '@trellis/engine';
import { type ChainId, type Genesis, newestVersion, nextHeight, toHeight } from '@trellis/protocol';
import type { ChainStore, SnapshotFolder } from '@trellis/storage';
import {
  beginWithGenesis,
  createLocalSigner,
  fetchFromPeers,
  type LastSigned,
  nothingSigned,
} from '@trellis/storage';
import type { Random } from '../random.ts';
import type { Scheduler } from '../scheduler.ts';
import { createDisk, type Digest, type Disk, type DiskCopy } from './disk.ts';
import { createLife, type Life } from './life.ts';
import type { EngineNetwork } from './network.ts';
import type { ClockChange, EngineFaults, OldCopy } from './plan.ts';
import type { Referee } from './referee.ts';
import { createMemorySnapshot } from './snapshot.ts';

/** What stands instead of the real parts, to see whether it is found out. */
export interface EnginePlant {
  readonly disk?: (disk: Disk) => Disk;
  readonly store?: (store: ChainStore) => ChainStore;
  readonly signer?: (signer: Signer, keys: readonly SigningKey[], chainId: ChainId) => Signer;
  readonly verifier?: Verifier;
  readonly transport?: (transport: Transport) => Transport;
  /** What is offered to nodes that join. */
  readonly snapshot?: (snapshot: SnapshotFolder) => SnapshotFolder;
}

export interface EngineNode {
  start(): void;
  /** A crash from outside, at any time; the node comes back after so long, or after a while. */
  crash(downMs?: number): void;
  /** A crash after which the node comes back with an empty disk. */
  loseDisk(): void;
  /** Makes a copy of the disk as it is, as one of a running node is. */
  copyDisk(): void;
  /** A crash after which the node comes back with a part of its disk, or all of it, as the copy has it. */
  putBack(part: OldCopy['part']): void;
  /** The running engine, `null` while the node is down or starting. */
  engine(): Engine | null;
  /** What its clock shows. */
  clockMs(): number;
  /** The newest final height on disk. */
  height(): bigint;
  crashes(): number;
  /** The height that its chain begins with. */
  base(): bigint;
  /** What is on disk that follows from the blocks, the same on every node of this height. */
  digest(): Promise<Digest>;
}

/** When a simulation begins, by the right clock. */
export const epochMs = 1_700_000_000_000;

/** Until a lost disk is replaced: by then the others have decided what this node knew to be decided. */
export const replacementMs = 1_000;

/** Shorter than in production; what matters is how they compare with the delays. */
const config: EngineConfig = {
  timeouts: { proposeMs: 800, prevoteMs: 400, precommitMs: 400, growthMs: 300, maxMs: 4000 },
  blockScheduler: { blockIntervalMs: 50, heartbeatMs: 1500 },
  mempool: { bytesMax: 4 * 1024 * 1024, countMax: 1000, aheadMax: 64n },
  aheadOfClockMaxMs: 3_600_000,
};

export function createEngineNode(parts: {
  readonly instance: number;
  readonly genesis: Genesis;
  /** Those that it votes with, one at a time; none if it only follows. */
  readonly keys: readonly SigningKey[];
  readonly verifier: Verifier;
  /** Offers a snapshot after each start. */
  readonly offersSnapshot: boolean;
  /** Begins its chain with a snapshot of its peers', if they have one. */
  readonly wantsSnapshot: boolean;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly faults: () => EngineFaults;
  /** Of this node. */
  readonly clockChange: ClockChange | null;
  readonly network: EngineNetwork;
  readonly referee: Referee;
  /** Whether what happens to this node counts: a liar may do and suffer anything. */
  readonly isHonest: boolean;
  /** Forgets at each crash what it signed. */
  readonly hasAmnesia: boolean;
  readonly plant: EnginePlant;
  readonly note: (instance: number, event: string, detail: () => string) => void;
}): EngineNode {
  const { instance, genesis, keys, scheduler, random, faults, network, referee, plant } = parts;
  const newDisk = (lastSigned: LastSigned | null): Disk => {
    const made = createDisk(lastSigned);
    return plant.disk?.(made) ?? made;
  };
  let disk = newDisk(nothingSigned);
  const offset = random.between(-100, 100) / 100;
  const drift = random.between(-100, 100) / 100;
  let life: Life | null = null;
  let engine: Engine | null = null;
  let store: ChainStore | null = null;
  let copy: Promise<DiskCopy> | null = null;
  let putBack: Promise<void> = Promise.resolve();
  let crashes = 0;
  let told = toHeight(0n);

  const clockMs = (): number =>
    epochMs +
    scheduler.now() +
    Math.round(offset * faults().clockSkewMaxMs) +
    changedBy(parts.clockChange, scheduler.now());

  function died(downMs = random.between(1, faults().downMaxMs)): void {
    life?.end();
    life = null;
    engine = null;
    crashes++;
    disk.crash(random);
    if (parts.hasAmnesia) disk.forgetVotes();
    network.detach(instance, random.chance(0.5));
    parts.note(instance, 'crash', () => '');
    scheduler.after(downMs, start);
  }

  function start(): void {
    if (life !== null) return;
    const mine = createLife({
      scheduler,
      random,
      crash: () => faults().crash,
      diskMaxMs: () => faults().diskMaxMs,
      onCrash: () => died(),
    });
    life = mine;
    parts.note(instance, 'start', () => '');
    open(mine).catch((error: unknown) => {
      if (mine.isAlive() && parts.isHonest) referee.report('start', `n${instance}: ${error}`);
    });
  }

  async function open(mine: Life): Promise<void> {
    const clock: Clock = {
      now: clockMs,
      // A machine that was suspended notices that time passed, and no other change of its clock.
      elapsed: () =>
        scheduler.now() +
        (parts.clockChange?.kind.name === 'suspended'
          ? changedBy(parts.clockChange, scheduler.now())
          : 0),
      after: (delayMs, run) => mine.after(delayMs * (1 + drift * faults().clockDriftMax), run),
    };
    await putBack;
    const opened = await openChain(mine, clock);
    store = watched(mine, plant.store?.(opened) ?? opened);
    tell(store);
    const { height } = store.head().header;
    const file = disk.openLastSigned(mine);
    const local = createLocalSigner({ keys, chainId: genesis.chainId, file });
    const trusted = parts.isHonest ? local : withoutGuard(local);
    const signer = plant.signer?.(trusted, keys, genesis.chainId) ?? trusted;
    const registry = createRegistry(await store.nodes(), nextHeight(height));
    const transport = attach(mine, registry);
    const running = createEngine({
      config,
      genesis,
      recoveries: [],
      knownVersion: newestVersion,
      store,
      wal: disk.openLog(mine),
      signer: keys.length === 0 ? null : signer,
      heard: disk.openHeard(mine),
      // Both processes of a twin say that they are the same one.
      instance: parts.isHonest ? instanceOf(random) : new Uint8Array(16),
      verifier: plant.verifier ?? parts.verifier,
      publicUrl: null,
      isArchive: () => false,
      dialBack: async () => ({ outcome: 'noAddress', address: '', ms: 0 }),
      snapshot: parts.offersSnapshot && height > 0n ? await madeSnapshot() : null,
      transport,
      registry,
      clock,
      logger: logger(mine),
      onFatal(error) {
        if (!mine.isAlive()) return;
        if (parts.isHonest) referee.report('fatal', `n${instance}: ${error.message}`);
        died();
      },
    });
    await running.start();
    if (mine.isAlive()) engine = running;
  }

  function attach(mine: Life, registry: Registry): Transport {
    const transport = network.attach(instance, mine, registry);
    return plant.transport?.(transport) ?? transport;
  }

  async function madeSnapshot(): Promise<SnapshotFolder | null> {
    const made = await disk.snapshot();
    return made && (plant.snapshot?.(made) ?? made);
  }

  /** Opens what is on disk; begins the chain if there is none yet, as nodes do. */
  async function openChain(mine: Life, clock: Clock): Promise<ChainStore> {
    const opened = await disk.openStore(mine);
    if (opened.genesis() !== null) return opened;
    const snapshot = parts.wantsSnapshot ? await fetchSnapshot(mine, clock) : null;
    if (snapshot === null) {
      await beginWithGenesis(opened, genesis);
      return opened;
    }
    await disk.restore(mine, genesis, snapshot);
    parts.note(instance, 'restored', () => `to ${snapshot.head.header.height}`);
    return disk.openStore(mine);
  }

  async function fetchSnapshot(mine: Life, clock: Clock): Promise<SnapshotFolder | null> {
    const fetched = createMemorySnapshot();
    const { verifier } = parts;
    const provider = {
      verify: async (claim: SignatureClaim) => verifier.verify(claim, 'consensus'),
    };
    const transport = attach(mine, genesisRegistry(genesis));
    const fetching = { genesis, recoveries: [], provider, transport, clock, logger: logger(mine) };
    await fetchFromPeers(fetching, async () => fetched.writer);
    return fetched.opened();
  }

  /** Tells the referee of every block that is final here, also of one whose writer died before it knew. */
  function tell(opened: ChainStore): void {
    if (!parts.isHonest) return;
    if (told < opened.base()) {
      referee.onSnapshot(instance, opened.head());
      told = opened.base();
    }
    while (told < opened.head().header.height) {
      const height = nextHeight(told);
      const [final, content] = [opened.finalHeader(height), opened.finalContent(height)];
      if (final === undefined || content === undefined) {
        referee.report('storage', `n${instance} has no block ${height}`);
        return;
      }
      referee.onFinal(instance, final, content);
      told = height;
    }
  }

  function watched(mine: Life, opened: ChainStore): ChainStore {
    const told = async (done: Promise<void>): Promise<void> => {
      await done;
      if (mine.isAlive()) tell(opened);
    };
    return {
      ...opened,
      commit: (commit) => told(opened.commit(commit)),
      commitAll: (blocks) => told(opened.commitAll(blocks)),
      keepEvidence(validator, evidence) {
        if (parts.isHonest && mine.isAlive()) referee.onEvidence(validator);
        return opened.keepEvidence(validator, evidence);
      },
    };
  }

  function logger(mine: Life): Logger {
    const say = (level: string) => (fields: Readonly<Record<string, unknown>>, fact: string) => {
      if (!mine.isAlive()) return;
      parts.note(instance, level, () => `${fact} ${describe(fields)}`);
    };
    return { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
  }

  return {
    start,
    crash(downMs) {
      if (life !== null) died(downMs);
    },
    loseDisk() {
      died(replacementMs);
      disk = newDisk(null);
      store = null;
      told = toHeight(0n);
    },
    copyDisk() {
      copy = disk.copy();
    },
    putBack(part) {
      if (copy === null) return;
      died(random.between(50, replacementMs));
      putBack = copy.then((copied) => disk.putBack(copied, part));
      store = null;
    },
    engine: () => engine,
    height: () => store?.head().header.height ?? 0n,
    clockMs,
    base: () => store?.base() ?? 0n,
    crashes: () => crashes,
    digest: () => disk.digest(),
  };
}

/** By how much a change has moved the clock. */
function changedBy(change: ClockChange | null, nowMs: number): number {
  if (change === null || nowMs < change.atMs) return 0;
  const { byMs, overMs } = change.kind;
  const done = overMs === 0 ? 1 : Math.min(1, (nowMs - change.atMs) / overMs);
  return Math.round(byMs * done);
}

/** Of somebody who does not care what it signed in an earlier life, nor who else signs with its keys. */
export function withoutGuard(signer: Signer): Signer {
  return {
    ...signer,
    get last() {
      return signer.last;
    },
    memory: { isIntact: true, isOriginal: true },
    guard: { limit: toHeight(2n ** 60n), doubt: 'none' },
    keepGuard: async () => undefined,
  };
}

function instanceOf(random: Random): Uint8Array {
  return Uint8Array.from({ length: 16 }, () => random.below(256));
}

function describe(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .filter(([, value]) => ['string', 'number', 'bigint'].includes(typeof value))
    .map(([name, value]) => `${name} ${String(value).slice(0, 60)}`)
    .join(', ');
}
