/** Runs transactions of random operations on a ledger in memory, and checks each block against the books. */
import assert from 'node:assert/strict';
import type { Address } from '@trellis/crypto';
import {
  checkTransaction,
  executeBlock,
  hasRole,
  type KnownTransaction,
  lastSequence,
  type StateChanges,
} from '@trellis/ledger';
import {
  addressOf,
  createLedger,
  EUR,
  makeGenesis,
  publicKeyOf,
  type TestLedger,
  transaction,
  upgradeToNewest,
} from '@trellis/ledger/testing/ledger-fixture';
import {
  type AssetCode,
  defaultChainLimits,
  entriesOf,
  feePaid,
  type Genesis,
  type HoldRecord,
  type Operation,
  type OperationType,
  operationFacts,
  operationTypes,
  type RecordOf,
  type Rejection,
  type StateKey,
  type StateKind,
  type Status,
  stateKey,
  stateKeyParts,
  toHeight,
} from '@trellis/protocol';
import { createRandom } from '../simulation/random.ts';
import { bookExpiries, bookMovement, bookOperation, expectBooked, openBooks } from './books.ts';
import { names, operators, randomOperation, type World } from './random-operation.ts';

export interface SequenceOutcome {
  readonly operations: number;
  readonly transactions: number;
  readonly succeeded: number;
  /** Transactions that no block could hold. */
  readonly refused: number;
  /** Operations that were applied, by kind. */
  readonly applied: ReadonlyMap<OperationType, number>;
  /** Outcomes of transactions. */
  readonly statuses: ReadonlyMap<Status, number>;
  readonly expired: number;
}

/** Throws what does not hold, with the operation after which it did not. */
export function runSequence(seed: number, operationsMin: number): SequenceOutcome {
  const random = createRandom(seed);
  const genesis = sequenceGenesis();
  const ledger = createLedger(genesis);
  // Half of them by the rules of the first version.
  if (seed % 2 === 0) beginNewest(ledger);
  const world: World = { random, ledger, books: openBooks(genesis) };
  const applied = new Map<OperationType, number>();
  const statuses = new Map<Status, number>();
  const count = { operations: 0, transactions: 0, succeeded: 0, refused: 0, expired: 0 };
  while (count.operations < operationsMin) {
    passTime(world);
    const due = [...world.books.holds.values()].filter((hold) => isDue(hold, ledger)).length;
    const one = randomTransaction(world);
    const { operations } = one.signed.transaction;
    count.operations += operations.length;
    if (rejectionOf(ledger, one) !== undefined) {
      count.refused += 1;
      continue;
    }
    count.expired += due;
    count.transactions += 1;
    const status = within(`operation ${count.operations}`, () => step(world, one));
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status !== 'success') continue;
    count.succeeded += 1;
    for (const { type } of operations) applied.set(type, (applied.get(type) ?? 0) + 1);
  }
  return { ...count, applied, statuses };
}

/** With a directory from the beginning, or it would take long until a vote grants the role. */
function beginNewest(ledger: TestLedger): void {
  upgradeToNewest(ledger);
  const key = stateKey.roles(addressOf('issuer'));
  const { roles = [] } = ledger.state.get(key) ?? {};
  ledger.records.set(key, { roles: [...roles, 'directory'] });
}

/** Four operators with a vote each, so that three agree; fees in EUR, which has rules like any asset. */
function sequenceGenesis(): Genesis {
  const base = makeGenesis(names.filter((name) => name !== 'issuer'));
  const [first] = base.validators;
  assert(first !== undefined);
  const validators = operators.map((name, index) => ({
    ...first,
    name: `node${index + 1}`,
    publicKey: index === 0 ? first.publicKey : publicKeyOf(`validator${index}`),
    peer: `${first.peer.slice(0, -1)}${index + 1}`,
    networkKey: addressOf(`network${index}`),
    operator: addressOf(name),
  }));
  const fees = { asset: EUR, perTransaction: 1n, perByte: 0n, perSignature: 0n, recipient: null };
  const limits = { ...defaultChainLimits, recoveryDelay: 1 };
  const pound = { asset: 'GBP' as AssetCode, issuer: addressOf('bob'), decimals: 2, name: 'Pound' };
  return { ...base, validators, fees, limits, assets: [...base.assets, pound] };
}

/** Mostly milliseconds, sometimes so much that holds end, sometimes exactly to the end of one. */
function passTime({ random, ledger, books }: World): void {
  const ms = random.chance(0.05) ? random.between(1_000, 20_000) : random.between(1, 50);
  const next = [...books.holds.values()].map(({ expiresAt }) => expiresAt).sort()[0];
  const time = ledger.header.time + BigInt(ms);
  // The block's time is one later.
  const exact = next !== undefined && random.chance(0.02) ? next - 1n : time;
  ledger.header = { ...ledger.header, time: exact };
}

function isDue({ expiresAt }: HoldRecord, ledger: TestLedger): boolean {
  return expiresAt <= ledger.context().time;
}

function randomTransaction(world: World): KnownTransaction {
  const { random, ledger } = world;
  const operations = Array.from({ length: random.pick([1, 1, 1, 1, 1, 2, 2, 4]) }, () =>
    randomOperation(world),
  );
  const acting = operations.map((operation) => knownSource(ledger, operation));
  const validUntil = toHeight(ledger.header.height + 10n);
  const by = (sender: string): KnownTransaction => {
    const sequence = lastSequence(ledger.state, addressOf(sender)) + 1n;
    return transaction(sender, sequence, acting, { validUntil });
  };
  // Whoever can pay the fee, if one of three can.
  const drawn = [random.pick(names), random.pick(names), random.pick(names)].map(by);
  return drawn.find((one) => rejectionOf(ledger, one) === undefined) ?? by('issuer');
}

function rejectionOf(
  ledger: TestLedger,
  { signed, encoded }: KnownTransaction,
): Rejection | undefined {
  return checkTransaction(ledger.state, ledger.context(), signed, encoded.length);
}

/** Whoever has no account can't sign: such an operation acts for alice instead. */
function knownSource(ledger: TestLedger, operation: Operation): Operation {
  if (ledger.records.has(stateKey.account(operation.source))) return operation;
  return { ...operation, source: addressOf('alice') };
}

/** Executes one block and checks all that must hold of it. */
function step({ ledger, books }: World, one: KnownTransaction): Status {
  const context = ledger.context();
  const before = new Map(ledger.records);
  const roles = rolesBefore(ledger);
  // The start of the block alone, to tell what came back by itself from what the transaction did.
  const returned = returnedAlone(ledger);
  bookExpiries(books, context.time);
  const { receipts, changes, roots } = ledger.run(one);
  const [receipt] = receipts;
  assert(receipt !== undefined);
  const { sender, operations } = one.signed.transaction;
  if (context.fees !== null) {
    const to = context.fees.recipient ?? addressOf(operators[0]);
    bookMovement(
      books,
      feePaid({ from: sender, to, asset: context.fees.asset, amount: receipt.fee }),
    );
  }
  if (receipt.status === 'success') {
    for (const [index, operation] of operations.entries()) {
      expectAllowed(roles, before, operations, index);
      bookOperation(books, operation, { transactionId: one.id, index });
    }
  } else {
    const fee = context.fees;
    const own = new Set<StateKey>([stateKey.account(sender)]);
    if (fee !== null) {
      const recipient = fee.recipient ?? addressOf(operators[0]);
      for (const account of [sender, recipient]) own.add(stateKey.balance(account, fee.asset));
    }
    for (const key of changes.keys()) {
      const isOwn: boolean = own.has(key) || returned.has(key);
      assert(isOwn, `a transaction that failed changed ${key}`);
    }
    assert.equal(lastSequence(ledger.state, sender), one.signed.transaction.sequence);
  }
  expectBooked(books, ledger.records);
  expectQueued(ledger, context.time);
  expectMandates(ledger);
  assert.equal(roots.stateRoot, ledger.header.stateRoot);
  return receipt.status;
}

/** What the start of the next block changes, whatever is in it. */
function returnedAlone(ledger: TestLedger): StateChanges {
  const empty = executeBlock(ledger.state, ledger.tree, ledger.context(), []);
  assert(empty.ok);
  return empty.execution.changes;
}

type HasRole = (account: Address, operation: OperationType) => boolean;

function rolesBefore(ledger: TestLedger): HasRole {
  const { height } = ledger.context();
  const known = new Map<string, boolean>();
  for (const name of [...names, 'emil', 'fay', 'gus']) {
    for (const role of new Set(operationTypes.map((type) => operationFacts(type).role))) {
      const account = addressOf(name);
      known.set(`${account} ${role}`, hasRole(ledger.state, account, role, height));
    }
  }
  return (account, operation) => known.get(`${account} ${operationFacts(operation).role}`) ?? false;
}

/** Nothing succeeds without its role, nor on an asset of somebody else. */
function expectAllowed(
  has: HasRole,
  before: ReadonlyMap<StateKey, RecordOf<StateKind>>,
  operations: readonly Operation[],
  index: number,
): void {
  const operation = operations[index];
  assert(operation !== undefined);
  // A proposal that passed in this transaction may have granted or taken the role.
  const voted = operations
    .slice(0, index)
    .some(({ type }) => type === 'propose' || type === 'vote');
  assert(voted || has(operation.source, operation.type), `${operation.type} without its role`);
  if (operationFacts(operation.type).limitedTo !== 'ownAsset' || !('asset' in operation)) return;
  const asset = before.get(stateKey.asset(operation.asset)) as { issuer: Address } | undefined;
  // Defined in this transaction, by whoever then issues it.
  if (asset === undefined) return;
  assert.equal(asset.issuer, operation.source, `${operation.type} of another’s asset`);
}

/** Every mandate is listed once by its owner, and nothing more was used of it than was granted. */
function expectMandates({ records }: TestLedger): void {
  const listed: string[] = [];
  const granted: string[] = [];
  for (const [key, { mandates }] of entriesOf('mandates', records)) {
    const [owner] = stateKeyParts(key);
    listed.push(...mandates.map((id) => `${owner} ${id}`));
  }
  for (const [key, mandate] of entriesOf('mandate', records)) {
    const [id] = stateKeyParts(key);
    granted.push(`${mandate.owner} ${id}`);
    assert(mandate.payments <= mandate.paymentsMax, `too many payments under ${id}`);
    assert(mandate.spent <= mandate.periodMax, `too much was spent under ${id}`);
  }
  assert.deepEqual(listed.sort(), granted.sort());
}

/** Every open hold is to end at its time, in one place, and none is overdue. */
function expectQueued({ records }: TestLedger, time: bigint): void {
  const listed: string[] = [];
  const seconds: bigint[] = [];
  const queue: bigint[] = [];
  const holds: string[] = [];
  for (const [key, record] of entriesOf('expiry', records)) {
    seconds.push(...stateKeyParts(key));
    listed.push(...record.holds);
  }
  for (const [, { second }] of entriesOf('expiryQueue', records)) queue.push(second);
  for (const [key, { expiresAt }] of entriesOf('hold', records)) {
    const [id] = stateKeyParts(key);
    assert(expiresAt > time, `the hold ${id} is overdue`);
    holds.push(id);
  }
  const sorted = (values: readonly bigint[]) => [...values].sort((a, b) => (a < b ? -1 : 1));
  assert.deepEqual(sorted(queue), sorted(seconds));
  assert.deepEqual(listed.sort(), holds.sort());
}

function within<T>(where: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw new Error(`${where}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
