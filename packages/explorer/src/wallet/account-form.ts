/** Creating an account: for one key, or for several that sign together. */
import { createAccount } from '@trellis/client';
import { type Address, formatAddress, isSchemeName, parseAddress } from '@trellis/crypto';
import {
  limits,
  type Operation,
  type Policy,
  type PolicyKey,
  policyProblem,
  singleKeyPolicy,
} from '@trellis/protocol';
import { FieldProblem, type Values } from './values.ts';

/** A key as policies name it: `ml-dsa-65/trellis1…`. Not an account: nobody can pay it. */
export function policyKeyText({ scheme, address }: Omit<PolicyKey, 'weight'>): string {
  return `${scheme}/${formatAddress(address)}`;
}

/** Throws `FieldProblem`. */
export async function buildAccount(
  values: Values,
  { own }: { readonly own: Address },
): Promise<readonly Operation[]> {
  const keys = values
    .text('keys')
    .split(/\s+/)
    .filter((text) => text !== '')
    .map(readPolicyKey);
  if (keys.length === 0) throw new FieldProblem('keys', 'name a key');
  return [createAccount(own, policyOf(values, keys))];
}

function policyOf(values: Values, keys: readonly PolicyKey[]): Policy {
  const [only] = keys;
  if (only !== undefined && keys.length === 1) return singleKeyPolicy(only.scheme, only.address);
  const threshold = values.whole('threshold', 1, limits.policyKeysMax);
  const policy = { threshold, postQuantumWeight: 0, keys };
  switch (policyProblem(policy)) {
    case undefined:
      return policy;
    case 'duplicate_key':
      throw new FieldProblem('keys', 'a key is named twice');
    default:
      throw new FieldProblem('threshold', `there are only ${keys.length} keys`);
  }
}

function readPolicyKey(text: string): PolicyKey {
  const [scheme = '', addressText = '', ...more] = text.split('/');
  const address = parseAddress(addressText);
  if (isSchemeName(scheme) && address !== undefined && more.length === 0) {
    return { scheme, address, weight: 1 };
  }
  throw new FieldProblem('keys', `expected keys such as ml-dsa-65/trellis1…, not ${text}`);
}
