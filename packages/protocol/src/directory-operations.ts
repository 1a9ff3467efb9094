/** Operations by which accounts get and lose the names that others know them by. */
import { aliasCodec } from './alias.ts';
import { addressCodec } from './codec-basic.ts';
import { operation } from './operation-definition.ts';
import { account, sentence } from './sentence.ts';
import type { WordsOf } from './words.ts';

/** The source confirms, or takes back; `account` has the alias. */
const aliasFields = { source: addressCodec, account: addressCodec, alias: aliasCodec };

export const directoryOperations = {
  /** The source, a directory, confirms that an alias is the account's, which signs as well. */
  setAlias: operation(110, aliasFields, {
    role: 'directory',
    since: 'directory',
    cosignedBy: ({ account: holder }) => [holder],
    affects: ({ account: holder }) => [holder],
    moves: null,
  }),
  /** The account gives an alias up, or a directory takes back what was confirmed: it stands only while both stand by it. */
  removeAlias: operation(111, aliasFields, {
    role: 'participant',
    since: 'directory',
    affects: ({ account: holder }) => [holder],
    moves: null,
  }),
};

export const directoryWords: WordsOf<typeof directoryOperations> = {
  setAlias: {
    label: 'set alias',
    sentence: ({ source, account: holder, alias }) =>
      sentence`confirm ${{ type: 'alias', alias }} as ${account(holder)}, by ${account(source)}`,
  },
  removeAlias: {
    label: 'remove alias',
    sentence: ({ source, account: holder, alias }) =>
      sentence`remove ${{ type: 'alias', alias }} from ${account(holder)}, by ${account(source)}`,
  },
};
