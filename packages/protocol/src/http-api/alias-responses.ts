/** Names and identifiers of accounts. */
import { type Alias, parseAlias, aliasText as written } from '../alias.ts';
import { Malformed } from '../codec.ts';
import { container } from '../codec-composite.ts';
import type { TextForm } from './parameter.ts';
import { provenEntryCodec } from './proven-entry.ts';

/** `GET /v1/aliases/{alias}`. No record: it never was anybody's, nor was any name that looks like it. */
export const aliasResponseCodec = container({ entry: provenEntryCodec('alias') });

/** `GET /v1/accounts/{address}/aliases`. No record: the account has none. */
export const accountAliasesResponseCodec = container({ entry: provenEntryCodec('aliases') });

/** An alias as people write it. */
export const aliasText: TextForm<Alias> = {
  schema: { type: 'string' },
  parse(text) {
    const alias = parseAlias(text);
    if (alias !== undefined) return alias;
    throw new Malformed('expected @name, bic:BIC, lei:LEI or iban:DIRECTORY:KEY-NUMBER:MAC');
  },
  format: written,
};
