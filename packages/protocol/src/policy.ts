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
  keys: list(policyKeyCodec, limits.policyKeysMax, 1),
});

export type PolicyKey = ValueOf<typeof policyKeyCodec>;
export type Policy = ValueOf<typeof policyCodec>;

/** Why a policy can't be one. */
export type PolicyProblem = 'zero_weight' | 'duplicate_key' | 'threshold_out_of_reach';

/** Checks what the encoding can't: weights, duplicates, and that the keys together reach the threshold. */
export function policyProblem(policy: Policy): PolicyProblem | undefined {
  if (policy.keys.some(({ weight }) => weight === 0)) return 'zero_weight';
  if (new Set(policy.keys.map(({ address }) => address)).size < policy.keys.length) {
    return 'duplicate_key';
  }
  const total = policy.keys.reduce((sum, { weight }) => sum + weight, 0);
  if (policy.threshold === 0 || policy.threshold > total) return 'threshold_out_of_reach';
  return undefined;
}

/** The policy of an account with one key. */
export function singleKeyPolicy(scheme: SchemeName, address: Address): Policy {
  return { threshold: 1, keys: [{ scheme, address, weight: 1 }] };
}

/**
 * The address of the account that is created with this policy. It follows from the policy, so nobody
 * can take the address that belongs to another's keys: a single key's own address, else a hash.
 */
export function policyAddress(policy: Policy): Address {
  const [first, ...rest] = policy.keys;
  if (first !== undefined && rest.length === 0) return first.address;
  return hash('policyAddress', encode(policyCodec, policy)) as Address;
}

/** The share of a policy's keys, by weight, that withstand a quantum computer: from 0 to 1. */
export function postQuantumShare(policy: Policy): number {
  const total = policy.keys.reduce((sum, { weight }) => sum + weight, 0);
  const safe = policy.keys.reduce(
    (sum, { scheme, weight }) => sum + (schemes[scheme].postQuantum ? weight : 0),
    0,
  );
  return safe / total;
}
