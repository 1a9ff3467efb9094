/** Names and identifiers of accounts. */
import { aliasId } from '../../alias.ts';
import { stateKey } from '../../state-key.ts';
import { accountAliasesResponseCodec, aliasResponseCodec, aliasText } from '../alias-responses.ts';
import { proving } from '../endpoint.ts';
import { inPath } from '../parameter.ts';
import { addressInPath } from '../parameters.ts';

export const getAlias = proving({
  path: '/v1/aliases/{alias}',
  tag: 'Aliases',
  accounts: 'all',
  summary: 'Whose an alias is and was, with the proof; confusable names share one entry',
  parameters: {
    alias: inPath(aliasText, {
      description: 'An alias: @name, bic:BIC, lei:LEI or iban:DIRECTORY:KEY-NUMBER:MAC',
      example: 'bic:DEUTDEFF',
    }),
  },
  keys: ({ alias }) => ({ entry: stateKey.alias(aliasId(alias)) }),
  gives: aliasResponseCodec,
});

export const getAccountAliases = proving({
  path: '/v1/accounts/{address}/aliases',
  tag: 'Aliases',
  accounts: 'path',
  summary: 'What an account is called, all of it, with the proof',
  parameters: { address: addressInPath },
  keys: ({ address }) => ({ entry: stateKey.aliases(address) }),
  gives: accountAliasesResponseCodec,
});
