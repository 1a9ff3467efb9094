/** One block of an audit: it is verified and executed as if it had just come, and compared with what is stored. */
import {
  type ClaimsFault,
  claimsFault,
  type SignatureProvider,
  type VerifyClaim,
} from '@trellis/crypto';
import {
  type BalanceEntry,
  checkHeader,
  executeBlock,
  type KnownTransaction,
  readTransaction,
  type State,
  type StateTree,
  transactionClaims,
  transactionContextAt,
  validateEvidence,
  validatorSchedule,
} from '@trellis/ledger';
import {
  type BlockHeader,
  balanceRecordCodec,
  blockId,
  type CertificateProblem,
  certificateClaims,
  createValidatorSet,
  decode,
  type Evidence,
  encode,
  type Genesis,
  type Height,
  joinSignedTransaction,
  newestVersion,
  nextHeight,
  type Receipt,
  stateKeyParts,
  type ValidatorSet,
  validatorSetAt,
  validatorSetCodec,
  validatorSetHash,
} from '@trellis/protocol';
import type { Database } from '../level/database-interface.ts';
import { keys } from '../level/keyspace.ts';
import {
  bodyRecordCodec,
  receiptsRecordCodec,
  transactionRecordCodec,
  witnessesRecordCodec,
} from '../level/records.ts';
import { BrokenOff, type Note } from './faults.ts';
import { isSame, read, readHeader, stored } from './stored.ts';

/** The chain as computed again so far. */
export interface Recomputed {
  readonly parent: BlockHeader;
  readonly tree: StateTree;
}

interface At {
  readonly height: Height;
  readonly note: Note;
}

/** Checks one block as it is stored, and executes it. Throws `BrokenOff` when the blocks after it can't be computed. */
export async function auditBlock(
  database: Database,
  genesis: Genesis,
  provider: SignatureProvider,
  state: Parameters<typeof executeBlock>[0],
  { parent, tree }: Recomputed,
  { height, note }: { readonly height: Height; readonly note: Note },
) {
  const fail = (what: string): BrokenOff => new BrokenOff(height, what);
  const { header, blockId: storedId, certificate } = readHeader(database, height);
  const id = blockId(header);
  if (storedId !== id) throw fail('the stored block id is not the hash of the header');
  if (header.height !== height) throw fail(`its header says height ${header.height}`);

  const [validators, nextValidators] = validatorsOf(state, height);
  const verify: VerifyClaim = (claim) => provider.verify(claim);
  if (certificate === null) throw fail('its certificate is missing');
  const block = { chainId: genesis.chainId, height, blockId: id };
  const fault = await claimsFault(certificateClaims(block, certificate, validators), verify);
  if (fault !== undefined) note(height, `its certificate does not hold: ${certificateText(fault)}`);

  const { evidence, transactions } = readContent(database, header, height);
  const { time, proposer } = header;
  const transactionContext = transactionContextAt(state, genesis.chainId, height);
  expectKnown(transactionContext.version, height);
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
  auditReceipts(database, { height, note }, execution.receipts);
  const history = auditHistory(database, { height, note }, execution.balances);
  const infractions = auditInfraction(database, { height, note }, evidence.length > 0);
  const changes = auditValidatorChange(database, { height, note }, header, nextValidators);
  return {
    header,
    execution,
    signatures,
    history,
    changes,
    infractions,
  };
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
    throw new BrokenOff(height, 'the header kept with the transactions is another one');
  }
  if (witnesses.length !== body.transactions.length) {
    throw new BrokenOff(height, 'there are not as many witnesses as transactions');
  }
  const transactions = body.transactions.map((transaction, index) => {
    const encoded = joinSignedTransaction({
      transaction,
      witnesses: witnesses[index] ?? new Uint8Array(),
    });
    const known = readTransaction(encoded);
    if (known.ok) return known.value;
    throw new BrokenOff(height, `transaction ${index}: ${known.problem.message}`);
  });
  return { evidence: body.evidence, transactions };
}

/** Receipts are what execution gives, and the index leads to each transaction. */
function auditReceipts(
  database: Database,
  { height, note }: At,
  receipts: readonly Receipt[],
): void {
  const found = stored(database, keys.receipts(height));
  if (!isSame(found, encode(receiptsRecordCodec, receipts))) {
    note(height, 'its receipts are not those of its transactions');
  }
  for (const [index, { transactionId }] of receipts.entries()) {
    const place = stored(database, keys.transaction(transactionId));
    if (!isSame(place, encode(transactionRecordCodec, { height, index }))) {
      note(height, `the index of transaction ${index} is wrong or missing`);
    }
  }
}

/** The history of each balance has what the block made of it. */
function auditHistory(
  database: Database,
  { height, note }: At,
  balances: readonly BalanceEntry[],
): number {
  // Of two entries of one key the later counts.
  const last = new Map(balances.map((entry) => [`${entry.position} ${entry.key}`, entry]));
  for (const { key, position, amount } of last.values()) {
    const [account, asset] = stateKeyParts(key);
    const found = stored(database, keys.history(account, asset, { height, position }));
    if (!isSame(found, encode(balanceRecordCodec, { amount }))) {
      note(height, `the history of ${key} is wrong or incomplete`);
    }
  }
  return last.size;
}

/** Who decides a height, and the next one. */
function validatorsOf(state: State, height: Height): readonly [ValidatorSet, ValidatorSet] {
  const schedule = validatorSchedule(state);
  return [validatorSetAt(schedule, height), validatorSetAt(schedule, nextHeight(height))];
}

function expectKnown(version: number, height: Height): void {
  if (version <= newestVersion) return;
  throw new BrokenOff(
    height,
    `it is of protocol version ${version}, which this software does not know; audit it with a newer release`,
  );
}

/** A block with evidence is in the index of such; how many entries there should be. */
function auditInfraction(database: Database, { height, note }: At, hasEvidence: boolean): number {
  const isIndexed = stored(database, keys.infraction(height)) !== undefined;
  if (isIndexed !== hasEvidence) note(height, 'the index of blocks with evidence is wrong');
  return Number(hasEvidence);
}

/** A block that changes who decides has an entry that says so; how many entries there should be. */
function auditValidatorChange(
  database: Database,
  { height, note }: At,
  header: BlockHeader,
  next: ValidatorSet,
): number {
  const key = keys.validatorChange(height);
  const found = stored(database, key);
  const isChange = header.validatorSetHash !== header.nextValidatorSetHash;
  const members = found === undefined ? undefined : decode(validatorSetCodec, found);
  const made = members?.ok ? createValidatorSet(members.value) : undefined;
  const isRight = made?.ok === true && validatorSetHash(made.set) === validatorSetHash(next);
  if (isChange ? !isRight : found !== undefined) {
    note(height, 'the index of changes of the validators is wrong');
  }
  return Number(isChange);
}
