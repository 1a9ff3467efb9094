/**
 * Whether a value is what the chain says that it must be: what a root, a hash or a certificate covers is compared with
 * it. So it does not matter where a value comes from, the disk or a peer.
 */
import { claimsFault, type Hash, toHex, type VerifyClaim } from '@trellis/crypto';
import { DamagedTree, decodePage, nodeHashAt, type StateTree, valueHashAt } from '@trellis/ledger';
import {
  type BlockHeader,
  balanceRecordCodec,
  blockId,
  type Codec,
  createValidatorSet,
  decode,
  encodedTransactionId,
  evidenceCodec,
  evidenceRoot,
  finalHeaderClaims,
  type Genesis,
  genesisValidatorSet,
  type Height,
  joinSignedTransaction,
  listRoot,
  mapKeyHash,
  mapValueHash,
  nextHeight,
  type RecoveryPoint,
  receiptHash,
  signedTransactionHash,
  type ValidatorSet,
  validatorSetCodec,
  validatorSetHash,
} from '@trellis/protocol';
import { DamagedValue } from '../level/damage.ts';
import type { Database } from '../level/database-interface.ts';
import {
  heightOf,
  keys,
  type Prefix,
  prefixOf,
  prefixRange,
  stateKeyOf,
} from '../level/keyspace.ts';
import {
  bodyRecordCodec,
  headerRecordCodec,
  headRecordCodec,
  receiptsRecordCodec,
  transactionRecordCodec,
  witnessesRecordCodec,
} from '../level/records.ts';
import { type BlockPlace, readHeader, readWholeBody } from '../level/stored-block.ts';
import { decodeThinBody, fullHeader, type ThinBody, thinHeaderCodec } from '../level/thin-block.ts';
import { isPruned } from './wanted-values.ts';

export interface ValueCheckParts {
  readonly database: Database;
  readonly genesis: Genesis;
  readonly recoveries: readonly RecoveryPoint[];
  readonly verify: VerifyClaim;
  readonly head: () => Height;
  /** Of the newest state. */
  readonly tree: () => StateTree;
}

/** What is wrong with a value under a key; `undefined` if nothing is, or nothing covers it. */
export type Problem = string | undefined;

type Check = (
  parts: ValueCheckParts,
  key: Uint8Array,
  value: Uint8Array,
) => Problem | Promise<Problem>;

const decodes =
  (codec: Codec<unknown>): Check =>
  (_parts, _key, value) => {
    const decoded = decode(codec, value);
    return decoded.ok ? undefined : decoded.problem.message;
  };
const nothing: Check = () => undefined;

/** Kinds of which all that a check can say is said by the checksum and the form are checked by these alone. */
const checks: Readonly<Record<Prefix, Check>> = {
  meta: nothing,
  header: checkHeaderRecord,
  body: checkBody,
  proposedBlock: nothing,
  witnesses: checkWitnesses,
  receipts: checkReceipts,
  transaction: checkTransactionPlace,
  evidence: decodes(evidenceCodec),
  keyedTransaction: nothing,
  infraction: (parts, key, value) => {
    if (value.length > 0) return 'it is not empty';
    const header = headerAt(parts, heightOf(key));
    return header?.evidenceRoot === evidenceRoot([]) ? 'its block has no evidence' : undefined;
  },
  validatorChange: checkValidatorChange,
  state: (parts, key, value) => {
    const expected = valueHashAt(parts.tree(), mapKeyHash(stateKeyOf(key)));
    return mapValueHash(value) === expected ? undefined : 'it is not what the state root says';
  },
  treePage: checkTreePage,
  history: decodes(balanceRecordCodec),
  past: nothing,
  pastKeys: nothing,
  bodyAt: (_parts, key, value) => bodyProblem(toHex(key.subarray(9)), value),
  witnessesAt: (parts, key, value) => {
    const place = { height: heightOf(key), blockId: toHex(key.subarray(9)) as Hash };
    return witnessesProblem(parts, place, value);
  },
  blockPlace(parts, key, value) {
    const place = decode(headRecordCodec, value);
    if (!place.ok) return place.problem.message;
    const header = headerAt(parts, place.value.height);
    const isThere = header === undefined || blockId(header) === toHex(key.subarray(1));
    return isThere ? undefined : 'the block is not there';
  },
  thinHeader: checkThinHeader,
  thinBody: checkThinBody,
};

/** Of these, nothing in the chain's roots says that they are right. */
export const uncoveredKinds: ReadonlySet<Prefix> = new Set(['history']);

/** Checks a value that is stored or could be. */
export async function problemOf(
  parts: ValueCheckParts,
  key: Uint8Array,
  value: Uint8Array,
): Promise<Problem> {
  const prefix = prefixOf(key);
  if (prefix === undefined) return 'no node writes such a key';
  try {
    return await checks[prefix](parts, key, value);
  } catch (error) {
    // A page above it is damaged: that is found under its own key.
    if (error instanceof DamagedTree || error instanceof DamagedValue) return undefined;
    throw error;
  }
}

async function checkHeaderRecord(
  parts: ValueCheckParts,
  key: Uint8Array,
  value: Uint8Array,
): Promise<Problem> {
  const record = decode(headerRecordCodec, value);
  if (!record.ok) return record.problem.message;
  const { header, blockId: id, certificate } = record.value;
  const height = heightOf(key);
  if (header.height !== height) return `it is the header of block ${header.height}`;
  if (blockId(header) !== id) return 'the block id is not the hash of the header';
  const next = height < parts.head() ? headerAt(parts, nextHeight(height)) : undefined;
  if (next !== undefined && next.previousBlockId !== id) return 'the next block names another one';
  if (certificate === null) return height === 0n ? undefined : 'it has no certificate';
  const validators = await validatorsAt(parts, height);
  if (validators === undefined) return undefined;
  const { chainId } = parts.genesis;
  const { recoveries } = parts;
  const claims = finalHeaderClaims(
    { chainId, recoveries, validatorsAt: () => validators },
    header,
    certificate,
  );
  const fault = await claimsFault(claims, parts.verify);
  return fault && 'its certificate does not hold';
}

/** Who decides a height, as the changes before it say; `undefined` when one of them can't be read. */
async function validatorsAt(
  { database, genesis }: ValueCheckParts,
  height: Height,
): Promise<ValidatorSet | undefined> {
  const range = { ...prefixRange('validatorChange'), lt: keys.validatorChange(height) };
  const [last] = await database.inspect({ ...range, reverse: true, limit: 1 }).all();
  if (last === undefined) return genesisValidatorSet(genesis);
  const [, value] = last;
  const members = value === null ? undefined : decode(validatorSetCodec, value);
  const made = members?.ok ? createValidatorSet(members.value) : undefined;
  return made?.ok ? made.set : undefined;
}

/** A pruned header is what the next one says; its certificate is not there to be checked. */
function checkThinHeader(parts: ValueCheckParts, key: Uint8Array, value: Uint8Array): Problem {
  const thin = decode(thinHeaderCodec, value);
  if (!thin.ok) return thin.problem.message;
  const height = heightOf(key);
  const next = headerAt(parts, nextHeight(height));
  const isNamed =
    next === undefined || next.previousBlockId === blockId(fullHeader(height, thin.value));
  return isNamed ? undefined : 'the next block names another one';
}

function checkThinBody(parts: ValueCheckParts, key: Uint8Array, value: Uint8Array): Problem {
  let body: ThinBody;
  try {
    body = decodeThinBody(value);
  } catch (error) {
    return error instanceof Error ? error.message : `${error}`;
  }
  const { evidence, transactions, traces } = body;
  if (traces.length !== transactions.length) return 'there are too few traces or too many';
  const header = headerAt(parts, heightOf(key));
  return header && contentProblem(header, evidence, transactions);
}

function checkBody(_parts: ValueCheckParts, key: Uint8Array, value: Uint8Array): Problem {
  return bodyProblem(toHex(key.subarray(1)), value);
}

function bodyProblem(id: string, value: Uint8Array): Problem {
  const body = decode(bodyRecordCodec, value);
  if (!body.ok) return body.problem.message;
  const { header, evidence, transactions } = body.value;
  if (blockId(header) !== id) return 'it is another block';
  return contentProblem(header, evidence, transactions);
}

function contentProblem(
  header: BlockHeader,
  evidence: Parameters<typeof evidenceRoot>[0],
  transactions: readonly Uint8Array[],
): Problem {
  if (listRoot(transactions.map(encodedTransactionId)) !== header.transactionsRoot) {
    return 'its transactions are not those of the header';
  }
  return evidenceRoot(evidence) === header.evidenceRoot ? undefined : 'its evidence is another';
}

function checkWitnesses(parts: ValueCheckParts, key: Uint8Array, value: Uint8Array): Problem {
  const id = toHex(key.subarray(1)) as Hash;
  // Asked of a peer for a block that is in the other layout here.
  const place = readable(parts.database, keys.blockPlace(id));
  const height = place && decode(headRecordCodec, place);
  const at = { blockId: id, height: height?.ok ? height.value.height : null };
  return witnessesProblem(parts, at, value);
}

function witnessesProblem(parts: ValueCheckParts, place: BlockPlace, value: Uint8Array): Problem {
  const witnesses = decode(witnessesRecordCodec, value);
  if (!witnesses.ok) return witnesses.problem.message;
  const body = orUndefined(() => readWholeBody(parts.database, place));
  if (body === undefined) return undefined;
  const { header, transactions } = body;
  if (witnesses.value.length !== transactions.length) return 'there are too few or too many';
  const hashes = transactions.map((transaction, index) =>
    signedTransactionHash(
      joinSignedTransaction({ transaction, witnesses: witnesses.value[index] ?? new Uint8Array() }),
    ),
  );
  return listRoot(hashes) === header.witnessRoot ? undefined : 'they are not those of the header';
}

function checkReceipts(parts: ValueCheckParts, key: Uint8Array, value: Uint8Array): Problem {
  const receipts = decode(receiptsRecordCodec, value);
  if (!receipts.ok) return receipts.problem.message;
  const header = headerAt(parts, heightOf(key));
  if (header === undefined) return undefined;
  const isRight = listRoot(receipts.value.map(receiptHash)) === header.receiptsRoot;
  return isRight ? undefined : 'they are not those of the header';
}

function checkTransactionPlace(
  parts: ValueCheckParts,
  key: Uint8Array,
  value: Uint8Array,
): Problem {
  const place = decode(transactionRecordCodec, value);
  if (!place.ok) return place.problem.message;
  const { height, index } = place.value;
  const ofBlock = keys.receipts(height);
  const stored = readable(parts.database, ofBlock);
  if (stored === undefined && orUndefined(() => isPruned(parts.database, ofBlock)))
    return undefined;
  const receipts = stored && decode(receiptsRecordCodec, stored);
  // Receipts that can't be read are found under their own key.
  if (stored !== undefined && !receipts?.ok) return undefined;
  const found = receipts?.ok ? receipts.value[index]?.transactionId : undefined;
  return found === toHex(key.subarray(1)) ? undefined : 'the transaction is not there';
}

function checkValidatorChange(parts: ValueCheckParts, key: Uint8Array, value: Uint8Array): Problem {
  const members = decode(validatorSetCodec, value);
  if (!members.ok) return members.problem.message;
  const made = createValidatorSet(members.value);
  if (!made.ok) return made.problem;
  const header = headerAt(parts, heightOf(key));
  const isRight = header?.nextValidatorSetHash === validatorSetHash(made.set);
  return header === undefined || isRight ? undefined : 'they are not those that the header names';
}

function checkTreePage({ tree }: ValueCheckParts, key: Uint8Array, value: Uint8Array): Problem {
  const path = stateKeyOf(key);
  const expected = nodeHashAt(tree(), path);
  if (expected === null) return 'the tree has no such page';
  try {
    const { hash } = decodePage(value, path);
    return hash === expected ? undefined : 'it is not what the page above it says';
  } catch (error) {
    if (error instanceof DamagedTree) return error.message;
    throw error;
  }
}

function headerAt({ database }: ValueCheckParts, height: Height): BlockHeader | undefined {
  return orUndefined(() => readHeader(database, height))?.header;
}

/** What stands under a key, if it is not damaged itself. */
function readable(database: Database, key: Uint8Array): Uint8Array | undefined {
  return orUndefined(() => database.getSync(key));
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
