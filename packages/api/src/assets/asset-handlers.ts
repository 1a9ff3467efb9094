/** Assets, and the rules that their issuers set. */
import { endpoints } from '@trellis/protocol/http-api';
import { type Handlers, value } from '../http/handler.ts';
import { provenEntries } from '../http/proven-entry.ts';
import { assetsAnswer } from './asset-answers.ts';

export const assetHandlers = {
  getAssets: async (sources, { parameters: { after, limit } }) =>
    value(await assetsAnswer(sources, after, limit)),
  getAsset: (sources, { parameters }) =>
    value(provenEntries(sources, endpoints.getAsset, parameters)),
  getAssetRules: (sources, { parameters }) =>
    value(provenEntries(sources, endpoints.getAssetRules, parameters)),
  getHolder: (sources, { parameters }) =>
    value(provenEntries(sources, endpoints.getHolder, parameters)),
  getAuditor: (sources, { parameters }) =>
    value(provenEntries(sources, endpoints.getAuditor, parameters)),
} satisfies Partial<Handlers>;
