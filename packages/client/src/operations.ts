/** One builder for each operation, with the names that its parts have in a sentence. */
import type { Address } from '@trellis/crypto';
import {
  type AssetCode,
  type Choice,
  type GovernanceAction,
  type Height,
  noRemittance,
  type OperationOf,
  type Policy,
  type RecoveryRule,
  type Remittance,
} from '@trellis/protocol';
import { givenObject } from './given.ts';

/**
 * Moves `amount` smallest units of an asset.
 *
 * @example
 * const operation = transfer({ from, to, asset, amount: 1_250n });
 */
export function transfer(move: {
  readonly from: Address;
  readonly to: Address;
  readonly asset: AssetCode;
  readonly amount: bigint;
}): OperationOf<'transfer'> {
  const { from, ...rest } = givenObject(move, 'the parts of an operation');
  return { type: 'transfer', source: from, ...rest };
}

/**
 * Moves `amount` smallest units of an asset, and says what for; what is left out of `remittance` is empty.
 *
 * @example
 * const remittance = { endToEndId: 'invoice 7' };
 * const { receipt } = await client.send({ operations: [pay({ from, to, asset, amount: 5n, remittance })] });
 */
export function pay(payment: {
  readonly from: Address;
  readonly to: Address;
  readonly asset: AssetCode;
  readonly amount: bigint;
  readonly remittance: Partial<Remittance>;
}): OperationOf<'pay'> {
  const { from, remittance, ...rest } = givenObject(payment, 'the parts of an operation');
  return { type: 'pay', source: from, ...rest, remittance: { ...noRemittance, ...remittance } };
}

/**
 * Publishes the key that texts for an account are sealed with; `null` takes it away.
 *
 * @example
 * const operation = setEncryptionKey(from, null); // payments to it are no longer encrypted
 */
export function setEncryptionKey(
  account: Address,
  publicKey: Uint8Array | null,
): OperationOf<'setEncryptionKey'> {
  return { type: 'setEncryptionKey', source: account, publicKey };
}

/**
 * Says who else can read what is sealed in payments of an asset; for its issuer alone.
 *
 * @example
 * const operation = setAuditor({ issuer: from, asset, auditor: to });
 */
export function setAuditor(choice: {
  readonly issuer: Address;
  readonly asset: AssetCode;
  readonly auditor: Address | null;
}): OperationOf<'setAuditor'> {
  const { issuer, ...rest } = givenObject(choice, 'the parts of an operation');
  return { type: 'setAuditor', source: issuer, ...rest };
}

/**
 * Creates the account whose address is `policyAddress(policy)`; `source` pays nothing but signs.
 *
 * @example
 * const operation = createAccount(from, policy);
 */
export function createAccount(source: Address, policy: Policy): OperationOf<'createAccount'> {
  return { type: 'createAccount', source, policy };
}

/**
 * Gives an account other keys, from the next block on.
 *
 * @example
 * const operation = setPolicy(from, policy);
 */
export function setPolicy(account: Address, policy: Policy): OperationOf<'setPolicy'> {
  return { type: 'setPolicy', source: account, policy };
}

/**
 * Defines an asset with `issuer` as the account that may mint it.
 *
 * @example
 * const operation = defineAsset({ issuer: from, asset, decimals: 2, name: 'Euro' });
 */
export function defineAsset(definition: {
  readonly issuer: Address;
  readonly asset: AssetCode;
  readonly decimals: number;
  readonly name: string;
}): OperationOf<'defineAsset'> {
  const { issuer, ...rest } = givenObject(definition, 'the parts of an operation');
  return { type: 'defineAsset', source: issuer, ...rest };
}

/**
 * Makes new units of an asset; for its issuer alone.
 *
 * @example
 * const operation = mint({ issuer: from, to, asset, amount: 5_000n });
 */
export function mint(units: {
  readonly issuer: Address;
  readonly to: Address;
  readonly asset: AssetCode;
  readonly amount: bigint;
}): OperationOf<'mint'> {
  const { issuer, ...rest } = givenObject(units, 'the parts of an operation');
  return { type: 'mint', source: issuer, ...rest };
}

/**
 * Destroys units that `holder` has.
 *
 * @example
 * const operation = burn({ holder: from, asset, amount: 5n });
 */
export function burn(units: {
  readonly holder: Address;
  readonly asset: AssetCode;
  readonly amount: bigint;
}): OperationOf<'burn'> {
  const { holder, ...rest } = givenObject(units, 'the parts of an operation');
  return { type: 'burn', source: holder, ...rest };
}

/**
 * Names the keys that can recover an account, and in how many blocks at the earliest; `null`: none can.
 *
 * @example
 * const operation = setRecovery(from, null); // nobody can recover it any more
 */
export function setRecovery(
  account: Address,
  recovery: RecoveryRule | null,
): OperationOf<'setRecovery'> {
  return { type: 'setRecovery', source: account, recovery };
}

/**
 * Begins to give an account other keys; its recovery keys sign, and its owner can veto.
 *
 * @example
 * const operation = startRecovery(from, policy);
 */
export function startRecovery(account: Address, policy: Policy): OperationOf<'startRecovery'> {
  return { type: 'startRecovery', source: account, policy };
}

/**
 * Ends a recovery that was started; the account's own keys sign.
 *
 * @example
 * const operation = vetoRecovery(from);
 */
export function vetoRecovery(account: Address): OperationOf<'vetoRecovery'> {
  return { type: 'vetoRecovery', source: account };
}

/**
 * Gives an account the keys that its recovery was started for, after the delay; its recovery keys sign.
 *
 * @example
 * const operation = finishRecovery(from);
 */
export function finishRecovery(account: Address): OperationOf<'finishRecovery'> {
  return { type: 'finishRecovery', source: account };
}

/**
 * Puts actions to the vote of the validators; approves them with `operator`'s own power.
 *
 * @example
 * const { header } = await client.head();
 * const expiresAt = toHeight(header.height + 1_000n);
 * const operation = propose({ operator: from, actions: [{ type: 'removeNode', node: 'node4' }], expiresAt });
 */
export function propose(proposal: {
  readonly operator: Address;
  readonly actions: readonly GovernanceAction[];
  /** The last block in which it can be voted on. */
  readonly expiresAt: Height;
}): OperationOf<'propose'> {
  const { operator, ...rest } = givenObject(proposal, 'the parts of an operation');
  return { type: 'propose', source: operator, ...rest };
}

/**
 * Votes on a proposal with the power of the validators that `operator` operates.
 *
 * @example
 * const operation = vote({ operator: from, proposal: 1, choice: 'approve' });
 */
export function vote(ballot: {
  readonly operator: Address;
  readonly proposal: number;
  readonly choice: Choice;
}): OperationOf<'vote'> {
  const { operator, ...rest } = givenObject(ballot, 'the parts of an operation');
  return { type: 'vote', source: operator, ...rest };
}

/**
 * Says which version of the protocol the software of a node knows that `operator` operates.
 *
 * @example
 * const operation = announceVersion({ operator: from, node: 'node1', version: 1 });
 */
export function announceVersion(announcement: {
  readonly operator: Address;
  readonly node: string;
  readonly version: number;
}): OperationOf<'announceVersion'> {
  const { operator, ...rest } = givenObject(announcement, 'the parts of an operation');
  return { type: 'announceVersion', source: operator, ...rest };
}
