/** Accounts with their balances, history and keys. */
import { limits } from '../../limits.ts';
import { stateKey } from '../../state-key.ts';
import {
  accountResponseCodec,
  accountsResponseCodec,
  balanceResponseCodec,
  encryptionResponseCodec,
  recoveryResponseCodec,
} from '../account-responses.ts';
import { proving, reading } from '../endpoint.ts';
import { historyResponseCodec } from '../history-response.ts';
import { inQuery } from '../parameter.ts';
import {
  addressInPath,
  afterAddressInQuery,
  asOfInQuery,
  assetInPath,
  limitInQuery,
  placeText,
} from '../parameters.ts';

export const getAccounts = reading({
  path: '/v1/accounts',
  tag: 'Accounts',
  accounts: 'all',
  summary: 'Accounts in the order of their addresses',
  parameters: { after: afterAddressInQuery },
  gives: accountsResponseCodec,
});

export const getAccount = proving({
  path: '/v1/accounts/{address}',
  tag: 'Accounts',
  accounts: 'path',
  summary: 'An account with its keys and balances; its record, or its absence, is proven',
  parameters: { address: addressInPath },
  keys: ({ address }) => ({ entry: stateKey.account(address) }),
  gives: accountResponseCodec,
});

export const getBalance = proving({
  path: '/v1/accounts/{address}/balances/{asset}',
  tag: 'Accounts',
  accounts: 'path',
  summary: 'What an account holds of an asset, or held after a block, with its proof',
  parameters: { address: addressInPath, asset: assetInPath, height: asOfInQuery },
  errors: ['not_found', 'state_not_kept'],
  keys: ({ address, asset }) => ({ entry: stateKey.balance(address, asset) }),
  gives: balanceResponseCodec,
});

export const getHistory = reading({
  path: '/v1/accounts/{address}/history/{asset}',
  tag: 'Accounts',
  accounts: 'path',
  proof: 'statement',
  summary: 'How a balance came to be what it is, in either direction',
  parameters: {
    address: addressInPath,
    asset: assetInPath,
    before: inQuery(placeText, undefined, {
      description: 'Entries before this HEIGHT-POSITION, the newest first',
      example: '120-1',
    }),
    after: inQuery(placeText, undefined, {
      description: 'Entries after this HEIGHT-POSITION, the oldest first',
      example: '0-0',
    }),
    limit: limitInQuery(limits.historyPageMax, limits.historyPageMax),
  },
  gives: historyResponseCodec,
});

export const getRecovery = proving({
  path: '/v1/accounts/{address}/recovery',
  tag: 'Accounts',
  accounts: 'path',
  summary: 'The recovery key of an account and a recovery in progress, with their proof',
  parameters: { address: addressInPath },
  keys: ({ address }) => ({ entry: stateKey.recovery(address) }),
  gives: recoveryResponseCodec,
});

export const getEncryptionKey = proving({
  path: '/v1/accounts/{address}/encryption',
  tag: 'Accounts',
  accounts: 'path',
  summary: 'The key that texts for an account are sealed with, with its proof',
  parameters: { address: addressInPath },
  keys: ({ address }) => ({ entry: stateKey.encryption(address) }),
  gives: encryptionResponseCodec,
});
