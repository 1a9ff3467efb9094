/**
 * Names of accounts: what they can be made of, and which of them could be taken for one another (UTS 39). The tables are this
 * module's own, never those of whatever runs it, as nodes must not differ about a name.
 */
import { limits } from './limits.ts';
import { nameLetters, nameSkeletons } from './name-table.ts';

declare const aliasNameBrand: unique symbol;

/** A name in its normal form: small letters of one script, digits and single hyphens. */
export type AliasName = string & { readonly [aliasNameBrand]: true };

export const aliasNameForm = `2 to ${limits.aliasNameMax} small letters of one script (Latin, Greek or Cyrillic), digits and single hyphens, beginning with a letter`;

const scripts = Object.values(nameLetters).map((letters) => new Set(letters));

const skeletonOf: ReadonlyMap<string, string> = new Map(
  nameSkeletons.split(' ').map((pair) => [pair.charAt(0), pair.slice(1)]),
);

/** What is left of a name when everything that looks alike is the same: names that share it are confusable. */
export function nameSkeleton(name: string): string {
  return Array.from(name, (one) => skeletonOf.get(one) ?? one).join('');
}

/** No name may look like the beginning of an address. */
const addressSkeleton = nameSkeleton('trellis1');

/** Whether `value` is a name in its normal form. */
export function isAliasName(value: string): value is AliasName {
  if (value.length < 2 || value.length > limits.aliasNameMax) return false;
  const script = scripts.find((letters) => letters.has(value.charAt(0)));
  if (script === undefined) return false;
  let before = '';
  for (const character of value) {
    if (character === '-' && before === '-') return false;
    if (!/[0-9-]/.test(character) && !script.has(character)) return false;
    before = character;
  }
  return before !== '-' && !nameSkeleton(value).startsWith(addressSkeleton);
}
