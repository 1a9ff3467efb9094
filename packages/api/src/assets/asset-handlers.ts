/** Assets, and the rules that their issuers set. */
import { endpoints } from '@trellis/protocol/http-api';
import { type Handlers, value } from '../http/handler.ts';
import { provenEntries } from '../http/proven-entry.ts';
import { assetsAnswer, expectAsset } from './asset-answers.ts';

export const assetHandlers = {
  getAssets: async (sources, { parameters: { after, limit } }) =>
    value(await assetsAnswer(sources, after, limit)),
  getAsset(sources, { parameters }) {
    expectAsset(sources, parameters.asset);
    return value(provenEntries(sources, endpoints.getAsset.keys(parameters)));
  },
  getAssetRules(sources, { parameters }) {
    expectAsset(sources, parameters.asset);
    return value(provenEntries(sources, endpoints.getAssetRules.keys(parameters)));
  },
  getHolder(sources, { parameters }) {
    expectAsset(sources, parameters.asset);
    return value(provenEntries(sources, endpoints.getHolder.keys(parameters)));
  },
  getAuditor(sources, { parameters }) {
    expectAsset(sources, parameters.asset);
    return value(provenEntries(sources, endpoints.getAuditor.keys(parameters)));
  },
} satisfies Partial<Handlers>;
