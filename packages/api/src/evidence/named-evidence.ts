/** Evidence of equivocation with the name of the node that the offender votes, or voted, for. */
import { type Evidence, infractionOf, stateKey } from '@trellis/protocol';
import type { NamedEvidence } from '@trellis/protocol/http-api';
import type { ApiSources } from '../http/sources.ts';

export function nameEvidence(
  { engine }: Pick<ApiSources, 'engine'>,
  all: readonly Evidence[],
): readonly NamedEvidence[] {
  return all.flatMap((evidence) => {
    const infraction = infractionOf(evidence);
    const history = infraction && engine.chain.state().get(stateKey.voter(infraction.validator));
    return history ? [{ node: history.node, evidence }] : [];
  });
}
