/** What a node answers about itself, for a report: as its HTTP API would, to whoever may ask everything. */
import {
  evidenceResponseCodec,
  linksResponseCodec,
  statusResponseCodec,
  whyResponseCodec,
} from '@trellis/protocol/http-api';
import { statusAnswer } from '../accounts/answers.ts';
import { evidenceAnswer } from '../governance/governance-answers.ts';
import type { ApiSources } from '../http/sources.ts';
import { inventoryAnswer } from '../node/inventory-answer.ts';
import { linksAnswer } from '../node/links-answer.ts';
import { whyAnswer } from '../node/why-answer.ts';

/** JSON values by their names. */
export async function selfAnswers(sources: ApiSources): Promise<Readonly<Record<string, unknown>>> {
  return {
    status: statusResponseCodec.toJson(statusAnswer(sources)),
    why: whyResponseCodec.toJson(await whyAnswer(sources)),
    evidence: evidenceResponseCodec.toJson(await evidenceAnswer(sources)),
    links: linksResponseCodec.toJson(await linksAnswer(sources)),
    cryptography: inventoryAnswer(sources),
  };
}
