/** Who is meant by what people write: an address, or a name that the chain proves to be somebody's. */
import {
  type Address,
  addressProblem,
  isHash,
  isMeantAsAddress,
  parseAddress,
} from '@trellis/crypto';
import { aliasText, parseAlias } from '@trellis/protocol';
import { resolveAlias } from './aliases.ts';
import { BuildError } from './errors.ts';
import { givenText } from './given.ts';
import type { LightClient } from './light-client.ts';

/**
 * The account that a text means: `trellis1…`, or an alias such as `@alice`, `bic:…` and `lei:…`, which is resolved with
 * its proof. Throws `BuildError` `unknown_payee` for what is neither, and for a name that nobody has, that could be taken
 * for another, or that was confirmed by somebody who is no directory any more.
 *
 * @example
 * const address = await payeeOf(light, formatAddress(to));
 */
export async function payeeOf(light: LightClient, given: string): Promise<Address> {
  const text = givenText(given, 'an address or an alias');
  const address = parseAddress(text) ?? (isHash(text) ? (text as Address) : undefined);
  if (address !== undefined) return address;
  if (isMeantAsAddress(text)) throw unknown(text, `it is no address: ${addressProblem(text)}`);
  const alias = parseAlias(text);
  if (alias === undefined)
    throw unknown(text, 'it is neither an address nor an alias such as @alice');
  const { value: found } = await resolveAlias(light, alias);
  switch (found.type) {
    case 'held':
      if (found.isDirectory) return found.account;
      throw unknown(text, 'whoever confirmed it is no directory any more');
    case 'free':
      throw unknown(text, 'nobody has this name');
    case 'confusable':
      throw unknown(text, `nobody has this name; ${aliasText(found.with)} looks like it`);
  }
}

const unknown = (text: string, why: string): BuildError =>
  new BuildError('unknown_payee', `"${text.slice(0, 100)}" can’t be paid: ${why}`);
