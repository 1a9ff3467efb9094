/** Creating an account: for one key, or for several that sign together. */
import { createAccount } from '@trellis/client';
import { type Address, formatAddress, isSchemeName, parseAddress } from '@trellis/crypto';
import { type Operation, type Policy, type PolicyKey, singleKeyPolicy } from '@trellis/protocol';
import { t } from '../page/language.ts';
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
  const keys = values.words('keys').map((text) => readPolicyKey('keys', text));
  return [createAccount(own, policyOf(values, keys))];
}

function policyOf(values: Values, keys: readonly PolicyKey[]): Policy {
  const [only] = keys;
  if (only !== undefined && keys.length === 1) return singleKeyPolicy(only.scheme, only.address);
  if (new Set(keys.map(({ address }) => address)).size < keys.length) {
    throw new FieldProblem('keys', t('a key is named twice'));
  }
  // Each key counts once.
  return { threshold: values.whole('threshold', keys.length), postQuantumWeight: 0, keys };
}

/** Throws `FieldProblem` of the field that it was typed into. */
export function readPolicyKey(field: string, text: string): PolicyKey {
  const [scheme = '', addressText = '', ...more] = text.split('/');
  const address = parseAddress(addressText);
  if (isSchemeName(scheme) && address !== undefined && more.length === 0) {
    return { scheme, address, weight: 1 };
  }
  throw new FieldProblem(
    field,
    t('enter keys such as ml-dsa-65/trellis1…, not {0}', text.slice(0, 100)),
  );
}
