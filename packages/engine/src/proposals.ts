/** The work behind proposals: building our own, and finding out what another's is worth. */

import type { Address, Hash } from '@trellis/crypto';
import type { VerifiedTransaction } from '@trellis/ledger';
import { buildBlock } from '@trellis/ledger';
import {
  type BlockHeader,
  blockId,
  type CompactBlock,
  type Evidence,
  type Height,
  signedTransactionHash,
} from '@trellis/protocol';
import { verifyWitnesses } from './admission.ts';
import { type AssembleParts, type Assembly, assemble } from './assemble.ts';
import type { Candidate } from './candidates.ts';
import type { Chain } from './chain.ts';
import type { Exchange } from './exchange.ts';
import type { BlockStore } from './ports/block-store.ts';
import type { Clock } from './ports/clock.ts';
import type { Logger } from './ports/logger.ts';
import type { PeerName } from './ports/transport.ts';
import { verifyAs } from './ports/verifier.ts';

export interface ProposalParts extends AssembleParts {
  readonly chain: Chain;
  readonly store: Pick<BlockStore, 'candidate'>;
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Peers to ask for what is missing, the likeliest first. */
  peersToAsk(first?: PeerName): readonly PeerName[];
  /** What waits to be put into a block. */
  evidence(): readonly Evidence[];
  /** Takes a transaction that can't be executed any more out of the mempool. */
  drop(transaction: VerifiedTransaction): void;
  /** Whether the answer is still wanted. */
  isWanted(height: Height): boolean;
}

export interface Proposals {
  /** Builds a block on the head and keeps it. */
  build(proposer: Address): Promise<Candidate>;
  /** Finds and judges a block; keeps it if it is valid. `null` when nobody wants to know any more. */
  judge(height: Height, id: Hash, from?: PeerName): Promise<Candidate | 'invalid' | null>;
  /** Takes up a block that was kept before a restart; `undefined` if there is none. */
  restore(id: Hash): Promise<Candidate | undefined>;
}

/**
 * What we put into a block of our own: far less than a block may hold, so that checking it takes a
 * fraction of a round's timeout on a small machine that is fully loaded.
 */
const proposedBytesMax = 4 * 1024 * 1024;

/** Before asking again for a block that nobody had. */
const retryMs = 200;

export function createProposals(parts: ProposalParts): Proposals {
  const { chain, mempool, candidates, verifier, exchange, clock, logger } = parts;

  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      clock.after(retryMs, resolve);
    });

  /** The transactions to choose from: as many as could fit, under the policies of the newest state. */
  async function choices(): Promise<VerifiedTransaction[]> {
    const taken: VerifiedTransaction[] = [];
    let bytes = 0;
    const { blockTransactionsMax } = chain.limits();
    for (const transaction of mempool.executable(chain.lastSequence)) {
      bytes += transaction.encoded.length;
      if (bytes > proposedBytesMax || taken.length === blockTransactionsMax) break;
      taken.push(transaction);
    }
    const state = chain.state();
    const context = chain.nextContext();
    const verify = verifyAs('consensus', verifier);
    const checked = await Promise.all(
      taken.map(async (transaction) => ({
        transaction,
        result: await verifyWitnesses(state, context, transaction, verify),
      })),
    );
    return checked.flatMap(({ transaction, result }) => {
      if (result.ok) return [result.transaction];
      parts.drop(transaction);
      return [];
    });
  }

  async function find(
    height: Height,
    id: Hash,
    from?: PeerName,
  ): Promise<CompactBlock | undefined> {
    for (;;) {
      const known =
        candidates.compact(id) ?? (await exchange.fetchCandidate(id, parts.peersToAsk(from)));
      if (known !== undefined) return known;
      await pause();
      if (!parts.isWanted(height)) return undefined;
    }
  }

  return {
    async build(proposer) {
      const transactions = await choices();
      const parent = chain.head().header;
      const now = BigInt(Math.trunc(clock.now()));
      const built = buildBlock(chain.state(), chain.tree(), chain.nextContext(), {
        parent,
        // Strictly later than the parent, whatever this node's clock says.
        time: now > parent.time ? now : parent.time + 1n,
        proposer,
        validators: chain.validators(),
        nextValidators: chain.nextValidators(),
        limits: chain.limits(),
        evidence: parts.evidence(),
        candidates: transactions,
      });
      for (const { transaction, refusal } of built.refused) {
        logger.debug({ transaction: transaction.id, refusal }, 'dropped while building a block');
        // Its predecessor was left out; it can still come later.
        if (refusal !== 'sequence_too_far') parts.drop(transaction);
      }
      const candidate: Candidate = {
        blockId: blockId(built.header),
        header: built.header,
        evidence: built.evidence,
        transactions: built.transactions,
        execution: built.execution,
      };
      await candidates.add(candidate);
      return candidate;
    },

    async judge(height, id, from) {
      const kept = candidates.get(id);
      if (kept !== undefined) return kept;
      for (;;) {
        const block = await find(height, id, from);
        if (block === undefined || !parts.isWanted(height)) return null;
        const assembled: Assembly = await assemble(parts, block, (hashes) =>
          exchange.fetchTransactions(hashes, parts.peersToAsk(from)),
        );
        if (assembled.ok) {
          await candidates.add(assembled.candidate);
          return assembled.candidate;
        }
        if (assembled.reason === 'invalid') {
          logger.warn(
            { height, block: id, reason: assembled.detail },
            'a proposed block is invalid',
          );
          return 'invalid';
        }
        await pause();
        if (!parts.isWanted(height)) return null;
      }
    },

    async restore(id) {
      const content = parts.store.candidate(id);
      if (content === undefined) return undefined;
      const signedTransactionHashes = content.transactions.map(signedTransactionHash);
      const { header, evidence } = content;
      const block = { header, evidence, signedTransactionHashes };
      const assembled = await assemble(parts, block, async () => content.transactions);
      if (!assembled.ok) return undefined;
      await candidates.add(assembled.candidate);
      return assembled.candidate;
    },
  };
}

/**
 * Whether a new block's time agrees with our clock (proposer-based timestamps): not from the future,
 * and not older than a message may take. The bound grows with the round, else one slow link among
 * honest nodes could keep every proposal untimely.
 */
export function isTimely(header: BlockHeader, now: number, round: number): boolean {
  const precisionMs = 500;
  const messageDelayMs = 2_000 * (round + 1);
  const age = now - Number(header.time);
  return age >= -precisionMs && age <= messageDelayMs + precisionMs;
}
