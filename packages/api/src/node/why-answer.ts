/** Builds the answer to why there is no new block. */

import { explain, powers } from '@trellis/engine';
import { nextHeight } from '@trellis/protocol';
import type { WhyResponse } from '@trellis/protocol/http-api';
import type { ApiSources } from '../http/sources.ts';

export async function whyAnswer({
  engine,
  node,
  alerts,
  diskFreeBytes,
}: ApiSources): Promise<WhyResponse> {
  const facts = { ...engine.stallFacts(), diskFreeBytes: await diskFreeBytes() };
  const { voting, headMs } = facts;
  return {
    node: node.name,
    ...explain(facts),
    head: facts.head,
    headMs: headMs === null ? null : whole(headMs),
    voting: voting && {
      ...voting,
      height: nextHeight(facts.head),
      sinceMs: whole(voting.sinceMs),
    },
    power: powers(facts),
    validators: facts.validators.map(({ name, power, peerLiveness, prevote, precommit }) => ({
      name,
      power,
      presence: peerLiveness.is,
      prevote,
      precommit,
    })),
    waiting: facts.waiting,
    alerts: alerts(),
  };
}

function whole(ms: number): bigint {
  return BigInt(Math.max(0, Math.round(ms)));
}
