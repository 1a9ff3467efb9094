/** The store on LevelDB. A final block is one synced batch, so a crash leaves a whole block or none. */
import type { Address, Hash } from '@trellis/crypto';
import type { BlockCommit, BlockContent, FinalHeader, Store } from '@trellis/engine';
import { createDraft, encodePage } from '@trellis/ledger';
import {
  balanceRecordCodec,
  type Codec,
  decodeTrusted,
  decodeTrustedStateRecord,
  encode,
  encodeStateRecord,
  evidenceCodec,
  evidenceRoot,
  genesisCodec,
  type Height,
  isKeyOf,
  joinSignedTransaction,
  membersAt,
  nextHeight,
  type RecordOf,
  type StateKey,
  type StateKeyParts,
  type StateKind,
  splitSignedTransaction,
  stateKey,
  stateKeyParts,
  stateKeyPrefix,
  toHeight,
  type ValidatorSchedule,
  validatorSetCodec,
} from '@trellis/protocol';
import { type Database, damaged, format, openDatabase } from './database.ts';
import { firstBalances } from './history.ts';
import {
  heightOf,
  historyPlaceOf,
  historyRange,
  keys,
  prefixes,
  stateKeyOf,
  stateRange,
  validatorChangeRange,
} from './keyspace.ts';
import { openState } from './level-state.ts';
import { type KeyWrite, openPastStates, type PastWriter } from './past-states.ts';
import {
  bodyRecordCodec,
  headerRecordCodec,
  headRecordCodec,
  receiptsRecordCodec,
  transactionRecordCodec,
  witnessesRecordCodec,
} from './records.ts';

/** Of a block without any. */
const noEvidenceRoot = evidenceRoot([]);

type Batch = ReturnType<Database['batch']>;

export interface StoreOptions {
  /** How many states before the newest are kept; 0 when nothing is said. */
  readonly pastStates?: number;
}

/** What blocks after one another do to the state and to its tree: what several of them change, once. */
function stateWrites(
  commits: readonly Pick<BlockCommit, 'changes' | 'treeUpdate'>[],
): readonly KeyWrite[] {
  const records = new Map<StateKey, RecordOf<StateKind> | null>();
  const pages = new Map<string, Parameters<typeof encodePage>[0] | null>();
  for (const { changes, treeUpdate } of commits) {
    for (const [key, record] of changes) records.set(key, record);
    for (const [path, top] of treeUpdate.written) pages.set(path, top);
    for (const path of treeUpdate.removed) pages.set(path, null);
  }
  const writes: KeyWrite[] = [];
  for (const [key, record] of records) {
    writes.push([keys.state(key), record === null ? null : encodeStateRecord(key, record)]);
  }
  for (const [path, top] of pages) {
    writes.push([keys.treePage(path), top === null ? null : encodePage(top)]);
  }
  return writes;
}

/** An entry under a key that begins with its kind. Throws when the database is damaged. */
function decodeEntry<K extends StateKind>(
  kind: K,
  key: Uint8Array,
  value: Uint8Array,
): readonly [StateKey<K>, RecordOf<K>] {
  const found = stateKeyOf(key);
  if (!isKeyOf(kind, found)) throw new Error(`the state key ${found} is not of the kind ${kind}`);
  return [found, decodeTrustedStateRecord(found, value)];
}

/** Opens or creates a database. Throws `StorageError`. */
export async function openLevelStore(path: string, options: StoreOptions = {}): Promise<Store> {
  return openStoreOn(await openDatabase(path, { create: true }), path, options);
}

/** The store on an open database; a simulation gives one in memory. `path` is what errors call it. */
export async function openStoreOn(
  database: Database,
  path: string,
  { pastStates = 0 }: StoreOptions = {},
): Promise<Store> {
  function read<T>(key: Uint8Array, codec: Codec<T>, what: string): T | undefined {
    const bytes = database.getSync(key);
    return bytes === undefined ? undefined : decodeTrusted(codec, bytes, what);
  }

  /**
   * The state as it was, while the next one is being written: whoever reads in between gets either all of
   * the old one or all of the new one, never tree pages of one and records of the other.
   */
  let before: ReturnType<Database['snapshot']> | undefined;
  const readState = (key: Uint8Array): Uint8Array | undefined =>
    before === undefined ? database.getSync(key) : database.getSync(key, { snapshot: before });
  const state = openState((key) => readState(keys.state(key)));
  let genesis = read(keys.meta('genesis'), genesisCodec, 'genesis') ?? null;
  let head = genesis === null ? null : loadHead();
  const base = read(keys.meta('base'), headRecordCodec, 'base')?.height ?? toHeight(0n);
  const past = await openPastStates(database, pastStates, head?.header.height ?? null);
  /** Blocks kept for the next height; all but one are forgotten when it is final. */
  const candidateIds = new Set<Hash>();
  if (head !== null) for await (const id of unfinishedCandidates()) candidateIds.add(id);

  function loadHead(): FinalHeader {
    const height = read(keys.meta('head'), headRecordCodec, 'head')?.height;
    const final = height === undefined ? undefined : finalHeader(height);
    if (final === undefined) throw damaged(path, 'the newest block is missing');
    return final;
  }

  function finalHeader(height: Height): FinalHeader | undefined {
    return read(keys.header(height), headerRecordCodec, `header ${height}`);
  }

  function blockContent(blockId: Hash): BlockContent | undefined {
    const body = read(keys.body(blockId), bodyRecordCodec, `block ${blockId}`);
    const witnesses = read(keys.witnesses(blockId), witnessesRecordCodec, `witnesses ${blockId}`);
    if (body === undefined || witnesses === undefined) return undefined;
    const transactions = body.transactions.map((transaction, index) => {
      const witness = witnesses[index];
      if (witness === undefined) throw damaged(path, `block ${blockId} lacks witnesses`);
      return joinSignedTransaction({ transaction, witnesses: witness });
    });
    return { header: body.header, evidence: body.evidence, transactions };
  }

  /** Blocks that a crash left behind. */
  async function* unfinishedCandidates(): AsyncGenerator<Hash> {
    const range = {
      gte: Uint8Array.of(prefixes.candidate),
      lt: Uint8Array.of(prefixes.candidate + 1),
    };
    for await (const key of database.keys(range)) yield key.subarray(1).toHex() as Hash;
  }

  /** The entries of a kind in order, or those of them whose keys have this first part. */
  async function scan<K extends StateKind>(kind: K, first?: StateKeyParts<K>[0]) {
    const range = stateRange(stateKeyPrefix(kind, first));
    const entries = await database.iterator(range).all();
    return entries.map(([key, value]) => decodeEntry(kind, key, value));
  }

  function requireHead(): FinalHeader {
    if (head === null) throw new Error('the store has no chain yet');
    return head;
  }

  /** `schedule` is of the state before the block; the genesis, which has none before it, changes nothing. */
  function writeCommit(
    batch: Batch,
    { final, receipts, balances }: BlockCommit,
    schedule: ValidatorSchedule | undefined,
  ): void {
    const { height } = final.header;
    batch.put(keys.header(height), encode(headerRecordCodec, final));
    batch.put(keys.receipts(height), encode(receiptsRecordCodec, receipts));
    for (const [index, { transactionId }] of receipts.entries()) {
      const place = encode(transactionRecordCodec, { height, index });
      batch.put(keys.transaction(transactionId), place);
    }
    for (const { key, position, amount } of balances) {
      const [account, asset] = stateKeyParts(key);
      const place = { height, position };
      batch.put(keys.history(account, asset, place), encode(balanceRecordCodec, { amount }));
    }
    if (final.header.evidenceRoot !== noEvidenceRoot) {
      batch.put(keys.offence(height), new Uint8Array());
    }
    if (final.header.validatorSetHash !== final.header.nextValidatorSetHash) {
      if (schedule === undefined) throw new Error('the state has no validators');
      const members = membersAt(schedule, nextHeight(height));
      batch.put(keys.validatorChange(height), encode(validatorSetCodec, members));
    }
    batch.put(keys.meta('head'), encode(headRecordCodec, { height }));
  }

  /** Moves the state on by these blocks: one after another only if what each of them replaced is kept. */
  function writeState(
    batch: Batch,
    pastWriter: PastWriter | null,
    commits: readonly BlockCommit[],
  ): void {
    for (const step of pastWriter === null ? [commits] : commits.map((one) => [one])) {
      const writes = stateWrites(step);
      const [only] = step;
      if (only !== undefined) pastWriter?.keep(only.final.header.height, writes);
      for (const [key, value] of writes) {
        if (value === null) batch.del(key);
        else batch.put(key, value);
      }
    }
  }

  function writeContent(batch: Batch, blockId: Hash, content: BlockContent): void {
    const { header, evidence, transactions } = content;
    const split = transactions.map(splitSignedTransaction);
    const body = { header, evidence, transactions: split.map(({ transaction }) => transaction) };
    const witnesses = split.map((one) => one.witnesses);
    batch.put(keys.body(blockId), encode(bodyRecordCodec, body));
    batch.put(keys.witnesses(blockId), encode(witnessesRecordCodec, witnesses));
  }

  /** Writes commits; until they are taken over, readers see what was before. */
  async function write(
    batch: Batch,
    pastWriter: PastWriter | null,
    commits: readonly BlockCommit[],
  ): Promise<void> {
    const old = database.snapshot();
    before = old;
    try {
      await batch.write({ sync: true });
      candidateIds.clear();
      pastWriter?.accept();
      for (const { changes, final } of commits) {
        state.accept(changes);
        head = final;
      }
    } finally {
      before = undefined;
      old.close().catch(() => undefined);
    }
  }

  /** Forgets the candidates, and their content unless they became final. */
  function dropCandidates(batch: Batch, final: ReadonlySet<Hash>): void {
    for (const id of candidateIds) {
      batch.del(keys.candidate(id));
      if (final.has(id)) continue;
      batch.del(keys.body(id));
      batch.del(keys.witnesses(id));
    }
  }

  return {
    state,
    genesis: () => genesis,
    head: requireHead,
    base: () => base,
    finalHeader,
    readTreePage: (treePath) => readState(keys.treePage(treePath)),
    statesFrom: () => past.from() ?? requireHead().header.height,
    pastEntry: past.entry,

    async initialise(newGenesis, commit) {
      if (genesis !== null) throw new Error('the store has a chain already');
      // A restore from a snapshot that was broken off may have left something.
      await database.clear();
      const batch = database.batch();
      batch.put(keys.meta('format'), Uint8Array.of(format));
      batch.put(keys.meta('genesis'), encode(genesisCodec, newGenesis));
      const first = { ...commit, balances: firstBalances(commit.changes) };
      writeCommit(batch, first, undefined);
      writeState(batch, null, [first]);
      await batch.write({ sync: true });
      await past.start(commit.final.header.height);
      genesis = newGenesis;
      head = commit.final;
    },

    async saveCandidate(blockId, content) {
      // Too late to become final; and if it did, its content is kept already.
      if (content.header.height <= requireHead().header.height) return;
      candidateIds.add(blockId);
      const batch = database.batch();
      batch.put(keys.candidate(blockId), new Uint8Array());
      writeContent(batch, blockId, content);
      await batch.write({ sync: true });
    },
    candidate: blockContent,

    async commit(commit) {
      const batch = database.batch();
      const pastWriter = past.within(batch);
      dropCandidates(batch, new Set([commit.final.blockId]));
      writeCommit(batch, commit, state.get(stateKey.validators('schedule')));
      writeState(batch, pastWriter, [commit]);
      await write(batch, pastWriter, [commit]);
    },

    async commitAll(blocks) {
      const batch = database.batch();
      const pastWriter = past.within(batch);
      dropCandidates(batch, new Set(blocks.map(({ commit }) => commit.final.blockId)));
      const ahead = createDraft(state);
      for (const { commit, evidence, transactions } of blocks) {
        const { header, blockId } = commit.final;
        writeContent(batch, blockId, { header, evidence, transactions });
        writeCommit(batch, commit, ahead.get(stateKey.validators('schedule')));
        const changed = commit.changes.get(stateKey.validators('schedule'));
        // A state key's prefix is its kind, so this is a schedule.
        if (changed != null)
          ahead.set(stateKey.validators('schedule'), changed as ValidatorSchedule);
      }
      const commits = blocks.map(({ commit }) => commit);
      writeState(batch, pastWriter, commits);
      await write(batch, pastWriter, commits);
    },

    findBlock(id) {
      const height = read(keys.body(id), bodyRecordCodec, `block ${id}`)?.header.height;
      return height !== undefined && finalHeader(height)?.blockId === id ? height : undefined;
    },
    async blocksWithEvidence(count) {
      const range = {
        gte: Uint8Array.of(prefixes.offence),
        lt: Uint8Array.of(prefixes.offence + 1),
        reverse: true,
        limit: count,
      };
      return (await database.keys(range).all()).map(heightOf);
    },
    async keepEvidence(validator, evidence) {
      await database.put(keys.evidence(validator), encode(evidenceCodec, evidence), { sync: true });
    },
    async forgetEvidence(validator) {
      await database.del(keys.evidence(validator));
    },
    async keptEvidence() {
      const range = {
        gte: Uint8Array.of(prefixes.evidence),
        lt: Uint8Array.of(prefixes.evidence + 1),
      };
      const values = await database.values(range).all();
      return values.map((value) => decodeTrusted(evidenceCodec, value, 'evidence'));
    },

    finalContent(height) {
      const final = finalHeader(height);
      return final === undefined ? undefined : blockContent(final.blockId);
    },
    receipts: (height) => read(keys.receipts(height), receiptsRecordCodec, `receipts ${height}`),
    findTransaction: (id) => read(keys.transaction(id), transactionRecordCodec, `index of ${id}`),

    async balances(account: Address) {
      const entries = await scan('balance', account);
      return entries.map(([key, { amount }]) => ({ asset: stateKeyParts(key)[1], amount }));
    },
    async history({ count, ...range }) {
      const options = { ...historyRange(range), reverse: range.side === 'before', limit: count };
      const entries = await database.iterator(options).all();
      return entries.map(([key, value]) => ({
        ...historyPlaceOf(key),
        amount: decodeTrusted(balanceRecordCodec, value, 'an entry of a history').amount,
      }));
    },
    async *records<K extends StateKind>(kind: K, after?: StateKey<K>) {
      const { gte, lt } = stateRange(stateKeyPrefix(kind));
      const range = after === undefined ? { gte, lt } : { gt: keys.state(after), lt };
      for await (const [key, value] of database.iterator(range)) {
        yield decodeEntry(kind, key, value);
      }
    },
    async nodes() {
      return (await scan('node')).map(([, record]) => record);
    },
    async proposals() {
      return (await scan('proposal')).map(([, record]) => record);
    },

    async validatorChanges(from, count) {
      const options = { ...validatorChangeRange(from), limit: count };
      const entries = await database.iterator(options).all();
      return entries.map(([key, value]) => ({
        height: heightOf(key),
        validators: decodeTrusted(validatorSetCodec, value, 'a change of the validators'),
      }));
    },

    close: () => database.close(),
  };
}
