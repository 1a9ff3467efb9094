/** Finding out what a block is worth that validators vote on, and keeping it if it is valid. */
import type { Hash } from '@trellis/crypto';
import { type BlockHeader, type CompactBlock, signedTransactionHash } from '@trellis/protocol';
import { type AssembleParts, type Assembly, assemble } from '../blocks/assemble.ts';
import type { ProposedBlock, ProposedBlocks } from '../blocks/proposed-blocks.ts';
import type { BlockStore } from '../ports/block-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { PeerName } from '../ports/transport.ts';
import type { Requests } from '../requests/requests.ts';

export interface CheckParts {
  readonly proposedBlocks: ProposedBlocks;
  readonly requests: Pick<Requests, 'fetchProposedBlock'>;
  readonly assemble: (block: CompactBlock, from?: PeerName) => Promise<Assembly>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Before asking again for a block that nobody had. */
const retryMs = 200;

/** Finds and validates a block, and keeps it if it is valid; `null` when the signal says that nobody wants to know any more. */
export async function checkBlock(
  parts: CheckParts,
  id: Hash,
  signal: AbortSignal,
): Promise<ProposedBlock | 'invalid' | null> {
  const { proposedBlocks, clock, logger } = parts;
  const kept = proposedBlocks.get(id);
  if (kept !== undefined) return kept;
  while (!signal.aborted) {
    const block = await find(parts, id);
    if (signal.aborted) return null;
    if (block !== undefined) {
      const assembled = await parts.assemble(block, proposedBlocks.source(id));
      if (assembled.ok) {
        await proposedBlocks.add(assembled.proposedBlock);
        return assembled.proposedBlock;
      }
      if (assembled.reason === 'invalid') {
        const { height } = block.header;
        const reason = assembled.detail;
        logger.warn({ height, block: id, reason }, 'a proposed block is invalid');
        return 'invalid';
      }
    }
    await new Promise<void>((resolve) => {
      clock.after(retryMs, resolve);
    });
  }
  return null;
}

async function find(
  { proposedBlocks, requests }: CheckParts,
  id: Hash,
): Promise<CompactBlock | undefined> {
  return (
    proposedBlocks.compact(id) ?? (await requests.fetchProposedBlock(id, proposedBlocks.source(id)))
  );
}

/** Takes up a block that was kept before a restart; `undefined` if there is none. */
export async function restoreProposedBlock(
  parts: AssembleParts & { readonly store: Pick<BlockStore, 'proposedBlock'> },
  id: Hash,
): Promise<ProposedBlock | undefined> {
  const content = parts.store.proposedBlock(id);
  if (content === undefined) return undefined;
  const signedTransactionHashes = content.transactions.map(signedTransactionHash);
  const { header, evidence } = content;
  const block = { header, evidence, signedTransactionHashes };
  const assembled = await assemble(parts, block, async () => content.transactions);
  if (!assembled.ok) return undefined;
  await parts.proposedBlocks.add(assembled.proposedBlock);
  return assembled.proposedBlock;
}

/** A block's time is later than its parent's, in whole milliseconds. */
export const leastStepMs = 1n;

/**
 * Whether a new block's time agrees with our clock (proposer-based timestamps): not from the future,
 * and not older than a message may take. The bound grows with the round, else one slow link among
 * honest nodes could keep every proposal untimely.
 *
 * A block as early as its parent allows is timely however far that is ahead, up to a bound: no proposer could
 * do better, and a chain whose clocks were all set back would otherwise wait until they have caught up.
 */
export function isTimely(
  header: Pick<BlockHeader, 'time'>,
  at: {
    readonly parent: Pick<BlockHeader, 'time'>;
    readonly now: number;
    readonly round: number;
    readonly aheadOfClockMaxMs: number;
  },
): boolean {
  const precisionMs = 500;
  const messageDelayMs = 2_000 * (at.round + 1);
  const age = at.now - Number(header.time);
  if (age < -precisionMs) {
    return header.time === at.parent.time + leastStepMs && -age <= at.aheadOfClockMaxMs;
  }
  return age <= messageDelayMs + precisionMs;
}
