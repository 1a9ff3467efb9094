/** What all signed messages have in common. */
import { asciiBytes, concatBytes } from '@trellis/crypto';
import type { ChainId } from './scalars.ts';

/** A message for one chain only: length of the chain id, chain id, content. */
export function chainMessage(chainId: ChainId, content: Uint8Array): Uint8Array {
  const name = asciiBytes(chainId);
  return concatBytes(Uint8Array.of(name.length), name, content);
}
