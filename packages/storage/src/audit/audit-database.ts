/**
 * The full audit of a stopped node: every value of its database by its checksum; then every header, root, signature,
 * receipt, index and state entry is computed again from the genesis on, and compared with what is stored.
 */
import { join } from 'node:path';
import type { SignatureProvider, VerifyClaim } from '@trellis/crypto';
import { genesisBlock, rootHash, type StateTree } from '@trellis/ledger';
import {
  blockId,
  type ChainRecovery,
  type Genesis,
  genesisCodec,
  genesisHash,
  type Height,
  isKeyOf,
  nextHeight,
  recoveryPoint,
  type StateKey,
  toHeight,
} from '@trellis/protocol';
import { openDatabase } from '../level/database.ts';
import type { Database } from '../level/database-interface.ts';
import { firstBalances } from '../level/history.ts';
import {
  keys,
  keyText,
  type Prefix,
  prefixOf,
  prefixRange,
  stateKeyOf,
} from '../level/keyspace.ts';
import { readPruned } from '../level/pruned.ts';
import { headRecordCodec } from '../level/records.ts';
import { readBody } from '../level/stored-block.ts';
import { checkLogs, checkTables } from '../level-files/check-files.ts';
import { keepsCertificate } from '../prune/retention.ts';
import { problemOf } from '../repair/check-value.ts';
import { wantedFor } from '../repair/wanted-values.ts';
import { checkedChunks, snapshotPath, verifySnapshot } from '../snapshot/restore-snapshot.ts';
import type { Recomputed } from './audit-block.ts';
import { type AuditParts, auditBlocks, type Begun } from './audit-blocks.ts';
import { auditFiles } from './audit-files.ts';
import { auditValues, compareCounts } from './audit-values.ts';
import { AuditFailure, BrokenOff, createFaults, type Note } from './faults.ts';
import { type RecomputedState, recomputedState } from './recomputed.ts';
import { isSame, read, readHeader, readOr, stored } from './stored.ts';

export interface AuditReport {
  /** 0, or the height of the snapshot that the chain was begun with. */
  readonly base: Height;
  readonly height: Height;
  readonly transactions: number;
  readonly signatures: number;
  readonly stateEntries: number;
  /** What was pruned, and so could not be checked; not there if nothing was. */
  readonly notChecked?: {
    /** Of transactions. */
    readonly signatures: number;
    /** Of blocks, which the hashes between them and the next certified one prove. */
    readonly certificates: number;
    /** Blocks of which the header alone is there. */
    readonly blocks: number;
    /** Blocks that were not executed again, since the state before them is not there. */
    readonly executions: number;
  };
}

interface AuditOptions {
  readonly onProgress?: (height: Height, of: Height) => void;
  /** How the chain was recovered, as the caller trusts it. */
  readonly recoveries?: readonly ChainRecovery[];
}

const zero = toHeight(0n);

/**
 * Audits the data folder of a node against a genesis that the caller trusts. Throws `AuditFailure` with all that is
 * wrong, and `StorageError` when the database can't be opened at all.
 */
export async function auditDatabase(
  dataFolder: string,
  genesis: Genesis,
  provider: SignatureProvider,
  { onProgress = () => undefined, recoveries = [] }: AuditOptions = {},
): Promise<AuditReport> {
  // LevelDB would pass over what is damaged in logs, and remove them; of tables it would end this process.
  await checkLogs(join(dataFolder, 'chain'));
  await checkTables(join(dataFolder, 'chain'));
  const database = await openDatabase(join(dataFolder, 'chain'), { create: false });
  const { found, note } = createFaults();
  try {
    const counts = await auditValues(database, note);
    await auditFiles(dataFolder, { genesis, recoveries }, provider, note);
    const parts = { database, dataFolder, genesis, recoveries, provider, note, onProgress };
    const audited = await audit(parts);
    if (audited !== null && found.length === 0) {
      compareCounts(counts, audited.expected, note);
      if (found.length === 0) return audited.report;
    }
  } finally {
    await database.close();
  }
  throw new AuditFailure(found);
}

interface Audited {
  readonly report: AuditReport;
  readonly expected: Partial<Record<Prefix, number>>;
}

/** `null` when the blocks can't be computed to the end; that is noted then. */
async function audit(parts: AuditParts): Promise<Audited | null> {
  const { database, note } = parts;
  let [base, head] = [zero, zero];
  try {
    const begun = await begin(parts);
    ({ base, head } = begun);
    if (readPruned(database).blocksFrom > nextHeight(base)) return auditUnexecuted(parts, begun);
    const { sums, pruned } = await auditBlocks(parts, begun);
    const stateEntries = await compareState(database, head, begun.state, note);
    const { transactions, signatures } = sums;
    const blocks = Number(head - base);
    // Of a chain that began with a snapshot, the headers that lead to it are kept, too.
    const { certificates } = pruned;
    const whole =
      base === 0n ? { header: blocks + 1 - certificates, validatorChange: sums.changes } : {};
    const isPruned = pruned.signatures + certificates > 0;
    const notChecked = { ...pruned, blocks: 0, executions: 0 };
    return {
      report: {
        ...{ base, height: head, transactions, signatures, stateEntries },
        ...(isPruned && { notChecked }),
      },
      expected: {
        ...whole,
        thinHeader: certificates,
        receipts: sums.receipts + (base === 0n ? 1 : 0),
        transaction: transactions,
        history: sums.history,
        infraction: sums.infractions,
      },
    };
  } catch (error) {
    if (!(error instanceof BrokenOff)) throw error;
    const { height, what } = error.fault;
    note(height, what, error.key);
    await auditRest(database, { from: nextHeight(height ?? head), head, base }, note);
    return null;
  }
}

/** What the blocks are computed on: block 0, or the snapshot that the chain began with. Throws `BrokenOff`. */
async function begin({
  database,
  dataFolder,
  genesis,
  recoveries,
  provider,
  note,
}: AuditParts): Promise<Begun> {
  const points = recoveries.map(({ plan }) => recoveryPoint(plan));
  const storedGenesis = read(database, keys.meta('genesis'), genesisCodec, zero, 'genesis');
  if (genesisHash(storedGenesis) !== genesisHash(genesis)) {
    note(zero, `the genesis of the database is ${genesisHash(storedGenesis)}`);
  }
  const first = genesisBlock(genesis);
  if (readHeader(database, zero).blockId !== blockId(first.header)) {
    throw new BrokenOff(zero, `it is not the block of the genesis ${genesisHash(genesis)}`);
  }
  const head = read(database, keys.meta('head'), headRecordCodec, zero, 'head').height;
  if (stored(database, keys.meta('base')) === undefined) {
    const state = recomputedState();
    state.keep(first.changes, first.treeUpdate);
    const done: Recomputed = { parent: first.header, tree: first.treeUpdate.tree };
    return { base: zero, head, state, done, history: firstBalances(first.changes).length };
  }
  const base = read(database, keys.meta('base'), headRecordCodec, zero, 'base').height;
  const snapshot = await verifySnapshot(snapshotPath(dataFolder), genesis, provider, points);
  const { header } = snapshot.head;
  if (header.height !== base || readHeader(database, base).blockId !== blockId(header)) {
    throw new BrokenOff(base, 'the snapshot kept beside the chain is not the one it began with');
  }
  const entries = new Map<string, Uint8Array>();
  for await (const chunk of checkedChunks(snapshot)) {
    for (const { key, value } of chunk.entries) entries.set(key, value);
  }
  const { tree, ...state } = recomputedState(entries);
  const history = [...entries.keys()].filter((key) => isKeyOf('balance', key as StateKey)).length;
  return { base, head, state, done: { parent: header, tree } satisfies Recomputed, history };
}

/** After a block that can't be computed: whether the others are there, linked, and whether the state is its root’s. */
async function auditRest(
  database: Database,
  { from, head, base }: { readonly from: Height; readonly head: Height; readonly base: Height },
  note: Note,
): Promise<void> {
  for (let height = from; height <= head; height = nextHeight(height)) {
    try {
      const { header, blockId: id } = readHeader(database, height);
      if (blockId(header) !== id) note(height, 'the stored block id is not the hash of the header');
      const final = readHeader(database, height);
      for (const alternatives of wantedFor(database, final, base)) {
        if (alternatives.some((key) => stored(database, key) !== undefined)) continue;
        const [first] = alternatives;
        note(height, `its ${kindText(first)} can't be read`, first);
      }
    } catch (error) {
      if (!(error instanceof BrokenOff)) throw error;
      note(error.fault.height, error.fault.what, error.key);
    }
  }
  await auditState(database, head, note);
}

/** Whether the state is that of the newest header, with a tree that follows from it. */
async function auditState(
  database: Database,
  head: Height,
  note: Note,
): Promise<RecomputedState & { readonly tree: StateTree }> {
  const entries = new Map<string, Uint8Array>();
  for await (const [key, value] of database.inspect(prefixRange('state'))) {
    if (value !== null) entries.set(stateKeyOf(key), value);
  }
  const recomputed = recomputedState(entries);
  const final = stored(database, keys.header(head)) && readHeader(database, head);
  if (final && final.header.stateRoot !== rootHash(recomputed.tree)) {
    note(head, 'the state is not the one of its header');
  } else if (final) await compareState(database, head, recomputed, note);
  return recomputed;
}

/**
 * A chain whose oldest blocks are gone can't be executed again, as nobody has the states before. What is there is compared
 * with the headers, these with each other, and the certificates that are kept with the validators.
 */
async function auditUnexecuted(
  { database, genesis, recoveries: given, provider, note, onProgress }: AuditParts,
  { base, head }: { readonly base: Height; readonly head: Height },
): Promise<Audited> {
  const { entries, tree } = await auditState(database, head, note);
  const verify: VerifyClaim = (claim) => provider.verify(claim);
  const recoveries = given.map(({ plan }) => recoveryPoint(plan));
  const checks = { database, genesis, recoveries, verify, head: () => head, tree: () => tree };
  for await (const [key, value] of database.inspect()) {
    const what = value === null ? undefined : await problemOf(checks, key, value);
    if (what !== undefined) note(null, `${keyText(key)}: ${what}`, key);
  }
  const { blocksFrom, witnessesFrom } = readPruned(database);
  const sums = { transactions: 0, signatures: 0 };
  const notChecked = { signatures: 0, certificates: 0, blocks: 0, executions: Number(head - base) };
  let receipts = base === 0n ? 1 : 0;
  for (let height = nextHeight(base); height <= head; height = nextHeight(height)) {
    const final = readHeader(database, height);
    sums.signatures += final.certificate?.signatures.length ?? 0;
    if (final.certificate === null) {
      if (height >= witnessesFrom || keepsCertificate(final.header)) {
        note(height, 'its certificate is missing');
      }
      notChecked.certificates += 1;
    }
    if (height < blocksFrom) notChecked.blocks += 1;
    for (const alternatives of wantedFor(database, final, base)) {
      if (alternatives.some((key) => stored(database, key) !== undefined)) continue;
      note(height, `its ${kindText(alternatives[0])} can't be read`, alternatives[0]);
    }
    if (stored(database, keys.receipts(height)) !== undefined) receipts += 1;
    const body = readOr(() => readBody(database, final) ?? null, height, 'body');
    sums.transactions += body?.transactions.length ?? 0;
    notChecked.signatures += body?.transactions.length ?? 0;
    onProgress(height, head);
  }
  const stateEntries = entries().size;
  return {
    report: { base, height: head, ...sums, stateEntries, notChecked },
    expected: { thinHeader: notChecked.certificates, receipts },
  };
}

function kindText(key: Uint8Array): string {
  const prefix = prefixOf(key);
  if (prefix === 'bodyAt' || prefix === 'thinBody') return 'body';
  return prefix === 'witnessesAt' ? 'witnesses' : (prefix ?? 'value');
}

/** The state and the pages of its tree are what was computed, and nothing else; how many entries the state has. */
async function compareState(
  database: Database,
  height: Height,
  computed: Pick<RecomputedState, 'entries' | 'pages'>,
  note: Note,
): Promise<number> {
  const [entries, pages] = [computed.entries(), computed.pages()];
  await compare(database, { prefix: 'state', what: 'the state entry', height, note }, entries);
  await compare(database, { prefix: 'treePage', what: 'the tree page', height, note }, pages);
  return entries.size;
}

async function compare(
  database: Database,
  at: { prefix: Prefix; what: string; height: Height; note: Note },
  expected: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const { what, height, note } = at;
  const found = new Set<string>();
  for await (const [key, value] of database.inspect(prefixRange(at.prefix))) {
    const name = stateKeyOf(key);
    found.add(name);
    if (!isSame(value ?? undefined, expected.get(name))) {
      note(height, `${what} "${name}" is not what the blocks make it`, key);
    }
  }
  for (const name of expected.keys()) {
    if (!found.has(name)) note(height, `${what} "${name}" is missing`);
  }
}
