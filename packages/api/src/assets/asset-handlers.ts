/** Assets, and the rules that their issuers set. */
import { assetAnswer } from '../accounts/answers.ts';
import { type Handlers, value } from '../http/handler.ts';
import { assetRulesAnswer, assetsAnswer, auditorAnswer, holderAnswer } from './asset-answers.ts';

export const assetHandlers = {
  getAssets: async (sources, { parameters: { after, limit } }) =>
    value(await assetsAnswer(sources, after, limit)),
  getAsset: (sources, { parameters }) => value(assetAnswer(sources, parameters.asset)),
  getAssetRules: (sources, { parameters }) => value(assetRulesAnswer(sources, parameters.asset)),
  getHolder: (sources, { parameters: { asset, address } }) =>
    value(holderAnswer(sources, asset, address)),
  getAuditor: (sources, { parameters }) => value(auditorAnswer(sources, parameters.asset)),
} satisfies Partial<Handlers>;
