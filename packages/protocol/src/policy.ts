/** Who may sign for an account: a threshold over weighted keys of any allowed scheme. */
import { type Address, hash, type SchemeName, schemes } from '@trellis/crypto';
import { encode, type ValueOf } from './codec.ts';
import { addressCodec, uint16 } from './codec-basic.ts';
import { container, list } from './codec-composite.ts';
import { limits } from './limits.ts';
import { schemeCodec } from './scalars.ts';

/** One key of a policy, by its address: the public key itself is registered on first use. */
const policyKeyCodec = container({ scheme: schemeCodec, address: addressCodec, weight: uint16 });

/** Signatures of keys whose weights add up to `threshold` satisfy the policy. */
export const policyCodec = container({
  threshold: uint16,
  /**
   * How much of the weight that signs must be of post-quantum keys, at least: without it, a policy of
   * mixed schemes is as strong as its classical keys.
   */
  postQuantumWeight: uint16,
  keys: list(policyKeyCodec, limits.policyKeysMax, 1),
});

export type PolicyKey = ValueOf<typeof policyKeyCodec>;
export type Policy = ValueOf<typeof policyCodec>;

/** Why a policy can't be one. */
export type PolicyProblem =
  | 'zero_weight'
  | 'duplicate_key'
  | 'threshold_out_of_reach'
  | 'post_quantum_out_of_reach';

/** Checks what the encoding can't: weights, duplicates, and that the keys together reach the threshold and the quota. */
export function policyProblem(policy: Policy): PolicyProblem | undefined {
  if (policy.keys.some(({ weight }) => weight === 0)) return 'zero_weight';
  if (new Set(policy.keys.map(({ address }) => address)).size < policy.keys.length) {
    return 'duplicate_key';
  }
  const { total, postQuantum } = weights(policy);
  if (policy.threshold === 0 || policy.threshold > total) return 'threshold_out_of_reach';
  if (policy.postQuantumWeight > postQuantum) return 'post_quantum_out_of_reach';
  return undefined;
}

/** The policy of an account with one key. */
export function singleKeyPolicy(scheme: SchemeName, address: Address): Policy {
  return { threshold: 1, postQuantumWeight: 0, keys: [{ scheme, address, weight: 1 }] };
}

/**
 * The address of the account that is created with this policy: a hash of the whole policy, also of one
 * with a single key. So nobody can create an account at an address that belongs to another's keys, with
 * other keys, another scheme or another threshold.
 */
export function policyAddress(policy: Policy): Address {
  return hash('policyAddress', encode(policyCodec, policy)) as Address;
}

/** The address of the account that this key alone signs for, from the key's own address. */
export function keyAccount(scheme: SchemeName, address: Address): Address {
  return policyAddress(singleKeyPolicy(scheme, address));
}

/**
 * Whether nobody can satisfy a policy without a post-quantum key: its quota asks for one, or its classical
 * keys alone do not reach the threshold. Three of five keys, two of them ML-DSA, are not enough for that.
 */
export function isPostQuantum(policy: Policy): boolean {
  const { total, postQuantum } = weights(policy);
  return policy.postQuantumWeight > 0 || total - postQuantum < policy.threshold;
}

/** The weight of all keys together, and of those that withstand a quantum computer. */
function weights({ keys }: Policy): { readonly total: number; readonly postQuantum: number } {
  let total = 0;
  let postQuantum = 0;
  for (const { scheme, weight } of keys) {
    total += weight;
    if (schemes[scheme].postQuantum) postQuantum += weight;
  }
  return { total, postQuantum };
}
