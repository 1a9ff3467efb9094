/** One block of an audit: it is verified and executed as if it had just come, and compared with what is stored. */
import {
  type ClaimsFault,
  claimsFault,
  type RequiredClaims,
  type VerifyClaim,
} from '@trellis/crypto';
import {
  type BlockExecution,
  checkHeader,
  executeBlock,
  executeRecovery,
  type KnownTransaction,
  readTransaction,
  type State,
  type StateTree,
  type TransactionContext,
  transactionClaims,
  transactionContextAt,
  validateEvidence,
  validatorSchedule,
} from '@trellis/ledger';
import {
  type BlockHeader,
  blockId,
  type CertificateProblem,
  certificateClaims,
  createValidatorSet,
  decode,
  type Evidence,
  type Genesis,
  type Height,
  joinSignedTransaction,
  newestVersion,
  nextHeight,
  type RecoveryPoint,
  recoveryMaking,
  signingDomain,
  type ValidatorSet,
  validatorSetAt,
  validatorSetCodec,
  validatorSetHash,
} from '@trellis/protocol';
import type { Database } from '../level/database-interface.ts';
import { keys } from '../level/keyspace.ts';
import { readPruned } from '../level/pruned.ts';
import { readThinBody, readWholeBody, readWitnesses } from '../level/stored-block.ts';
import { blankWitnesses, isEmptyBlock } from '../level/thin-block.ts';
import { keepsCertificate } from '../prune/retention.ts';
import { auditIndex } from './audit-index.ts';
import { BrokenOff, type Note } from './faults.ts';
import { readHeader, readOr, stored } from './stored.ts';

/** The chain as computed again so far. */
export interface Recomputed {
  readonly parent: BlockHeader;
  readonly tree: StateTree;
}

/** What the caller trusts. */
interface AuditedChain {
  readonly genesis: Genesis;
  readonly recoveries: readonly RecoveryPoint[];
}

interface At {
  readonly height: Height;
  readonly note: Note;
}

/**
 * Checks one block as it is stored, and executes it. Throws `BrokenOff` when the blocks after it can't be computed; so does
 * `checks`, which is what other threads find out of it: its signatures, and its entries of the indexes.
 */
export async function auditBlock(
  database: Database,
  { genesis, recoveries }: AuditedChain,
  verify: VerifyClaim,
  state: Parameters<typeof executeBlock>[0],
  { parent, tree }: Recomputed,
  at: At,
) {
  const { height } = at;
  const fail = (what: string): BrokenOff => new BrokenOff(height, what);
  const { header, blockId: storedId, certificate } = readHeader(database, height);
  const isPruned = height < readPruned(database).witnessesFrom;
  const id = blockId(header);
  if (storedId !== id) throw fail('the stored block id is not the hash of the header');
  if (header.height !== height) throw fail(`its header says height ${header.height}`);
  const [validators, scheduled] = validatorsOf(state, height);
  const { chainId } = genesis;
  const keepsSignatures = !isPruned || keepsCertificate(header);
  const block = { chainId, recoveries, height, blockId: id };
  const certified =
    certificate === null
      ? auditWithout(keepsSignatures, height)
      : auditCertificate(certificateClaims(block, certificate, validators), verify, at);
  const content = isPruned
    ? readPrunedContent(database, header, height)
    : { ...readContent(database, header, height), hasSignatures: true };
  const domain = signingDomain(chainId, recoveries, height);
  const context = transactionContextAt(state, chainId, height, domain);
  expectKnown(context.version, height);
  const verified = verifyContent(state, context, content, { height, verify });
  const recovery = recoveryMaking(recoveries, height);
  const nextValidators = recovery === undefined ? scheduled : setOf(recovery.validators);
  const execute = (): BlockExecution =>
    recovery === undefined
      ? executeAudited({ state, tree, height }, context, content, {
          ...{ header, parent, validators, nextValidators },
        })
      : executeRecovered({ state, tree, height }, recovery, { parent, header });
  const execution = await afterChecks(execute, [certified, verified.checked]);
  const isKept = !isPruned || !isEmptyBlock(header);
  const index = auditIndex(database, at, isKept ? execution : { ...execution, receipts: null });
  return {
    header,
    execution,
    signatures: (certificate?.signatures.length ?? 0) + verified.signatures,
    history: index.history,
    checks: allOf([certified, verified.checked, index.checked]),
    changes: auditValidatorChange(database, at, header, nextValidators),
    infractions: auditInfraction(database, at, content.evidence.length > 0),
    receipts: Number(isKept),
    pruned: { signatures: verified.pruned, certificates: Number(certificate === null) },
  };
}

/** Waits for all; throws what the first of them in order throws. */
async function allOf(checks: readonly Promise<void>[]): Promise<void> {
  const settled = await Promise.allSettled(checks);
  const failed = settled.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

/** What it gives; if it throws, what these checks find comes first, as they are about what it was given. */
async function afterChecks<T>(run: () => T, checks: readonly Promise<void>[]): Promise<T> {
  try {
    return run();
  } catch (error) {
    await allOf(checks);
    throw error;
  }
}

/** The signatures of evidence and transactions: how many, and what comes of them, which may be a `BrokenOff`. */
function verifyContent(
  state: State,
  context: TransactionContext,
  { evidence, transactions, hasSignatures }: AuditedContent & { readonly hasSignatures: boolean },
  { height, verify }: { readonly height: Height; readonly verify: VerifyClaim },
): { readonly signatures: number; readonly pruned: number; readonly checked: Promise<void> } {
  const check = async (required: RequiredClaims<string>, what: string): Promise<void> => {
    const fault = await claimsFault(required, verify);
    if (fault !== undefined) throw new BrokenOff(height, `${what}: ${fault.problem}`);
  };
  const ofEvidence = evidence.map((one, index) =>
    check(validateEvidence(state, context, one), `evidence ${index}`),
  );
  const ofTransactions = (hasSignatures ? transactions : []).map((transaction, index) =>
    check(transactionClaims(state, context, transaction), `transaction ${index}`),
  );
  const witnesses = transactions.reduce((sum, { signed }) => sum + signed.witnesses.length, 0);
  return {
    signatures: 2 * evidence.length + (hasSignatures ? witnesses : 0),
    pruned: hasSignatures ? 0 : witnesses,
    checked: allOf([...ofEvidence, ...ofTransactions]),
  };
}

interface Executing {
  readonly state: State;
  readonly tree: StateTree;
  readonly height: Height;
}

/** What a block does, if its header is what follows from that. Throws `BrokenOff`. */
function executeAudited(
  { state, tree, height }: Executing,
  context: TransactionContext,
  { evidence, transactions, hasSignatures }: AuditedContent & { readonly hasSignatures: boolean },
  { header, ...expected }: { readonly header: BlockHeader } & ExpectedOfHeader,
): BlockExecution {
  const { time, proposer, witnessRoot } = header;
  const result = executeBlock(state, tree, { ...context, time, proposer, evidence }, transactions);
  if (!result.ok) {
    throw new BrokenOff(
      height,
      'problem' in result
        ? `evidence ${result.evidenceIndex}: ${result.problem}`
        : `transaction ${result.transactionIndex}: ${result.rejection}`,
    );
  }
  const { execution } = result;
  // Signatures that were pruned can't be hashed again; the certificate covers what they were.
  const roots = hasSignatures ? execution.roots : { ...execution.roots, witnessRoot };
  const problem = checkHeader(header, { ...expected, version: context.version, roots });
  if (problem === undefined) return execution;
  const { field, expected: wanted, actual } = problem;
  throw new BrokenOff(height, `its header's ${field} is ${actual}, and should be ${wanted}`);
}

type ExpectedOfHeader = Omit<Parameters<typeof checkHeader>[1], 'version' | 'roots'>;

/** What the recovery of the chain does; its block follows from it. Throws `BrokenOff`. */
function executeRecovered(
  { state, tree, height }: Executing,
  recovery: RecoveryPoint,
  { parent, header }: { readonly parent: BlockHeader; readonly header: BlockHeader },
): BlockExecution {
  const execution = executeRecovery(state, tree, parent.height, recovery.validators);
  const isMade =
    blockId(parent) === recovery.blockId &&
    blockId(header) === recovery.continuedBy &&
    header.stateRoot === execution.roots.stateRoot;
  if (isMade) return execution;
  throw new BrokenOff(height, 'it is not the block that the recovery of the chain makes');
}

async function auditWithout(keepsSignatures: boolean, height: Height): Promise<void> {
  if (keepsSignatures) throw new BrokenOff(height, 'its certificate is missing');
}

async function auditCertificate(
  claims: ReturnType<typeof certificateClaims>,
  verify: VerifyClaim,
  { height, note }: At,
): Promise<void> {
  const fault = await claimsFault(claims, verify);
  if (fault !== undefined) note(height, certificateText(fault));
}

function certificateText(fault: ClaimsFault<CertificateProblem>): string {
  const problem =
    fault.problem === 'bad_signature'
      ? `signature ${fault.index} does not verify`
      : fault.problem.replaceAll('_', ' ');
  return `its certificate does not hold: ${problem}`;
}

interface AuditedContent {
  readonly evidence: readonly Evidence[];
  readonly transactions: readonly KnownTransaction[];
}

function readContent(database: Database, header: BlockHeader, height: Height): AuditedContent {
  const id = blockId(header);
  const place = { height, blockId: id };
  const body = readOr(() => readWholeBody(database, place), height, 'body');
  const witnesses = readOr(() => readWitnesses(database, place), height, 'witnesses');
  if (blockId(body.header) !== id) {
    throw new BrokenOff(height, 'the header kept with the transactions is another one');
  }
  return { evidence: body.evidence, transactions: join(body.transactions, witnesses, height) };
}

/** With signatures that are zeros: what the execution of a block uses of its witnesses is kept. */
function readPrunedContent(
  database: Database,
  header: BlockHeader,
  height: Height,
): AuditedContent & { readonly hasSignatures: boolean } {
  if (isEmptyBlock(header)) return { evidence: [], transactions: [], hasSignatures: true };
  const thin = readOr(() => readThinBody(database, height), height, 'body');
  const { evidence, transactions, traces } = thin;
  const witnesses = transactions.map((one, index) => blankWitnesses(one, traces[index] ?? []));
  const joined = join(transactions, witnesses, height);
  return { evidence, transactions: joined, hasSignatures: false };
}

function join(
  transactions: readonly Uint8Array[],
  witnesses: readonly Uint8Array[],
  height: Height,
): readonly KnownTransaction[] {
  if (witnesses.length !== transactions.length) {
    throw new BrokenOff(height, 'there are not as many witnesses as transactions');
  }
  return transactions.map((transaction, index) => {
    const encoded = joinSignedTransaction({
      transaction,
      witnesses: witnesses[index] ?? new Uint8Array(),
    });
    const known = readTransaction(encoded);
    if (known.ok) return known.value;
    throw new BrokenOff(height, `transaction ${index}: ${known.problem.message}`);
  });
}

function setOf(members: RecoveryPoint['validators']): ValidatorSet {
  const made = createValidatorSet(members);
  if (!made.ok) throw new Error(`not a validator set: ${made.problem}`);
  return made.set;
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
  const key = keys.infraction(height);
  const isIndexed = stored(database, key) !== undefined;
  if (isIndexed !== hasEvidence) note(height, 'the index of blocks with evidence is wrong', key);
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
    note(height, 'the index of changes of the validators is wrong', key);
  }
  return Number(isChange);
}
