/**
 * A height in progress: tells the consensus machine what happens, carries out the effects in order, and
 * gives the answers back as inputs.
 */
import type { DecideEffect, Effect, EvidenceEffect, TimeoutInput } from '@trellis/consensus';
import type { Address, Hash } from '@trellis/crypto';
import type { Height, Round } from '@trellis/protocol';
import type { LoggedInput } from '../ports/logged-input.ts';
import { inBackground } from '../tasks/background.ts';
import type { SerialExecutor } from '../tasks/serial-executor.ts';
import type { HeightStart, LoggedMachine } from './logged-machine.ts';
import type { Sign } from './signing.ts';
import { createRunningTimeouts } from './timeouts.ts';

/** A block that the machine wants to know about, in the round in which it does. */
export interface BlockQuestion {
  readonly height: Height;
  readonly round: Round;
  readonly blockId: Hash;
}

export interface BlockAnswer {
  readonly valid: boolean;
  /** Whether its time agrees with our clock. */
  readonly timely: boolean;
}

/** What a height asks of the rest of the engine. */
interface HeightTasks {
  /** Builds and keeps a block of ours, in turn with everything else. */
  buildBlock(proposer: Address): Promise<Hash>;
  /**
   * Fetches, executes and keeps a block that was proposed, or that a quorum wants and nobody proposed to
   * us. `null` when nobody wants to know any more, as the signal tells.
   */
  checkBlock(question: BlockQuestion, signal: AbortSignal): Promise<BlockAnswer | null>;
  /** Store the decided block; resolves when it is final on disk. */
  commit(certificate: DecideEffect['certificate']): Promise<void>;
  recordEvidence(evidence: EvidenceEffect): Promise<void>;
  /** Validators and proofs contradict this node's own execution: stop. */
  safetyViolation(height: Height, blockId: Hash): void;
}

export interface HeightParts {
  readonly machine: LoggedMachine;
  readonly sign: Sign;
  readonly timing: Omit<Parameters<typeof createRunningTimeouts>[0], 'fire'>;
  readonly tasks: HeightTasks;
  readonly executor: Pick<SerialExecutor, 'post' | 'fail'>;
}

export interface HeightRun {
  readonly start: HeightStart;
  /** Tells the machine, and carries out what follows. */
  take(input: LoggedInput): Promise<void>;
  /** Carries out what the machine asked for. */
  carryOut(effects: readonly Effect[]): Promise<void>;
  /** Peers came or went: a wait for a proposal that can't come ends. */
  reconsiderTimeouts(): void;
  /** Nothing that is still to come counts any more. */
  end(): void;
  /** Whether it is decided, or was ended. */
  isOver(): boolean;
}

export function createHeightRun(parts: HeightParts, start: HeightStart): HeightRun {
  const { machine, sign, timing, tasks, executor } = parts;
  const over = new AbortController();
  const isOver = (): boolean => over.signal.aborted;
  const timeouts = createRunningTimeouts({ ...timing, fire: takeInTurn });

  async function take(input: LoggedInput): Promise<void> {
    await carryOut(machine.take(input, start));
  }

  function takeInTurn(input: LoggedInput): void {
    executor.post(async () => {
      if (!isOver()) await take(input);
    });
  }

  async function carryOut(effects: readonly Effect[]): Promise<void> {
    for (const effect of effects) await perform(effect);
  }

  async function perform(effect: Effect): Promise<void> {
    switch (effect.type) {
      case 'scheduleTimeout':
        return timeouts.schedule(timeoutOf(effect), effect.durationMs);
      case 'buildBlock':
        return build(effect);
      case 'checkProposal':
        return check(effect.proposal);
      case 'wantBlock':
        return check(effect);
      case 'signProposal':
      case 'signVote': {
        const own = await sign(effect);
        if (own !== null) await carryOut(machine.apply(own, start));
        return;
      }
      case 'decide':
        end();
        await tasks.commit(effect.certificate);
        return machine.clear();
      case 'evidence':
        return inBackground(tasks.recordEvidence(effect), executor.fail);
      case 'safetyViolation':
        return tasks.safetyViolation(effect.height, effect.blockId);
    }
  }

  function build({ height, round }: Omit<BlockQuestion, 'blockId'>): void {
    executor.post(async () => {
      if (isOver() || start.self === null) return;
      const blockId = await tasks.buildBlock(start.self);
      if (!isOver()) await take({ type: 'blockBuilt', height, round, blockId });
    });
  }

  function check({ height, round, blockId }: BlockQuestion): void {
    const question = { height, round, blockId };
    const answered = tasks.checkBlock(question, over.signal).then((answer) => {
      if (answer !== null) takeInTurn({ type: 'proposalChecked', ...question, ...answer });
    });
    inBackground(answered, executor.fail);
  }

  function end(): void {
    timeouts.cancelAll();
    over.abort();
  }

  return { start, take, carryOut, reconsiderTimeouts: timeouts.reconsider, end, isOver };
}

function timeoutOf({
  height,
  round,
  step,
}: Extract<Effect, { type: 'scheduleTimeout' }>): TimeoutInput {
  return { type: 'timeout', height, round, step };
}
