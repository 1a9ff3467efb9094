/** Aliases as users write them, and what is said of whoever an alias leads to. */
import { type AliasHolder, type LightClient, resolveAlias } from '@trellis/client';
import { type Address, formatAddress } from '@trellis/crypto';
import { type Alias, aliasNameForm, aliasText, parseAlias } from '@trellis/protocol';
import { UsageError } from './command-error.ts';

/** Whether a text is meant as an alias, and not as the name of a key or as an address. */
export function isMeantAsAlias(text: string): boolean {
  return text.startsWith('@') || /^(bic|lei|iban):/i.test(text);
}

/** `@name`, `bic:…`, `lei:…` or `iban:…`. Throws `UsageError`. */
export function readAlias(text: string): Alias {
  const alias = parseAlias(text);
  if (alias !== undefined) return alias;
  const meant = parseAlias(`@${text}`) === undefined ? '' : `; did you mean @${text}?`;
  throw new UsageError(
    'bad_alias',
    `${text.slice(0, 100)} is no alias: write @ and a name of ${aliasNameForm}; or bic:, lei: or iban: and a valid one${meant}`,
  );
}

/** Whose an alias is, proven. Throws `UsageError` when it is nobody's. */
export async function findHolder(light: LightClient, alias: Alias): Promise<AliasHolder> {
  const { value: found } = await resolveAlias(light, alias);
  switch (found.type) {
    case 'held':
      return found;
    case 'free':
      throw new UsageError('unknown_alias', `no account is called ${aliasText(alias)}`);
    case 'confusable':
      throw new UsageError(
        'unknown_alias',
        `no account is called ${aliasText(alias)}; ${aliasText(found.with)} only looks like it`,
      );
  }
}

/** `@alice is trellis1…, confirmed by trellis1… in block 7`. */
export function holderText(
  { alias, account, directory, since, isDirectory }: AliasHolder,
  nameOf: (account: Address) => string = formatAddress,
): string {
  const lost = isDirectory ? '' : ', which is no directory any more';
  return `${aliasText(alias)} is ${formatAddress(account)}, confirmed by ${nameOf(directory)} in block ${since}${lost}`;
}
