/**
 * What makes a header final whose certificate was pruned: the headers after it, each of which names the one before, up
 * to one that is certified.
 */
import type { FinalityProof } from '@trellis/engine';
import { type BlockHeader, type Height, limits, nextHeight } from '@trellis/protocol';
import type { Database } from './database-interface.ts';
import { readHeader } from './stored-block.ts';

/** `undefined` when the block, or one of those, is not here. */
export function finalityProof(
  database: Pick<Database, 'getSync' | 'damage'>,
  height: Height,
): FinalityProof | undefined {
  const final = readHeader(database, height);
  if (final === undefined || height === 0n) return undefined;
  const descendants: BlockHeader[] = [];
  let { certificate } = final;
  let at = height;
  while (certificate === null && descendants.length < limits.headerLinksMax) {
    at = nextHeight(at);
    const next = readHeader(database, at);
    if (next === undefined) return undefined;
    descendants.push(next.header);
    certificate = next.certificate;
  }
  return certificate === null ? undefined : { header: final.header, descendants, certificate };
}
