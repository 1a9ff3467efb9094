/** Evidence of equivocation with the name of the node that the offender votes, or voted, for. */
import { type Evidence, offenceOf, stateKey } from '@trellis/protocol';
import type { NamedEvidence } from '@trellis/protocol/http-api';
import type { ApiSources } from '../http/sources.ts';

export function nameEvidence(
  { engine }: Pick<ApiSources, 'engine'>,
  all: readonly Evidence[],
): readonly NamedEvidence[] {
  return all.flatMap((evidence) => {
    const offence = offenceOf(evidence);
    const voter = offence && engine.chain.state().get(stateKey.voter(offence.validator));
    return voter ? [{ node: voter.node, evidence }] : [];
  });
}
