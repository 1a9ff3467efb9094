/** Reading accounts: their policy at a height and their sequence. */
import type { Address } from '@trellis/crypto';
import { type AccountRecord, type Height, type Policy, stateKey } from '@trellis/protocol';
import type { State } from './state.ts';

/** The policy that rules an account at this height; a rotation counts from the height it names. */
export function policyAt({ policy, nextPolicy }: AccountRecord, height: Height): Policy {
  return nextPolicy !== null && height >= nextPolicy.fromHeight ? nextPolicy.policy : policy;
}

/** The last sequence an account has used; 0 for one that never sent anything or does not exist. */
export function lastSequence(state: State, account: Address): bigint {
  return state.get(stateKey.account(account))?.sequence ?? 0n;
}
