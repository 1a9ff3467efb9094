/** One block of an audit: it is verified and executed as if it had just come, and compared with what is stored. */
import {
  type ClaimsFault,
  claimsFault,
  type SignatureProvider,
  type VerifyClaim,
} from '@trellis/crypto';
import {
  type BalanceEntry,
  type BlockContext,
  type BlockExecution,
  checkHeader,
  executeBlock,
  executeRecovery,
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
  type RecoveryPoint,
  recoveryMaking,
  signingDomain,
  stateKeyParts,
  type ValidatorSet,
  validatorSetAt,
  validatorSetCodec,
  validatorSetHash,
} from '@trellis/protocol';
import type { Database } from '../level/database-interface.ts';
import { keys } from '../level/keyspace.ts';
import { readPruned } from '../level/pruned.ts';
import { receiptsRecordCodec, transactionRecordCodec } from '../level/records.ts';
import { readThinBody, readWholeBody, readWitnesses } from '../level/stored-block.ts';
import { blankWitnesses, isEmptyBlock } from '../level/thin-block.ts';
import { keepsCertificate } from '../prune/retention.ts';
import { BrokenOff, type Note } from './faults.ts';
import { isSame, readHeader, readOr, stored } from './stored.ts';

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

/** Checks one block as it is stored, and executes it. Throws `BrokenOff` when the blocks after it can't be computed. */
export async function auditBlock(
  database: Database,
  { genesis, recoveries }: AuditedChain,
  provider: SignatureProvider,
  state: Parameters<typeof executeBlock>[0],
  { parent, tree }: Recomputed,
  { height, note }: { readonly height: Height; readonly note: Note },
) {
  const fail = (what: string): BrokenOff => new BrokenOff(height, what);
  const { header, blockId: storedId, certificate } = readHeader(database, height);
  const isPruned = height < readPruned(database).witnessesFrom;
  const id = blockId(header);
  if (storedId !== id) throw fail('the stored block id is not the hash of the header');
  if (header.height !== height) throw fail(`its header says height ${header.height}`);
  const [validators, scheduled] = validatorsOf(state, height);
  const verify: VerifyClaim = (claim) => provider.verify(claim);
  const { chainId } = genesis;
  if (certificate === null) {
    if (!isPruned || keepsCertificate(header)) throw fail('its certificate is missing');
  } else {
    const block = { chainId, recoveries, height, blockId: id };
    const claims = certificateClaims(block, certificate, validators);
    await auditCertificate(claims, verify, { height, note });
  }

  const content = isPruned
    ? readPrunedContent(database, header, height)
    : { ...readContent(database, header, height), hasSignatures: true };
  const domain = signingDomain(chainId, recoveries, height);
  const context = transactionContextAt(state, chainId, height, domain);
  expectKnown(context.version, height);
  const verified = await verifyContent(state, context, content, { height, verify });
  const recovery = recoveryMaking(recoveries, height);
  const execution =
    recovery === undefined
      ? executeAudited(
          { state, tree, height },
          { ...context, time: header.time, proposer: header.proposer },
          content,
        )
      : executeRecovered({ state, tree, height }, recovery, { parent, header });
  const nextValidators = recovery === undefined ? scheduled : setOf(recovery.validators);
  const problem =
    recovery === undefined
      ? checkHeader(header, {
          ...{ parent, validators, nextValidators, version: context.version },
          // Signatures that were pruned can't be hashed again; the certificate covers what they were.
          roots: content.hasSignatures
            ? execution.roots
            : { ...execution.roots, witnessRoot: header.witnessRoot },
        })
      : undefined;
  if (problem !== undefined) {
    const { field, expected, actual } = problem;
    throw fail(`its header's ${field} is ${actual}, and should be ${expected}`);
  }
  const isKept = !isPruned || !isEmptyBlock(header);
  auditReceipts(database, { height, note }, isKept ? execution.receipts : null);
  const history = auditHistory(database, { height, note }, execution.balances);
  return {
    header,
    execution,
    signatures: (certificate?.signatures.length ?? 0) + verified.signatures,
    history,
    changes: auditValidatorChange(database, { height, note }, header, nextValidators),
    infractions: auditInfraction(database, { height, note }, content.evidence.length > 0),
    receipts: Number(isKept),
    pruned: { signatures: verified.pruned, certificates: Number(certificate === null) },
  };
}

/** The signatures of evidence and transactions. Throws `BrokenOff`. */
async function verifyContent(
  state: State,
  context: ReturnType<typeof transactionContextAt>,
  { evidence, transactions, hasSignatures }: AuditedContent & { readonly hasSignatures: boolean },
  { height, verify }: { readonly height: Height; readonly verify: VerifyClaim },
): Promise<{ readonly signatures: number; readonly pruned: number }> {
  for (const [index, one] of evidence.entries()) {
    const fault = await claimsFault(validateEvidence(state, context, one), verify);
    if (fault !== undefined) throw new BrokenOff(height, `evidence ${index}: ${fault.problem}`);
  }
  const ofEvidence = 2 * evidence.length;
  const witnesses = transactions.reduce((sum, { signed }) => sum + signed.witnesses.length, 0);
  if (!hasSignatures) return { signatures: ofEvidence, pruned: witnesses };
  for (const [index, transaction] of transactions.entries()) {
    const fault = await claimsFault(transactionClaims(state, context, transaction), verify);
    if (fault !== undefined) throw new BrokenOff(height, `transaction ${index}: ${fault.problem}`);
  }
  return { signatures: ofEvidence + witnesses, pruned: 0 };
}

interface Executing {
  readonly state: State;
  readonly tree: StateTree;
  readonly height: Height;
}

/** What a block does. Throws `BrokenOff`. */
function executeAudited(
  { state, tree, height }: Executing,
  context: Omit<BlockContext, 'evidence'>,
  { evidence, transactions }: AuditedContent,
): BlockExecution {
  const result = executeBlock(state, tree, { ...context, evidence }, transactions);
  if (result.ok) return result.execution;
  throw new BrokenOff(
    height,
    'problem' in result
      ? `evidence ${result.evidenceIndex}: ${result.problem}`
      : `transaction ${result.transactionIndex}: ${result.rejection}`,
  );
}

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

/** Receipts are what execution gives, and the index leads to each transaction. */
function auditReceipts(
  database: Database,
  { height, note }: At,
  receipts: readonly Receipt[] | null,
): void {
  const key = keys.receipts(height);
  const found = stored(database, key);
  if (receipts === null) {
    if (found !== undefined) note(height, 'it has receipts, and was pruned', key);
    return;
  }
  if (!isSame(found, encode(receiptsRecordCodec, receipts))) {
    note(height, 'its receipts are not those of its transactions', key);
  }
  for (const [index, { transactionId }] of receipts.entries()) {
    const key = keys.transaction(transactionId);
    if (!isSame(stored(database, key), encode(transactionRecordCodec, { height, index }))) {
      note(height, `the index of transaction ${index} is wrong or missing`, key);
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
    const place = keys.history(account, asset, { height, position });
    if (!isSame(stored(database, place), encode(balanceRecordCodec, { amount }))) {
      note(height, `the history of ${key} is wrong or incomplete`, place);
    }
  }
  return last.size;
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
