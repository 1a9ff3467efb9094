/** What transactions and blocks are validated by, beside the state before them. */
import type { Address, Hash, SchemeName } from '@trellis/crypto';
import {
  type ChainId,
  type Evidence,
  type Fees,
  type Height,
  type SigningDomain,
  schemesAt,
  versionOf,
} from '@trellis/protocol';
import { parametersOf, protocolOf } from './registry.ts';
import type { State } from './state.ts';

/** What a transaction is validated by before it is known which block it will be in. */
export interface TransactionContext {
  readonly chainId: ChainId;
  /** What the validators of the next block sign under. */
  readonly domain: SigningDomain;
  /** Of the next block. */
  readonly height: Height;
  /** Of the protocol, which decides what is valid in that block. */
  readonly version: number;
  /** Schemes that keys of accounts may use. */
  readonly accountSchemes: readonly SchemeName[];
  /** Schemes that recovery keys may use. */
  readonly recoverySchemes: readonly SchemeName[];
  readonly fees: Fees | null;
}

/** What a block is executed by. */
export interface BlockContext extends TransactionContext {
  /** In the block's header: milliseconds since 1970, by the proposer's clock. */
  readonly time: bigint;
  /** The validator who proposes it. */
  readonly proposer: Address;
  /** Verified, in the order of the block; it comes before the transactions. */
  readonly evidence: readonly Evidence[];
}

/** Which operation of which transaction it is; holds and mandates that it makes are named by that. */
export interface OperationPlace {
  readonly transactionId: Hash;
  readonly index: number;
}

/** What transactions at this height are validated by, in the state before it. A chain that was recovered has another domain. */
export function transactionContextAt(
  state: State,
  chainId: ChainId,
  height: Height,
  domain: SigningDomain = chainId,
): TransactionContext {
  const parameters = parametersOf(state);
  const accountSchemes = schemesAt(parameters.accountSchemes, height);
  const recoverySchemes = [...accountSchemes, ...schemesAt(parameters.recoverySchemes, height)];
  const version = versionOf(protocolOf(state));
  const { fees } = parameters;
  return { chainId, domain, height, version, accountSchemes, recoverySchemes, fees };
}
