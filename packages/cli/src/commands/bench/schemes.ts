/** The schemes that a ledger can be measured with. */
import { isSchemeName, type SchemeName, schemeNames } from '@trellis/crypto';
import { UsageError } from '../../command-error.ts';

/** Names with commas between. Throws `UsageError` `bad_option`. */
export function ledgerSchemes(text: string): readonly SchemeName[] {
  const names = text.split(',');
  const unknown = names.find((name) => !isSchemeName(name));
  if (unknown !== undefined) {
    throw new UsageError(
      'bad_option',
      `--schemes: there is no scheme "${unknown}"; there are ${schemeNames.join(', ')}`,
    );
  }
  if (new Set(names).size < names.length) {
    throw new UsageError('bad_option', '--schemes: one of them is named twice');
  }
  return names.filter(isSchemeName);
}
