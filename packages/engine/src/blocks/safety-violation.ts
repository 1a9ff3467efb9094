/** What stops a node for good: the others agreed on what it finds invalid. */
import type { Height } from '@trellis/protocol';

/** Nothing sensible can follow: the node stops rather than continue with a state of its own. */
export function safetyViolation(height: Height, detail: string): Error {
  return new Error(
    `a quorum voted at height ${height} for what this node finds invalid (${detail}). ` +
      'Either more than a third of the validators are faulty or this node is; it stops.',
  );
}
