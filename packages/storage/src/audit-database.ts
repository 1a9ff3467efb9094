/**
 * The full audit of a stopped node's database: every header, root, signature, receipt, index and state
 * entry is computed again from the genesis on, and compared with what is stored.
 */
import { join } from 'node:path';
import {
  type ClaimsFault,
  claimsFault,
  type SignatureProvider,
  type VerifyClaim,
} from '@trellis/crypto';
import {
  type BalanceEntry,
  checkHeader,
  emptyTree,
  encodePage,
  executeBlock,
  genesisBlock,
  type KnownTransaction,
  readTransaction,
  type StateChanges,
  type StateTree,
  type TreeUpdate,
  transactionClaims,
  transactionContextAt,
  updateTree,
  validateEvidence,
  validatorSchedule,
} from '@trellis/ledger';
import {
  type BlockHeader,
  balanceRecordCodec,
  blockId,
  type CertificateProblem,
  type Codec,
  certificateClaims,
  decode,
  decodeTrustedStateRecord,
  type Evidence,
  encode,
  encodeStateRecord,
  type Genesis,
  genesisHash,
  type Height,
  joinSignedTransaction,
  newestVersion,
  nextHeight,
  type Receipt,
  type RecordOf,
  type StateKey,
  type StateKind,
  stateKeyParts,
  toHeight,
  validatorSetAt,
} from '@trellis/protocol';
import { openDatabase } from './level/database.ts';
import type { Database } from './level/database-interface.ts';
import { keys, type Prefix, prefixes } from './level/keyspace.ts';
import { openState } from './level/level-state.ts';
import {
  bodyRecordCodec,
  headerRecordCodec,
  headRecordCodec,
  receiptsRecordCodec,
  transactionRecordCodec,
  witnessesRecordCodec,
} from './level/records.ts';
import { checkedChunks, snapshotPath, verifySnapshot } from './snapshot/restore-snapshot.ts';

export interface AuditReport {
  /** 0, or the height of the snapshot that the chain was begun with. */
  readonly base: Height;
  readonly height: Height;
  readonly transactions: number;
  readonly signatures: number;
  readonly stateEntries: number;
}

/** The first thing that is wrong with a database, and at which height. */
class AuditFailure extends Error {
  readonly code = 'audit_failed';
  readonly height: Height;

  constructor(height: Height, what: string) {
    super(`block ${height}: ${what}`);
    this.name = 'AuditFailure';
    this.height = height;
  }
}

/** The chain as computed again so far. */
interface Recomputed {
  readonly parent: BlockHeader;
  readonly tree: StateTree;
}

/**
 * Audits the database in a node's data folder against a genesis that the caller trusts. Throws
 * `AuditFailure` at the first fault, and `StorageError` when the database can't be opened at all.
 */
export async function auditDatabase(
  dataFolder: string,
  genesis: Genesis,
  provider: SignatureProvider,
  onProgress: (height: Height, of: Height) => void = () => undefined,
): Promise<AuditReport> {
  const database = await openDatabase(join(dataFolder, 'chain'), { create: false });
  try {
    return await audit(database, dataFolder, genesis, provider, onProgress);
  } finally {
    await database.close();
  }
}

async function audit(
  database: Database,
  dataFolder: string,
  genesis: Genesis,
  provider: SignatureProvider,
  onProgress: (height: Height, of: Height) => void,
): Promise<AuditReport> {
  const entries = new Map<string, Uint8Array>();
  const pages = new Map<string, Uint8Array>();
  let state = openState(reader(entries));
  const keep = (changes: StateChanges, update: TreeUpdate): void => {
    for (const [key, record] of changes) {
      if (record === null) entries.delete(key);
      else entries.set(key, encodeStateRecord(key, record));
    }
    for (const [path, top] of update.written) pages.set(path, encodePage(top));
    for (const path of update.removed) pages.delete(path);
    state.accept(changes);
  };

  const zero = toHeight(0n);
  const first = genesisBlock(genesis);
  keep(first.changes, first.treeUpdate);
  const stored = readHeader(database, zero);
  if (stored.blockId !== blockId(first.header)) {
    throw new AuditFailure(zero, `it is not the block of the genesis ${genesisHash(genesis)}`);
  }
  const head = read(database, keys.meta('head'), headRecordCodec, zero, 'head').height;
  let done: Recomputed = { parent: first.header, tree: first.treeUpdate.tree };
  let base = zero;
  if (database.getSync(keys.meta('base')) !== undefined) {
    base = read(database, keys.meta('base'), headRecordCodec, zero, 'base').height;
    const snapshot = await verifySnapshot(snapshotPath(dataFolder), genesis, provider);
    const { header } = snapshot.head;
    if (header.height !== base || readHeader(database, base).blockId !== blockId(header)) {
      throw new AuditFailure(
        base,
        'the snapshot kept beside the chain is not the one it began with',
      );
    }
    entries.clear();
    pages.clear();
    let tree = emptyTree;
    for await (const chunk of checkedChunks(snapshot)) {
      for (const { key, value } of chunk.entries) entries.set(key, value);
      const changed = chunk.leaves.map(({ keyHash, valueHash }) => [keyHash, valueHash] as const);
      const update = updateTree(tree, changed);
      for (const [path, top] of update.written) pages.set(path, encodePage(top));
      for (const path of update.removed) pages.delete(path);
      tree = update.tree;
    }
    state = openState(reader(entries));
    done = { parent: header, tree };
  }
  let transactions = 0;
  let signatures = 0;
  for (let height = nextHeight(base); height <= head; height = nextHeight(height)) {
    const block = await auditBlock(database, genesis, provider, state, done, height);
    keep(block.execution.changes, block.execution.treeUpdate);
    done = { parent: block.header, tree: block.execution.treeUpdate.tree };
    transactions += block.execution.receipts.length;
    signatures += block.signatures;
    onProgress(height, head);
  }
  await compare(database, 'state', head, entries);
  await compare(database, 'treePage', head, pages);
  return { base, height: head, transactions, signatures, stateEntries: entries.size };
}

/** Reads records from entries as they are now. */
function reader(entries: ReadonlyMap<string, Uint8Array>) {
  return <K extends StateKind>(key: StateKey<K>): RecordOf<K> | null => {
    const bytes = entries.get(key);
    return bytes === undefined ? null : decodeTrustedStateRecord(key, bytes);
  };
}

async function auditBlock(
  database: Database,
  genesis: Genesis,
  provider: SignatureProvider,
  state: Parameters<typeof executeBlock>[0],
  { parent, tree }: Recomputed,
  height: Height,
) {
  const fail = (what: string): AuditFailure => new AuditFailure(height, what);
  const { header, blockId: storedId, certificate } = readHeader(database, height);
  const id = blockId(header);
  if (storedId !== id) throw fail('the stored block id is not the hash of the header');
  if (header.height !== height) throw fail(`its header says height ${header.height}`);

  const schedule = validatorSchedule(state);
  const validators = validatorSetAt(schedule, height);
  const nextValidators = validatorSetAt(schedule, nextHeight(height));
  if (certificate === null) throw fail('its certificate is missing');
  const verify: VerifyClaim = (claim) => provider.verify(claim);
  const block = { chainId: genesis.chainId, height, blockId: id };
  const fault = await claimsFault(certificateClaims(block, certificate, validators), verify);
  if (fault !== undefined) throw fail(`its certificate does not hold: ${certificateText(fault)}`);

  const { evidence, transactions } = readContent(database, header, height);
  const { time, proposer } = header;
  const transactionContext = transactionContextAt(state, genesis.chainId, height);
  if (transactionContext.version > newestVersion) {
    throw fail(
      `it is of protocol version ${transactionContext.version}, which this software does not know; audit it with a newer release`,
    );
  }
  const context = { ...transactionContext, time, proposer, evidence };
  let signatures = certificate.signatures.length;
  for (const [index, one] of evidence.entries()) {
    const fault = await claimsFault(validateEvidence(state, context, one), verify);
    if (fault !== undefined) throw fail(`evidence ${index}: ${fault.problem}`);
    signatures += 2;
  }
  for (const [index, transaction] of transactions.entries()) {
    const fault = await claimsFault(transactionClaims(state, context, transaction), verify);
    if (fault !== undefined) throw fail(`transaction ${index}: ${fault.problem}`);
    signatures += transaction.signed.witnesses.length;
  }
  const result = executeBlock(state, tree, context, transactions);
  if (!result.ok) {
    throw fail(
      'problem' in result
        ? `evidence ${result.evidenceIndex}: ${result.problem}`
        : `transaction ${result.transactionIndex}: ${result.rejection}`,
    );
  }
  const { execution } = result;
  const problem = checkHeader(header, {
    parent,
    validators,
    nextValidators,
    version: transactionContext.version,
    roots: execution.roots,
  });
  if (problem !== undefined) {
    const { field, expected, actual } = problem;
    throw fail(`its header's ${field} is ${actual}, and should be ${expected}`);
  }
  auditReceipts(database, height, execution.receipts);
  auditHistory(database, height, execution.balances);
  const isIndexed = database.getSync(keys.infraction(height)) !== undefined;
  if (isIndexed !== evidence.length > 0) throw fail('the index of blocks with evidence is wrong');
  return { header, execution, signatures };
}

function certificateText(fault: ClaimsFault<CertificateProblem>): string {
  return fault.problem === 'bad_signature'
    ? `signature ${fault.index} does not verify`
    : fault.problem.replaceAll('_', ' ');
}

function readContent(
  database: Database,
  header: BlockHeader,
  height: Height,
): { readonly evidence: readonly Evidence[]; readonly transactions: readonly KnownTransaction[] } {
  const id = blockId(header);
  const body = read(database, keys.body(id), bodyRecordCodec, height, 'body');
  const witnesses = read(database, keys.witnesses(id), witnessesRecordCodec, height, 'witnesses');
  if (blockId(body.header) !== id) {
    throw new AuditFailure(height, 'the header kept with the transactions is another one');
  }
  if (witnesses.length !== body.transactions.length) {
    throw new AuditFailure(height, 'there are not as many witnesses as transactions');
  }
  const transactions = body.transactions.map((transaction, index) => {
    const encoded = joinSignedTransaction({
      transaction,
      witnesses: witnesses[index] ?? new Uint8Array(),
    });
    const known = readTransaction(encoded);
    if (known.ok) return known.value;
    throw new AuditFailure(height, `transaction ${index}: ${known.problem.message}`);
  });
  return { evidence: body.evidence, transactions };
}

/** Receipts are what execution gives, and the index leads to each transaction. */
function auditReceipts(database: Database, height: Height, receipts: readonly Receipt[]): void {
  const stored = database.getSync(keys.receipts(height));
  if (!isSame(stored, encode(receiptsRecordCodec, receipts))) {
    throw new AuditFailure(height, 'its receipts are not those of its transactions');
  }
  for (const [index, { transactionId }] of receipts.entries()) {
    const place = database.getSync(keys.transaction(transactionId));
    if (!isSame(place, encode(transactionRecordCodec, { height, index }))) {
      throw new AuditFailure(height, `the index of transaction ${index} is wrong or missing`);
    }
  }
}

/** The history of each balance has what the block made of it. */
function auditHistory(database: Database, height: Height, balances: readonly BalanceEntry[]): void {
  // Of two entries of one key the later counts.
  const last = new Map(balances.map((entry) => [`${entry.position} ${entry.key}`, entry]));
  for (const { key, position, amount } of last.values()) {
    const [account, asset] = stateKeyParts(key);
    const stored = database.getSync(keys.history(account, asset, { height, position }));
    if (!isSame(stored, encode(balanceRecordCodec, { amount }))) {
      throw new AuditFailure(height, `the history of ${key} is wrong or incomplete`);
    }
  }
}

/** Everything stored under a prefix is what was computed, and nothing else. */
async function compare(
  database: Database,
  prefix: Prefix,
  height: Height,
  expected: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const what = prefix === 'state' ? 'the state entry' : 'the tree page';
  const range = { gte: Uint8Array.of(prefixes[prefix]), lt: Uint8Array.of(prefixes[prefix] + 1) };
  const found = new Set<string>();
  for await (const [key, value] of database.iterator(range)) {
    const name = String.fromCharCode(...key.subarray(1));
    found.add(name);
    if (!isSame(value, expected.get(name))) {
      throw new AuditFailure(height, `${what} "${name}" is not what the blocks make it`);
    }
  }
  for (const name of expected.keys()) {
    if (!found.has(name)) throw new AuditFailure(height, `${what} "${name}" is missing`);
  }
}

function readHeader(database: Database, height: Height) {
  return read(database, keys.header(height), headerRecordCodec, height, 'header');
}

function read<T>(
  database: Database,
  key: Uint8Array,
  codec: Codec<T>,
  height: Height,
  what: string,
): T {
  let bytes: Uint8Array | undefined;
  try {
    bytes = database.getSync(key);
  } catch (error) {
    throw new AuditFailure(height, `its ${what} can't be read: ${(error as Error).message}`);
  }
  if (bytes === undefined) throw new AuditFailure(height, `its ${what} is missing`);
  const decoded = decode(codec, bytes);
  if (decoded.ok) return decoded.value;
  const { path, message } = decoded.problem;
  throw new AuditFailure(height, `its ${what} is malformed${path && ` at ${path}`}: ${message}`);
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a !== undefined && b !== undefined && Buffer.compare(a, b) === 0;
}
