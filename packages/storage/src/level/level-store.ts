/** The store on LevelDB. A final block is one synced batch, so a crash leaves a whole block or none. */
import type {
  BlockCommit,
  BlockStore,
  ChainReader,
  EvidenceStore,
  FinalHeader,
  IdempotencyStore,
} from '@trellis/engine';
import type { StateTree } from '@trellis/ledger';
import { encode, type Genesis, genesisCodec, toHeight } from '@trellis/protocol';
import { openBlockStore } from './block-store.ts';
import { writeCommit, writeState } from './block-writes.ts';
import { createChainReader } from './chain-reader.ts';
import { formats } from './checked-database.ts';
import { damaged } from './damage.ts';
import { openDatabase, readRecord } from './database.ts';
import type { Database } from './database-interface.ts';
import { createEvidenceStore } from './evidence-store.ts';
import { openHistoricalStates } from './historical-states.ts';
import { firstBalances } from './history.ts';
import { createIdempotencyStore } from './idempotency-store.ts';
import { keys, keyText } from './keyspace.ts';
import { headRecordCodec } from './records.ts';
import { createStateReader, type StateReader } from './state-reader.ts';
import { readHeader } from './stored-block.ts';
import { createTip } from './tip.ts';
import { createTransactionReader, type TransactionReader } from './transaction-reader.ts';

/** All that a node keeps of its chain; whoever uses a part of it asks for that part. */
export interface ChainStore
  extends BlockStore,
    ChainReader,
    StateReader,
    TransactionReader,
    EvidenceStore,
    IdempotencyStore {
  /** The chain in this store, or `null` when it is new and wants `initialise`. */
  genesis(): Genesis | null;
  /** Writes the genesis and block 0. */
  initialise(genesis: Genesis, commit: Omit<BlockCommit, 'balances'>): Promise<void>;
  readonly database: Database;
  /** Of the newest state. */
  tree(): StateTree;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** How many states before the newest are kept; 0 when nothing is said. */
  readonly pastStates?: number;
  /** Whether blocks will be pruned, now or later: the database is put in the order that this takes. */
  readonly isPruned?: boolean;
}

/** Opens or creates a database. Throws `StorageError`. */
export async function openLevelStore(
  path: string,
  options: StoreOptions = {},
): Promise<ChainStore> {
  const database = await openDatabase(path, { create: true });
  try {
    return await openStoreOn(database, path, options);
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The store on an open database; a simulation gives one in memory. `path` is what errors call it. */
export async function openStoreOn(
  database: Database,
  path: string,
  { pastStates = 0, isPruned = false }: StoreOptions = {},
): Promise<ChainStore> {
  // So that versions that know of no checksums refuse it from now on.
  if (database.isPlain()) await database.upgrade(1);
  if (isPruned) await database.orderByHeight();
  let genesis = readRecord(database, keys.meta('genesis'), genesisCodec) ?? null;
  if (genesis === null) await expectEmpty(database, path);
  const stored = genesis === null ? null : readHead(database, path);
  const base = readRecord(database, keys.meta('base'), headRecordCodec)?.height ?? toHeight(0n);
  const past = await openHistoricalStates(database, pastStates, stored?.header.height ?? null);
  const tip = createTip(database, stored);
  return {
    ...(await openBlockStore(database, tip, past)),
    ...createChainReader(database),
    ...createStateReader(database),
    ...createTransactionReader(database),
    ...createEvidenceStore(database),
    ...createIdempotencyStore(database),
    genesis: () => genesis,
    base: () => base,
    head: tip.head,
    tree: tip.tree,
    database,
    statesFrom: () => past.from() ?? tip.head().header.height,
    pastEntry: past.entry,
    async initialise(newGenesis, commit) {
      if (genesis !== null) throw new Error('the store has a chain already');
      await writeFirst(database, newGenesis, commit);
      await past.start(commit.final.header.height);
      genesis = newGenesis;
      tip.begin(commit.final);
    },
    close: () => database.close(),
  };
}

/** Nothing is cleared here: what has no beginning and is not empty is damaged. */
async function expectEmpty(database: Database, path: string): Promise<void> {
  const [key] = await database.keys({ limit: 1 }).all();
  if (key !== undefined) throw damaged(path, `it has no genesis, and yet ${keyText(key)}`);
}

function readHead(database: Database, path: string): FinalHeader {
  const height = readRecord(database, keys.meta('head'), headRecordCodec)?.height;
  const final = height === undefined ? undefined : readHeader(database, height);
  if (final === undefined) throw damaged(path, 'the newest block is missing');
  return final;
}

/** Writes the genesis and block 0 as all that there is. */
async function writeFirst(
  database: Database,
  genesis: Genesis,
  commit: Omit<BlockCommit, 'balances'>,
): Promise<void> {
  const batch = database.batch();
  const version = Math.max(database.format(), formats.checked);
  batch.put(keys.meta('format'), Uint8Array.of(version));
  batch.put(keys.meta('genesis'), encode(genesisCodec, genesis));
  const first = { ...commit, balances: firstBalances(commit.changes) };
  writeCommit(batch, version, first, undefined);
  writeState(batch, null, [first]);
  await batch.write({ sync: true });
}
