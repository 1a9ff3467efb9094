/** Accounts, assets and blocks, with what proves them. */
import {
  accountResponseCodec,
  accountsResponseCodec,
  apiPaths,
  assetResponseCodec,
  assetRulesResponseCodec,
  assetsResponseCodec,
  auditorResponseCodec,
  balanceResponseCodec,
  blockResponseCodec,
  encryptionResponseCodec,
  historyResponseCodec,
  holderResponseCodec,
  holdResponseCodec,
  holdsResponseCodec,
  recoveryResponseCodec,
} from '@trellis/protocol/http-api';
import {
  accountAnswer,
  accountsAnswer,
  assetAnswer,
  balanceAnswer,
  blockAnswer,
  encryptionAnswer,
  heightOfBlock,
  recoveryAnswer,
} from '../accounts/answers.ts';
import { historyAnswer } from '../accounts/history-answer.ts';
import {
  assetRulesAnswer,
  assetsAnswer,
  auditorAnswer,
  holderAnswer,
} from '../assets/asset-answers.ts';
import { holdAnswer, holdsAnswer } from '../holds/hold-answers.ts';
import {
  addressParameter,
  afterAssetParameter,
  afterParameter,
  afterPlaceParameter,
  asOfParameter,
  assetParameter,
  beforePlaceParameter,
  heightParameter,
  historyLimitParameter,
  holdParameter,
  pageLimitParameter,
} from '../http/parameters.ts';
import { ApiError } from '../http/problem.ts';
import { jsonAnswer, neverChanging, type Route, reading } from '../http/route.ts';

export const chainRoutes: readonly Route[] = [
  reading({
    path: apiPaths.assets,
    id: 'getAssets',
    accounts: 'none',
    summary: 'Assets in the order of their codes, a page at a time',
    parameters: [afterAssetParameter, pageLimitParameter],
    gives: assetsResponseCodec,
    answer: (sources, call) =>
      assetsAnswer(sources, call.read(afterAssetParameter), call.read(pageLimitParameter)),
  }),
  reading({
    path: `${apiPaths.assets}/{asset}`,
    id: 'getAsset',
    accounts: 'none',
    summary: 'One asset, with its proof',
    parameters: [assetParameter],
    gives: assetResponseCodec,
    answer: (sources, call) => assetAnswer(sources, call.read(assetParameter)),
  }),
  reading({
    path: `${apiPaths.assets}/{asset}/rules`,
    id: 'getAssetRules',
    accounts: 'none',
    summary: 'What the issuer of an asset may do to its holders, with the proof',
    parameters: [assetParameter],
    gives: assetRulesResponseCodec,
    answer: (sources, call) => assetRulesAnswer(sources, call.read(assetParameter)),
  }),
  reading({
    path: `${apiPaths.assets}/{asset}/holders/{address}`,
    id: 'getHolder',
    accounts: 'path',
    summary: 'Whether an account is frozen for an asset, or on its allow-list, with the proofs',
    parameters: [assetParameter, addressParameter],
    gives: holderResponseCodec,
    answer: (sources, call) =>
      holderAnswer(sources, call.read(assetParameter), call.read(addressParameter)),
  }),
  reading({
    path: apiPaths.accounts,
    id: 'getAccounts',
    summary: 'Accounts in the order of their addresses, up to 100 at a time',
    parameters: [afterParameter],
    gives: accountsResponseCodec,
    answer: (sources, call) => accountsAnswer(sources, call.read(afterParameter)),
  }),
  reading({
    path: `${apiPaths.accounts}/{address}`,
    id: 'getAccount',
    accounts: 'path',
    summary: 'An account with its keys and balances; its record, or its absence, is proven',
    parameters: [addressParameter],
    gives: accountResponseCodec,
    answer: (sources, call) => accountAnswer(sources, call.read(addressParameter)),
  }),
  reading({
    path: `${apiPaths.accounts}/{address}/recovery`,
    id: 'getRecovery',
    accounts: 'path',
    summary: 'The recovery key of an account and a recovery in progress, with their proof',
    parameters: [addressParameter],
    gives: recoveryResponseCodec,
    answer: (sources, call) => recoveryAnswer(sources, call.read(addressParameter)),
  }),
  reading({
    path: `${apiPaths.accounts}/{address}/holds`,
    id: 'getHolds',
    accounts: 'path',
    summary: 'Open holds that an account pays, gets or decides, those that end first at the front',
    parameters: [addressParameter],
    gives: holdsResponseCodec,
    answer: (sources, call) => holdsAnswer(sources, call.read(addressParameter)),
  }),
  reading({
    path: `${apiPaths.holds}/{hold}`,
    id: 'getHold',
    summary: 'A hold, or its absence, with the proof',
    parameters: [holdParameter],
    gives: holdResponseCodec,
    answer: (sources, call) => holdAnswer(sources, call.read(holdParameter)),
  }),
  reading({
    path: `${apiPaths.accounts}/{address}/balances/{asset}`,
    id: 'getBalance',
    accounts: 'path',
    summary: 'What an account holds of an asset, or held after a block, with its proof',
    parameters: [addressParameter, assetParameter, asOfParameter],
    gives: balanceResponseCodec,
    answer: (sources, call) =>
      balanceAnswer(sources, {
        address: call.read(addressParameter),
        asset: call.read(assetParameter),
        height: call.read(asOfParameter),
      }),
  }),
  reading({
    path: `${apiPaths.accounts}/{address}/encryption`,
    id: 'getEncryptionKey',
    accounts: 'path',
    summary: 'The key that texts for an account are sealed with, with its proof',
    parameters: [addressParameter],
    gives: encryptionResponseCodec,
    answer: (sources, call) => encryptionAnswer(sources, call.read(addressParameter)),
  }),
  reading({
    path: `${apiPaths.assets}/{asset}/auditor`,
    id: 'getAuditor',
    accounts: 'none',
    summary: 'Who else can read what is sealed in payments of an asset, with the proof',
    parameters: [assetParameter],
    gives: auditorResponseCodec,
    answer: (sources, call) => auditorAnswer(sources, call.read(assetParameter)),
  }),
  reading({
    path: `${apiPaths.accounts}/{address}/history/{asset}`,
    id: 'getHistory',
    accounts: 'path',
    summary: 'How a balance came to be what it is, a page at a time in either direction',
    parameters: [
      addressParameter,
      assetParameter,
      beforePlaceParameter,
      afterPlaceParameter,
      historyLimitParameter,
    ],
    gives: historyResponseCodec,
    answer(sources, call) {
      const [before, after] = [call.read(beforePlaceParameter), call.read(afterPlaceParameter)];
      if (before !== null && after !== null) {
        throw new ApiError(400, 'bad_parameter', 'give "before" or "after", not both');
      }
      return historyAnswer(sources, {
        account: call.read(addressParameter),
        asset: call.read(assetParameter),
        side: after === null ? 'before' : 'after',
        place: after ?? before,
        count: call.read(historyLimitParameter),
      });
    },
  }),
  {
    method: 'GET',
    path: `${apiPaths.blocks}/{height}`,
    id: 'getBlock',
    access: 'read',
    accounts: 'none',
    summary:
      'A final block: its header, its certificate, its evidence, and what became of its transactions',
    parameters: [heightParameter],
    answers: {
      200: {
        description: 'Final, and so the same for ever: to be kept by who has it',
        mediaType: 'application/json',
        schema: blockResponseCodec.schema,
      },
    },
    handle(sources, call) {
      const name = call.read(heightParameter);
      const block = blockAnswer(sources, heightOfBlock(sources, name));
      const answer = jsonAnswer(blockResponseCodec, block);
      return name.type === 'latest' ? answer : neverChanging(answer, block.blockId, call.principal);
    },
  },
];
