/** Evidence of equivocation, and the node that the offender votes or voted for. */
import { exact } from '../answer.ts';
import type { ValueOf } from '../codec.ts';
import { container } from '../codec-composite.ts';
import { evidenceCodec } from '../evidence.ts';
import { nodeNameCodec } from '../network-node.ts';

export const namedEvidenceCodec = container({
  node: nodeNameCodec,
  evidence: exact(evidenceCodec),
});

export type NamedEvidence = ValueOf<typeof namedEvidenceCodec>;
