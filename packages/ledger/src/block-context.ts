/** What transactions and blocks are judged by, beside the state before them. */
import type { Address, SchemeName } from '@trellis/crypto';
import type { ChainId, Height } from '@trellis/protocol';

/** What a transaction is judged by before it is known which block it will be in. */
export interface TransactionContext {
  readonly chainId: ChainId;
  /** Of the next block. */
  readonly height: Height;
  /** Schemes that keys of accounts may use. */
  readonly accountSchemes: readonly SchemeName[];
}

/** What a block is executed by. */
export interface BlockContext extends TransactionContext {
  /** In the block's header: milliseconds since 1970, by the proposer's clock. */
  readonly time: bigint;
  /** The validator who proposes it. */
  readonly proposer: Address;
}
