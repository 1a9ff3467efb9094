/** What a block is judged by, beside the state before it. */
import type { SchemeName } from '@trellis/crypto';
import type { ChainId, Height } from '@trellis/protocol';

export interface BlockContext {
  readonly chainId: ChainId;
  /** Of the block being made or checked. */
  readonly height: Height;
  /** Schemes that keys of accounts may use. */
  readonly accountSchemes: readonly SchemeName[];
}
