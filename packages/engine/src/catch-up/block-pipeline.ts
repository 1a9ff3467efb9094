/**
 * Final blocks on their way from a peer to the disk: while the signatures of some are verified, the next
 * one is executed, and those before it are written. Nothing reaches the disk before its certificate, its
 * link to the block before and all that it commits to have been checked.
 */
import type { Height } from '@trellis/protocol';
import { validateBlock } from '../blocks/assemble.ts';
import { certificateProblem } from '../blocks/certificate-problem.ts';
import type { Chain, ChainView, ExecutedBlock, ValidationParts } from '../chain/chain.ts';
import type { Clock } from '../ports/clock.ts';
import type { PeerName } from '../ports/transport.ts';
import type { Verifier } from '../ports/verifier.ts';
import type { FetchedBlock } from '../requests/fetch-blocks.ts';
import { inBackground } from '../tasks/background.ts';
import { type ArrivedBlock, createArrivedBlocks } from './arrived-blocks.ts';
import { createBlockWriter } from './block-writer.ts';
import { createChainAhead } from './chain-ahead.ts';
import type { Preparation } from './prepare-block.ts';

export interface BlockPipelineParts {
  readonly chain: Chain;
  readonly verifier: Verifier;
  readonly clock: Pick<Clock, 'elapsed'>;
  /** Whether this software knows the rules of the block that comes next in a view. */
  knows(view: Pick<ChainView, 'head' | 'state'>): boolean;
  /** Makes verified blocks final. */
  commit(blocks: readonly ExecutedBlock[]): Promise<void>;
  readonly on: PipelineEvents;
  /** Something failed that never may. */
  onFailure(error: unknown): void;
}

interface PipelineEvents {
  /** A block is executed and waits for the disk. */
  executed(height: Height): void;
  /** What waited for the disk is final. */
  written(): void;
  /** The chain has gone further by itself. */
  overtaken(height: Height): void;
  /** A peer sent what no honest node sends. */
  lie(peer: PeerName, reason: string): void;
  /** A quorum made final what this node finds invalid: the pipeline has stopped. */
  safetyViolation(height: Height, detail: string): void;
}

export interface BlockPipeline {
  /** Takes a block, unless one of its height is there. */
  add(block: FetchedBlock, from: PeerName): void;
  /** Forgets what a peer gave, as far as it is not executed. */
  forget(peer: PeerName): void;
  /** A block became final, by whatever way. */
  blockFinal(): void;
  /** Whether anything is not on disk yet that is executed. */
  isWriting(): boolean;
  stop(): void;
}

export function createBlockPipeline(parts: BlockPipelineParts): BlockPipeline {
  const { chain, on } = parts;
  const ahead = createChainAhead(chain, parts.knows);
  const validation: ValidationParts = { chain: ahead, verifier: parts.verifier };
  const arrived = createArrivedBlocks(validation);
  let working = false;
  let stopped = false;
  const writer = createBlockWriter({
    ...parts,
    onWritten(height) {
      ahead.written(height);
      on.written();
      resume();
    },
  });

  const resume = (): void => inBackground(work(), parts.onFailure);

  /** Executes one block after another, until the next one is missing or the disk must catch up first. */
  async function work(): Promise<void> {
    if (working) return;
    working = true;
    try {
      while (!stopped) {
        const next = arrived.next();
        if (next === undefined || !writer.hasRoom() || !ahead.canExtend()) break;
        const execution = await execute(validation, await next.preparation);
        if (!stopped && arrived.isNext(next)) take(next, execution);
      }
      if (!stopped) writer.write();
    } catch (error) {
      if (!stopped) throw error;
    } finally {
      working = false;
    }
  }

  function take({ from, block }: ArrivedBlock, execution: Execution): void {
    const { height } = block.header;
    arrived.forget(height);
    if (execution.ok) {
      ahead.extend(execution.block);
      writer.add(execution.block, block.bytes);
      on.executed(height);
      writer.writeIfDue();
    } else if (execution.fault === 'sender') {
      on.lie(from, `block ${height}: ${execution.detail}`);
    } else {
      stopped = true;
      on.safetyViolation(height, execution.detail);
    }
  }

  return {
    add(block, from) {
      if (arrived.add(block, from)) resume();
    },
    forget: arrived.forgetFrom,
    blockFinal() {
      if (!ahead.follow()) return;
      arrived.forgetOvertaken();
      on.overtaken(ahead.head().header.height);
      resume();
    },
    isWriting: writer.isPending,
    stop() {
      stopped = true;
    },
  };
}

type Execution =
  | { readonly ok: true; readonly block: ExecutedBlock }
  /** `us`: a quorum made final what this node finds invalid. */
  | { readonly ok: false; readonly fault: 'sender' | 'us'; readonly detail: string };

/** What is left to check of a block whose turn has come, and what it does. */
async function execute(parts: ValidationParts, preparation: Preparation): Promise<Execution> {
  if (!preparation.ok) return { ok: false, fault: 'sender', detail: preparation.detail };
  const { fetched, blockId, certifiedBy, transactions } = preparation.block;
  const validators = parts.chain.validators();
  if (certifiedBy !== validators) {
    const problem = await certificateProblem(parts, fetched, validators);
    if (problem !== undefined) return { ok: false, fault: 'sender', detail: problem };
  }
  const validated = await validateBlock(parts, fetched, transactions);
  if (!validated.ok) return { ok: false, fault: 'us', detail: validated.detail };
  const { header, certificate, evidence } = fetched;
  const final = { header, blockId, certificate };
  const { execution } = validated.proposedBlock;
  return { ok: true, block: { final, execution, evidence, transactions: fetched.transactions } };
}
