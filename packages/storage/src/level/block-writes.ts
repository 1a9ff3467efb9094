/** What blocks put into the database: their content, what they leave behind, and what they do to the state. */
import type { Hash } from '@trellis/crypto';
import type { BlockCommit, BlockContent } from '@trellis/engine';
import { encodePage } from '@trellis/ledger';
import {
  balanceRecordCodec,
  encode,
  encodeBriefly,
  encodeStateRecord,
  evidenceRoot,
  type Height,
  membersAt,
  nextHeight,
  type RecordOf,
  type StateKey,
  type StateKind,
  splitSignedTransaction,
  stateKey,
  stateKeyParts,
  type ValidatorSchedule,
  validatorSetCodec,
} from '@trellis/protocol';
import { formats } from './checked-database.ts';
import type { Batch } from './database-interface.ts';
import type { KeyWrite, PastWriter } from './historical-states.ts';
import { keys } from './keyspace.ts';
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

/** Where the content of a block is put, by the version of the layout. */
export function contentKeys(
  format: number,
  height: Height,
  blockId: Hash,
): { readonly body: Uint8Array; readonly witnesses: Uint8Array } {
  return format < formats.byHeight
    ? { body: keys.body(blockId), witnesses: keys.witnesses(blockId) }
    : { body: keys.bodyAt(height, blockId), witnesses: keys.witnessesAt(height, blockId) };
}

/** `format` is that of the database. */
export function writeContent(
  batch: Batch,
  format: number,
  blockId: Hash,
  { header, evidence, transactions }: BlockContent,
): void {
  const split = transactions.map(splitSignedTransaction);
  const body = { header, evidence, transactions: split.map(({ transaction }) => transaction) };
  const witnesses = split.map((one) => one.witnesses);
  const at = contentKeys(format, header.height, blockId);
  batch.put(at.body, encode(bodyRecordCodec, body));
  batch.put(at.witnesses, encode(witnessesRecordCodec, witnesses));
}

/**
 * The block as the newest final one, with its receipts and indexes. `before` is the schedule of the state before it;
 * the genesis, which has none before it, changes nothing.
 */
export function writeCommit(
  batch: Batch,
  format: number,
  { final, receipts, balances, changes }: BlockCommit,
  before: ValidatorSchedule | undefined,
): void {
  const { height } = final.header;
  batch.put(keys.header(height), encode(headerRecordCodec, final));
  if (format >= formats.byHeight) {
    batch.put(keys.blockPlace(final.blockId), encode(headRecordCodec, { height }));
  }
  batch.put(keys.receipts(height), encode(receiptsRecordCodec, receipts));
  for (const [index, { transactionId }] of receipts.entries()) {
    const place = encodeBriefly(transactionRecordCodec, { height, index });
    batch.put(keys.transaction(transactionId), place);
  }
  for (const { key, position, amount } of balances) {
    const [account, asset] = stateKeyParts(key);
    const place = { height, position };
    batch.put(keys.history(account, asset, place), encodeBriefly(balanceRecordCodec, { amount }));
  }
  if (final.header.evidenceRoot !== noEvidenceRoot) {
    batch.put(keys.infraction(height), new Uint8Array());
  }
  if (final.header.validatorSetHash !== final.header.nextValidatorSetHash) {
    // Who decides the next block was known before, but where a recovery of the chain decides it at once.
    const schedule = scheduleIn(changes) ?? before;
    if (schedule === undefined) throw new Error('the state has no validators');
    const members = membersAt(schedule, nextHeight(height));
    batch.put(keys.validatorChange(height), encode(validatorSetCodec, members));
  }
  batch.put(keys.meta('head'), encode(headRecordCodec, { height }));
}

function scheduleIn(changes: BlockCommit['changes']): ValidatorSchedule | undefined {
  const changed = changes.get(stateKey.validators('schedule'));
  // A key's kind says what its record is.
  return changed === undefined || changed === null ? undefined : (changed as ValidatorSchedule);
}

/** Moves the state on by these blocks: one after another only if what each of them replaced is kept. */
export function writeState(
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
