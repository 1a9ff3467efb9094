/** A node's disk: what of it survives a crash is what was synced, and perhaps some of the rest. */
import { createHash } from 'node:crypto';
import type { Address } from '@trellis/crypto';
import type { GuardRecord, HeardStore, LoggedInput, WriteAheadLog } from '@trellis/engine';
import { genesisBlock } from '@trellis/ledger';
import { type Genesis, type SignedProposal, type SignedVote, toHeight } from '@trellis/protocol';
import type {
  ChainStore,
  Database,
  LastSigned,
  LastSignedFile,
  RawDatabase,
  SnapshotFolder,
} from '@trellis/storage';
import {
  checkedChunks,
  checkedDatabase,
  importInto,
  openStoreOn,
  prefixes,
  writeSnapshot,
} from '@trellis/storage';
import { MemoryLevel } from 'memory-level';
import type { Random } from '../random.ts';
import type { Life } from './life.ts';
import type { OldCopy } from './plan.ts';
import { createMemorySnapshot } from './snapshot.ts';

/** So that a state as small as a simulation's has some chunks. */
const chunkBytes = 1024;

/** What the store derives from final blocks. Certificates differ, and blocks are compared by their ids. */
const current = ['state', 'treePage', 'validatorChange'] as const;
const past = ['receipts', 'transaction', 'history', 'past', 'pastKeys'] as const;

/** Hashes of all that follows from the blocks alone, and is the same wherever they are. */
export interface Digest {
  /** What a snapshot brings with it. */
  readonly current: string;
  /** What only blocks bring. */
  readonly past: string;
}

const genesisKey = new TextEncoder().encode(`${String.fromCharCode(prefixes.meta)}genesis`);

/** Few enough that nodes forget some of them. */
const pastStates = 5;

/** What the last-signed file says. */
interface Signed {
  readonly record: LastSigned;
  readonly guard: GuardRecord;
  readonly isOriginal: boolean;
}

/** A disk as it was. */
export interface DiskCopy {
  readonly log: readonly LoggedInput[];
  readonly lastSigned: Signed | null;
  readonly heard: ReadonlyMap<Address, SignedProposal | SignedVote>;
  readonly entries: readonly (readonly [Uint8Array, Uint8Array])[];
}

const noGuard: GuardRecord = { limit: toHeight(0n), doubt: 'none' };
const heardAfterMs = 20;

export interface Disk {
  /** The real store, on a database in memory whose batches are written whole or not at all. */
  openStore(life: Life): Promise<ChainStore>;
  openLog(life: Life): WriteAheadLog;
  openLastSigned(life: Life): LastSignedFile;
  openHeard(life: Life): HeardStore;
  /** Cuts off some, all or nothing of what was not synced. */
  crash(random: Random): void;
  digest(): Promise<Digest>;
  /** A snapshot of the newest final block, which is not the genesis. */
  snapshot(): Promise<SnapshotFolder | null>;
  /** Begins the chain with a snapshot. */
  restore(life: Life, genesis: Genesis, snapshot: SnapshotFolder): Promise<void>;
  copy(): Promise<DiskCopy>;
  /** Puts what the copy has in place of what is there; the system notices that the file is another one. */
  putBack(copy: DiskCopy, part: OldCopy['part']): Promise<void>;
  /** Loses what was signed at the height in progress and why, and does not know it. */
  forgetVotes(): void;
}

/** An empty disk; of a new validator, it says that nothing was signed, as one that replaces another can't know. */
export function createDisk(lastSignedFirst: LastSigned | null = null): Disk {
  const level = new MemoryLevel<Uint8Array, Uint8Array>({
    keyEncoding: 'view',
    valueEncoding: 'view',
    storeEncoding: 'view',
  });
  async function openDatabase(): Promise<Database> {
    await level.open();
    // As a real node, which fills a database under another name: what a restore has left half done is gone.
    if (level.getSync(genesisKey) === undefined) await level.clear();
    // What the store uses of LevelDB is the interface that both have in common.
    return checkedDatabase(level as unknown as RawDatabase, 'in memory');
  }
  let log: LoggedInput[] = [];
  let synced = 0;
  let lastSigned: Signed | null = lastSignedFirst && {
    record: lastSignedFirst,
    guard: noGuard,
    isOriginal: true,
  };
  const heard = new Map<Address, SignedProposal | SignedVote>();

  async function digestOf(names: readonly (keyof typeof prefixes)[]): Promise<string> {
    const hash = createHash('sha256');
    for (const name of names) {
      const range = { gte: Uint8Array.of(prefixes[name]), lt: Uint8Array.of(prefixes[name] + 1) };
      for await (const [key, value] of level.iterator(range)) hash.update(key).update(value);
    }
    return hash.digest('hex');
  }

  return {
    async openStore(life) {
      const store = await openStoreOn(await openDatabase(), 'in memory', { pastStates });
      return writtenIn(life, store);
    },
    openLog: (life) => ({
      recovered: [...log],
      append(input) {
        if (life.boundary()) log.push(input);
      },
      sync: () =>
        life.write(async () => {
          synced = log.length;
        }),
      clear: () =>
        life.write(async () => {
          log = [];
          synced = 0;
        }),
      close: async () => undefined,
    }),
    openLastSigned: (life) => ({
      recovered:
        lastSigned === null ? { state: 'new' } : { state: 'intact', last: lastSigned.record },
      guard: lastSigned?.guard ?? noGuard,
      isOriginal: lastSigned?.isOriginal ?? false,
      save: (record, guard) =>
        life.write(async () => {
          lastSigned = { record, guard, isOriginal: true };
        }),
      close: async () => undefined,
    }),
    openHeard: (life) => ({
      recovered: new Map(heard),
      // Written a little later, and lost if the node dies before.
      keep(signer, message) {
        life.after(heardAfterMs, () => heard.set(signer, message));
      },
    }),
    crash(random) {
      log.length = random.between(Math.min(synced, log.length), log.length);
      synced = log.length;
    },
    digest: async () => ({ current: await digestOf(current), past: await digestOf(past) }),
    async snapshot() {
      const made = createMemorySnapshot();
      await writeSnapshot(await openDatabase(), 'in memory', made.writer, chunkBytes);
      return made.opened();
    },
    async restore(life, genesis, snapshot) {
      const { head, changes } = snapshot;
      const first = genesisBlock(genesis).header;
      const chunks = writtenOneByOne(life, checkedChunks(snapshot));
      await importInto(
        await openDatabase(),
        'in memory',
        { genesis, first, head, changes },
        chunks,
      );
    },
    copy: async () => ({
      log: [...log],
      lastSigned,
      heard: new Map(heard),
      entries: await level.iterator().all(),
    }),
    async putBack(copy, part) {
      if (part === 'all' || part === 'log') {
        log = [...copy.log];
        synced = log.length;
      }
      if (part === 'all' || part === 'lastSigned') {
        lastSigned = copy.lastSigned && { ...copy.lastSigned, isOriginal: false };
      }
      if (part === 'all') {
        heard.clear();
        for (const [signer, message] of copy.heard) heard.set(signer, message);
      }
      if (part === 'all' || part === 'database') {
        await level.clear();
        await level.batch(copy.entries.map(([key, value]) => ({ type: 'put', key, value })));
      }
    },
    forgetVotes() {
      log = [];
      synced = 0;
      if (lastSigned === null) return;
      lastSigned = { ...lastSigned, record: { ...lastSigned.record, height: toHeight(0n) } };
    },
  };
}

/** A crash may come between any two of them. */
async function* writtenOneByOne<T>(life: Life, items: AsyncIterable<T>): AsyncGenerator<T> {
  for await (const item of items) {
    await life.write(async () => undefined);
    yield item;
  }
}

/** The store with every write carried out within a life. */
function writtenIn(life: Life, store: ChainStore): ChainStore {
  return {
    ...store,
    saveProposedBlock: (id, content) => life.write(() => store.saveProposedBlock(id, content)),
    commit: (commit) => life.write(() => store.commit(commit)),
    commitAll: (blocks) => life.write(() => store.commitAll(blocks)),
    keepEvidence: (validator, one) => life.write(() => store.keepEvidence(validator, one)),
    forgetEvidence: (validator) => life.write(() => store.forgetEvidence(validator)),
  };
}
