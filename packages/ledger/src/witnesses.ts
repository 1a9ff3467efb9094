/** Which signatures of a transaction must be verified, and whether they suffice. */
import {
  type Address,
  keyAddress,
  type RequiredClaims,
  type SchemeName,
  schemes,
} from '@trellis/crypto';
import {
  encodedTransactionMessage,
  type Policy,
  type PolicyKey,
  type PublicKeyRecord,
  type Rejection,
  requiredSigners,
  type SignedTransaction,
  splitSignedTransaction,
  stateKey,
  transactionPurpose,
  type Witness,
} from '@trellis/protocol';
import type { KnownTransaction, VerifiedTransaction } from './known-transaction.ts';
import type { TransactionContext } from './state/block-context.ts';
import { type EffectivePolicy, effectivePolicy } from './state/effective-policy.ts';
import type { State } from './state/state.ts';

/** A signature to verify, and the key of the policy that it is by. */
export interface WitnessClaim {
  readonly keyAddress: Address;
  readonly scheme: SchemeName;
  readonly publicKey: Uint8Array;
  readonly signature: Uint8Array;
}

/** The signatures that must verify, or why the witnesses are not enough whatever they are worth. */
export type WitnessClaims =
  | { readonly ok: true; readonly claims: readonly WitnessClaim[] }
  | { readonly ok: false; readonly rejection: Rejection };

/** An account that must agree, and how much weight its witnesses bring. */
interface Signer extends EffectivePolicy {
  weight: number;
  /** Of that, the weight of keys that withstand a quantum computer. */
  postQuantum: number;
}

/** A witness with the key of the policy that it says it is by. */
interface KeyWitness {
  readonly witness: Witness;
  readonly signer: Signer;
  readonly key: PolicyKey;
}

/**
 * The claims of a transaction's witnesses, one each, in order. Policies and registered keys are those
 * of `state`, the state before the block: so all signatures of a block can be verified at once, before
 * any of it is executed, and an account made in a block acts from the next.
 *
 * A transaction carries no signature it can do without, as every node would have to keep and verify
 * it: a witness whose account reaches its threshold without it is refused like one of a stranger.
 */
export function witnessClaims(
  state: State,
  context: TransactionContext,
  { transaction, witnesses }: SignedTransaction,
): WitnessClaims {
  const signers = new Map<Address, Signer>();
  for (const account of requiredSigners(transaction)) {
    const ruling = effectivePolicy(state, context, transaction, account);
    if (typeof ruling === 'string') return reject(ruling);
    signers.set(account, { ...ruling, weight: 0, postQuantum: 0 });
  }
  return claimsUnder(state, signers, witnesses);
}

/**
 * The claims of witnesses that meet the policy of one account, as they would for a transaction of it: for what its owners
 * sign beside the chain.
 */
export function accountClaims(
  state: State,
  context: TransactionContext,
  account: Address,
  witnesses: readonly Witness[],
): WitnessClaims {
  const ruling = effectivePolicy(state, context, { operations: [] }, account);
  if (typeof ruling === 'string') return reject(ruling);
  const signers = new Map([[account, { ...ruling, weight: 0, postQuantum: 0 }]]);
  return claimsUnder(state, signers, witnesses);
}

function claimsUnder(
  state: State,
  signers: ReadonlyMap<Address, Signer>,
  witnesses: readonly Witness[],
): WitnessClaims {
  const keyWitnesses: KeyWitness[] = [];
  for (const [index, witness] of witnesses.entries()) {
    const { account, keyIndex } = witness;
    const signer = signers.get(account);
    if (signer === undefined) return reject('witness_unneeded');
    if (index > 0 && isRepeated(witnesses, index)) return reject('witness_duplicate');
    const key = signer.policy.keys[keyIndex];
    if (key === undefined) return reject('unknown_key');
    if (!signer.schemes.includes(key.scheme)) return reject('scheme_phased_out');
    signer.weight += key.weight;
    signer.postQuantum += postQuantumWeight(key);
    keyWitnesses.push({ witness, signer, key });
  }
  for (const { policy, weight, postQuantum } of signers.values()) {
    if (!isMet(policy, weight, postQuantum)) return reject('policy_not_met');
  }
  for (const { signer, key } of keyWitnesses) {
    const { policy, weight, postQuantum } = signer;
    if (isMet(policy, weight - key.weight, postQuantum - postQuantumWeight(key))) {
      return reject('witness_unneeded');
    }
  }
  return claimsOf(state, keyWitnesses);
}

/** Whether an earlier one is by the same key of the same account; there are no more than `limits.witnessesMax`. */
function isRepeated(witnesses: readonly Witness[], at: number): boolean {
  const same = (one: Witness): boolean =>
    one.account === witnesses[at]?.account && one.keyIndex === witnesses[at]?.keyIndex;
  return witnesses.findIndex(same) < at;
}

/** Whether signatures of this weight satisfy a policy. */
function isMet(policy: Policy, weight: number, postQuantum: number): boolean {
  return weight >= policy.threshold && postQuantum >= policy.postQuantumWeight;
}

function postQuantumWeight({ scheme, weight }: PolicyKey): number {
  return schemes[scheme].postQuantum ? weight : 0;
}

/** The claims of witnesses that suffice, if their keys are known and their lengths right. */
function claimsOf(state: State, keyWitnesses: readonly KeyWitness[]): WitnessClaims {
  const claims: WitnessClaim[] = [];
  for (const { witness, key } of keyWitnesses) {
    const known = keyOf(state, key, witness);
    if (typeof known === 'string') return reject(known);
    claims.push({ keyAddress: key.address, ...known, signature: witness.signature });
  }
  for (const { scheme, signature } of claims) {
    if (signature.length !== schemes[scheme].signatureBytes) return reject('bad_signature');
  }
  return { ok: true, claims };
}

/** The key itself: from the witness on first use, else as registered, of the scheme that the policy names. */
function keyOf(
  state: State,
  { scheme, address }: PolicyKey,
  { publicKey }: Witness,
): PublicKeyRecord | Rejection {
  const registered = state.get(stateKey.key(address));
  if (registered !== undefined && registered.scheme !== scheme) return 'wrong_public_key';
  if (publicKey === null) return registered ?? 'missing_public_key';
  const { publicKeyBytes } = schemes[scheme];
  if (publicKey.length !== publicKeyBytes || keyAddress(scheme, publicKey) !== address) {
    return 'wrong_public_key';
  }
  // The registered array is the one the verifier has parsed before.
  return registered ?? { scheme, publicKey };
}

function reject(rejection: Rejection): WitnessClaims {
  return { ok: false, rejection };
}

/**
 * The policies that a transaction's witnesses are validated by, to be remembered with it; `undefined` if it brings a key
 * along, which may be registered meanwhile.
 */
export function policiesOf(
  state: State,
  context: TransactionContext,
  { transaction, witnesses }: SignedTransaction,
): readonly EffectivePolicy[] | undefined {
  if (witnesses.some(({ publicKey }) => publicKey !== null)) return undefined;
  const policies: EffectivePolicy[] = [];
  for (const account of requiredSigners(transaction)) {
    const ruling = effectivePolicy(state, context, transaction, account);
    if (typeof ruling === 'string') return undefined;
    policies.push(ruling);
  }
  return policies;
}

/** Whether the policies are those under which the witnesses sufficed. Records are immutable, so an equal one is the same. */
function stillSuffices(
  state: State,
  context: TransactionContext,
  { signed: { transaction }, sufficedUnder }: VerifiedTransaction,
): boolean {
  if (sufficedUnder === undefined) return false;
  return requiredSigners(transaction).every((account, index) => {
    const now = effectivePolicy(state, context, transaction, account);
    const before = sufficedUnder[index];
    if (typeof now === 'string' || before === undefined || now.policy !== before.policy)
      return false;
    return (
      now.schemes.length === before.schemes.length &&
      now.schemes.every((scheme, position) => scheme === before.schemes[position])
    );
  });
}

/**
 * The claims that must hold for a transaction's witnesses to suffice under the policies of `state`, and the
 * keys that they are by. What was verified before, for the same keys, needs no claim: a signature stays
 * valid, a policy may have changed.
 */
export function transactionClaims(
  state: State,
  context: TransactionContext,
  transaction: KnownTransaction | VerifiedTransaction,
): RequiredClaims<Rejection> & { readonly keys: readonly Address[] } {
  if ('verifiedKeys' in transaction && stillSuffices(state, context, transaction)) {
    return { ok: true, claims: [], keys: transaction.verifiedKeys };
  }
  const required = witnessClaims(state, context, transaction.signed);
  if (!required.ok) return { ok: false, problem: required.rejection, keys: [] };
  const keys = required.claims.map(({ keyAddress }) => keyAddress);
  if (
    'verifiedKeys' in transaction &&
    keys.every((key, index) => key === transaction.verifiedKeys[index])
  ) {
    return { ok: true, claims: [], keys };
  }
  const { transaction: body } = splitSignedTransaction(transaction.encoded);
  const message = encodedTransactionMessage(transaction.signed.transaction.chainId, body);
  const claims = required.claims.map(({ scheme, publicKey, signature }) => ({
    scheme,
    purpose: transactionPurpose,
    publicKey,
    message,
    signature,
  }));
  return { ok: true, claims, keys };
}
