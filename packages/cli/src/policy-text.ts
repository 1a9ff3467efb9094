/** Policies as users write them: keys by name or address, with weights, and a threshold. */
import { formatAddress, isMeantAsAddress, isSchemeName, parseAddress } from '@trellis/crypto';
import { findKey } from '@trellis/keystore';
import { type Policy, type PolicyKey, policyProblem, singleKeyPolicy } from '@trellis/protocol';
import { UsageError } from './command-error.ts';
import { wholeNumber } from './whole-number.ts';

/** How the help describes a key of a policy. */
export const policyKeyHelp =
  '\nA key is the name of one here, or <scheme>/<address> for somebody else’s (both are in "trellis\n' +
  'keys show"), with ":<weight>" behind it if it counts for more than 1.\n';

/** Reads `alice`, `alice:2` or `ml-dsa-65/trellis1…:2`. Throws `UsageError`. */
async function readPolicyKey(home: string, text: string): Promise<PolicyKey> {
  const [key = '', weightText = '1', ...rest] = text.split(':');
  if (rest.length > 0) throw notAKey(text);
  const weight = readWeight(weightText);
  const [scheme = '', addressText, ...more] = key.split('/');
  if (addressText === undefined) {
    if (isMeantAsAddress(key)) throw notAKey(text);
    const { scheme: own, address } = await findKey(home, key);
    return { scheme: own, address, weight };
  }
  const address = parseAddress(addressText);
  if (!isSchemeName(scheme) || address === undefined || more.length > 0) throw notAKey(text);
  return { scheme, address, weight };
}

/** A key as policies name it: `ml-dsa-65/trellis1…`. Not an account: nobody can pay it. */
export function policyKeyText({ scheme, address }: Omit<PolicyKey, 'weight'>): string {
  return `${scheme}/${formatAddress(address)}`;
}

/** The policy of these keys. Throws `UsageError` for one that no account can have. */
export async function readPolicy(
  home: string,
  keyTexts: readonly string[],
  threshold: number,
  postQuantumWeight = 0,
): Promise<Policy> {
  const keys = await Promise.all(keyTexts.map((text) => readPolicyKey(home, text)));
  const [only] = keys;
  // Weight and threshold of one key say nothing, and would only give its account another address.
  if (only !== undefined && keys.length === 1) return singleKeyPolicy(only.scheme, only.address);
  const policy = { threshold, postQuantumWeight, keys };
  switch (policyProblem(policy)) {
    case 'duplicate_key':
      throw new UsageError('invalid_policy', 'a key is named twice; give it a weight instead');
    case 'threshold_out_of_reach':
      throw new UsageError(
        'invalid_policy',
        `all keys together have less weight than the threshold of ${threshold}`,
      );
    case 'post_quantum_out_of_reach':
      throw new UsageError(
        'invalid_policy',
        `the post-quantum keys together have less weight than the ${postQuantumWeight} that must be post-quantum`,
      );
    default:
      return policy;
  }
}

/** A weight or a threshold. Throws `InvalidArgumentError`. */
export const readWeight = wholeNumber(1, 65_535);

/** The delay of a recovery in blocks. Throws `InvalidArgumentError`. */
export const readDelay = wholeNumber(1, 4_294_967_295);

function notAKey(text: string): UsageError {
  return new UsageError(
    'bad_policy_key',
    `"${text}" is not a key: write its name, or <scheme>/<address>, and :<weight> if it is not 1`,
  );
}
