/** Whether keys of an account meet its policy together, as the ledger counts them. */
import { schemes } from '@trellis/crypto';
import type { Policy } from '@trellis/protocol';

/** `keys`: their places in the policy. */
export function isEnough(policy: Policy | undefined, keys: readonly number[]): boolean {
  if (policy === undefined) return false;
  const signing = [...new Set(keys)].flatMap((index) => policy.keys[index] ?? []);
  const weightOf = (some: Policy['keys']): number =>
    some.reduce((sum, { weight }) => sum + weight, 0);
  const postQuantum = signing.filter(({ scheme }) => schemes[scheme].postQuantum);
  return weightOf(signing) >= policy.threshold && weightOf(postQuantum) >= policy.postQuantumWeight;
}

/** Those that are needed of what signed: the ledger refuses what would be enough without one of them. */
export function neededOf<T extends { readonly keyIndex: number }>(
  policy: Policy | undefined,
  witnesses: readonly T[],
): readonly T[] {
  const spare = witnesses.find((one) =>
    isEnough(
      policy,
      witnesses.flatMap(({ keyIndex }) => (keyIndex === one.keyIndex ? [] : [keyIndex])),
    ),
  );
  if (spare === undefined) return witnesses;
  return neededOf(
    policy,
    witnesses.filter((one) => one !== spare),
  );
}
