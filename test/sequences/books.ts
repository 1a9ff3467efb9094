/**
 * What the ledger should hold after operations that it let through: plain sums in maps, made without any
 * of its rules. It refuses what no rule may let through: units from nothing, and moves of what is frozen.
 */
import assert from 'node:assert/strict';
import type { Address, Hash } from '@trellis/crypto';
import {
  type AssetCode,
  type AssetRecord,
  type AssetRulesRecord,
  accountsOf,
  amountMax,
  entriesOf,
  type Genesis,
  type HoldRecord,
  holdId,
  type Movement,
  noAssetRules,
  type Operation,
  operationMovements,
  policyAddress,
  type RecordOf,
  type StateKey,
  type StateKind,
  stateKey,
  stateKeyParts,
} from '@trellis/protocol';

/** Who moves which units, so that freezes and lists can be asked of both ends. */
interface Asset {
  readonly issuer: Address;
  supply: bigint;
  rules: AssetRulesRecord;
  readonly frozen: Set<Address>;
  readonly listed: Set<Address>;
}

export interface Books {
  readonly assets: Map<AssetCode, Asset>;
  /** By `<account>/<asset>`; none is zero. */
  readonly balances: Map<string, bigint>;
  readonly holds: Map<Hash, HoldRecord>;
}

export function openBooks({ assets, accounts }: Genesis): Books {
  const books: Books = { assets: new Map(), balances: new Map(), holds: new Map() };
  for (const { asset, issuer } of assets) define(books, asset, issuer);
  for (const { policy, balances } of accounts) {
    for (const { asset, amount } of balances) {
      add(books, policyAddress(policy), asset, amount);
      assetOf(books, asset).supply += amount;
    }
  }
  return books;
}

/** What came back at the start of a block of this time. */
export function bookExpiries(books: Books, time: bigint): void {
  for (const [id, { payer, asset, amount, expiresAt }] of books.holds) {
    if (expiresAt > time) continue;
    books.holds.delete(id);
    add(books, payer, asset, amount);
  }
}

/** Books an operation of a transaction that succeeded: what the table of operations says that it moves. */
export function bookOperation(
  books: Books,
  operation: Operation,
  { transactionId, index }: { readonly transactionId: Hash; readonly index: number },
): void {
  const held = 'hold' in operation ? holdOf(books, operation.hold) : null;
  for (const movement of operationMovements(operation, held)) bookMovement(books, movement);
  if ('hold' in operation) books.holds.delete(operation.hold);
  const { source } = operation;
  switch (operation.type) {
    case 'reserve': {
      const { to, asset, amount, expiresAt, release } = operation;
      const id = holdId(transactionId, index);
      assert(!books.holds.has(id), 'a hold was made twice');
      const hold = { payer: source, payee: to, asset, amount, expiresAt, release };
      // Since when is not the books' business.
      books.holds.set(id, { ...hold, reservedAt: 0n as HoldRecord['reservedAt'] });
      break;
    }
    case 'defineAsset':
      define(books, operation.asset, source);
      break;
    case 'setAssetRules': {
      const asset = assetOf(books, operation.asset);
      for (const name of asset.rules.locked) {
        assert.equal(operation.rules[name], asset.rules[name], `${name} was locked`);
      }
      const frozen = operation.rules.freeze === 'issuer' ? asset.rules.frozen : false;
      asset.rules = { ...operation.rules, frozen };
      break;
    }
    case 'freeze':
    case 'unfreeze': {
      const asset = assetOf(books, operation.asset);
      const freezes = operation.type === 'freeze';
      if (operation.account === null) {
        asset.rules = { ...asset.rules, frozen: freezes };
      } else if (freezes) asset.frozen.add(operation.account);
      else asset.frozen.delete(operation.account);
      break;
    }
    case 'allowHolder':
      assetOf(books, operation.asset).listed.add(operation.account);
      break;
    case 'disallowHolder':
      assetOf(books, operation.asset).listed.delete(operation.account);
      break;
  }
}

/** Books a movement of known units. */
export function bookMovement(books: Books, movement: Movement): void {
  const { kind, from, to, asset, amount } = movement;
  assert(asset !== null && amount !== null && to !== null, `nobody knows what a ${kind} moves`);
  if (amount === 0n) return;
  if (kind === 'clawback') {
    assert.equal(assetOf(books, asset).rules.clawback, 'issuer', 'clawback against the rules');
  } else if (kind !== 'return') expectMovable(books, asset, accountsOf(movement));
  if (from.type === 'account') add(books, from.account, asset, -amount);
  if (to.type === 'account') add(books, to.account, asset, amount);
  if (from.type === 'supply') assetOf(books, asset).supply += amount;
  if (to.type === 'supply') assetOf(books, asset).supply -= amount;
}

/** Throws unless the state holds exactly what the books say, and supply is balances and holds together. */
export function expectBooked(
  books: Books,
  records: ReadonlyMap<StateKey, RecordOf<StateKind>>,
): void {
  const sums = new Map<string, bigint>();
  const balances = new Map<string, bigint>();
  let holds = 0;
  const count = (asset: string, amount: bigint): void => {
    assert(amount > 0n && amount <= amountMax, `an amount of ${amount}`);
    sums.set(asset, (sums.get(asset) ?? 0n) + amount);
  };
  for (const [key, { amount }] of entriesOf('balance', records)) {
    const [account, asset] = stateKeyParts(key);
    balances.set(`${account}/${asset}`, amount);
    count(asset, amount);
  }
  for (const [key, { reservedAt: _, ...hold }] of entriesOf('hold', records)) {
    const { reservedAt: __, ...booked } = holdOf(books, ...stateKeyParts(key));
    assert.deepEqual(hold, booked);
    count(hold.asset, hold.amount);
    holds += 1;
  }
  assert.deepEqual(balances, books.balances);
  assert.equal(holds, books.holds.size);
  for (const [code, { supply, rules }] of books.assets) {
    const record = records.get(stateKey.asset(code)) as AssetRecord;
    assert.equal(record.supply, supply, `supply of ${code}`);
    assert.equal(sums.get(code) ?? 0n, supply, `balances and holds of ${code}`);
    assert(supply <= (rules.supplyMax ?? amountMax), `more ${code} than there may be`);
  }
}

function define(books: Books, code: AssetCode, issuer: Address): void {
  assert(!books.assets.has(code), `${code} was defined twice`);
  const none = { supply: 0n, rules: noAssetRules };
  books.assets.set(code, { issuer, ...none, frozen: new Set(), listed: new Set() });
}

function expectMovable(books: Books, code: AssetCode, accounts: readonly Address[]): void {
  const { rules, frozen, listed, issuer } = assetOf(books, code);
  assert.equal(rules.frozen, false, `${code} is frozen, and was moved`);
  for (const account of accounts) {
    const isFrozen = rules.freeze === 'issuer' && frozen.has(account);
    assert(!isFrozen, `a frozen account sent or received ${code}`);
    const isListed = rules.holders === 'anyone' || account === issuer || listed.has(account);
    assert(isListed, `an account off the list sent or received ${code}`);
  }
}

function add(books: Books, account: Address, code: AssetCode, amount: bigint): void {
  const key = `${account}/${code}`;
  const held = (books.balances.get(key) ?? 0n) + amount;
  assert(held >= 0n && held <= amountMax, `a balance of ${held}`);
  if (held === 0n) books.balances.delete(key);
  else books.balances.set(key, held);
}

function assetOf(books: Books, code: AssetCode): Asset {
  const asset = books.assets.get(code);
  assert(asset !== undefined, `an operation on ${code}, which does not exist`);
  return asset;
}

function holdOf(books: Books, id: Hash): HoldRecord {
  const hold = books.holds.get(id);
  assert(hold !== undefined, `there should be no hold ${id}`);
  return hold;
}
