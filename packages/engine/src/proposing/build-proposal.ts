/** Building a block of our own out of what waits in the mempool. */
import type { Address } from '@trellis/crypto';
import { buildBlock, type VerifiedTransaction } from '@trellis/ledger';
import { blockId, type Evidence, limits, type Rejection } from '@trellis/protocol';
import type { ProposedBlock } from '../blocks/proposed-blocks.ts';
import type { Chain, ValidationParts } from '../chain/chain.ts';
import type { Clock } from '../ports/clock.ts';
import { verifyAs } from '../ports/verifier.ts';
import { allResults, verifyWitnesses } from '../transactions/admission.ts';
import type { Mempool } from '../transactions/mempool.ts';
import { leastStepMs } from './check-block.ts';

export interface ProposalSources extends ValidationParts {
  readonly chain: Chain;
  readonly mempool: Pick<Mempool, 'executable'>;
  readonly clock: Pick<Clock, 'now'>;
  /** What waits to be put into a block. */
  readonly evidence: { pending(): readonly Evidence[] };
}

export interface BuiltProposal {
  readonly proposedBlock: ProposedBlock;
  /** What can't be executed any more, and need not wait for another block. */
  readonly unusable: readonly UnusableTransaction[];
}

interface UnusableTransaction {
  readonly transaction: VerifiedTransaction;
  readonly rejection: Rejection;
}

/**
 * What we put into a block of our own: far less than a block may hold, so that checking it takes a
 * fraction of a round's timeout on a small machine that is fully loaded.
 */
const proposedBytesMax = limits.blockBytesMax / 2;

/** Builds a block on the head. */
export async function buildProposal(
  sources: ProposalSources,
  proposer: Address,
): Promise<BuiltProposal> {
  const { chain, clock } = sources;
  const { usable, unusable } = await choices(sources);
  const parent = chain.head().header;
  const now = BigInt(Math.trunc(clock.now()));
  const built = buildBlock(chain.state(), chain.tree(), chain.nextContext(), {
    parent,
    // Strictly later than the parent, whatever this node's clock says.
    time: now > parent.time ? now : parent.time + leastStepMs,
    proposer,
    validators: chain.validators(),
    nextValidators: chain.nextValidators(),
    limits: chain.limits(),
    evidence: sources.evidence.pending(),
    candidates: usable,
  });
  const { header, evidence, transactions, execution } = built;
  return {
    proposedBlock: { blockId: blockId(header), header, evidence, transactions, execution },
    // If its predecessor was left out, it can still come later.
    unusable: [
      ...unusable,
      ...built.rejected.filter(({ rejection }) => rejection !== 'sequence_too_far'),
    ],
  };
}

/** The transactions to choose from: as many as could fit, under the policies of the newest state. */
async function choices({ chain, mempool, verifier }: ProposalSources): Promise<{
  readonly usable: readonly VerifiedTransaction[];
  readonly unusable: readonly UnusableTransaction[];
}> {
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
  const results = await allResults(
    taken.map((transaction) => verifyWitnesses(state, context, transaction, verify)),
  );
  const usable: VerifiedTransaction[] = [];
  const unusable: UnusableTransaction[] = [];
  for (const [index, transaction] of taken.entries()) {
    const result = results[index];
    if (result?.ok === true) usable.push(result.transaction);
    else if (result !== undefined) unusable.push({ transaction, rejection: result.rejection });
  }
  return { usable, unusable };
}
