/**
 * Runs the consensus machine: logs every input before the machine sees it, carries out the effects in
 * order, and gives the answers back as inputs. Nothing signed leaves before the log is on disk.
 */

import {
  type ConsensusState,
  createConsensus,
  type DecideEffect,
  type Effect,
  type EvidenceEffect,
  type Input,
  missingFor,
  type Progress,
  progress,
  type RoundState,
  roundState,
  step,
  type Timeouts,
} from '@trellis/consensus';
import type { Address, Hash } from '@trellis/crypto';
import type { Height, Round, SignedProposal, SignedVote, ValidatorSet } from '@trellis/protocol';
import type { Clock } from './ports/clock.ts';
import { inputHeight, type LoggedInput } from './ports/logged-input.ts';
import type { Logger } from './ports/logger.ts';
import type { Signer } from './ports/signer.ts';
import type { WriteAheadLog } from './ports/wal.ts';
import { replay } from './replay.ts';
import { createRunningTimeouts } from './timeouts.ts';

/** What the driver asks of the rest of the engine. All but `commit` answer later, through `give`. */
export interface DriverTasks {
  /** Build and keep a block, then give `blockBuilt`. */
  buildBlock(height: Height, round: Round): void;
  /** Fetch, execute and keep the proposed block, then give `proposalChecked`. */
  checkProposal(proposal: SignedProposal): void;
  /** As `checkProposal`, for a block that a quorum wants and that nobody proposed to us. */
  wantBlock(height: Height, round: Round, blockId: Hash): void;
  sendProposal(proposal: SignedProposal): void;
  sendVote(vote: SignedVote): void;
  /** Store the decided block; resolves when it is final on disk. */
  commit(certificate: DecideEffect['certificate']): Promise<void>;
  recordEvidence(evidence: EvidenceEffect): void;
  /** Validators and proofs contradict this node's own execution: stop. */
  contradiction(height: Height, blockId: Hash): void;
}

export interface HeightStart {
  readonly height: Height;
  readonly validators: ValidatorSet;
  /** Our address if we may vote at this height; `null` follows without voting. */
  readonly self: Address | null;
}

export interface Driver {
  /** Continues a height from the write-ahead log; says whether there was anything to continue. */
  recover(start: HeightStart): Promise<boolean>;
  startHeight(start: HeightStart): Promise<void>;
  /** Gives the machine an input that is not the start of a height. */
  give(input: Exclude<LoggedInput, { type: 'startHeight' }>): Promise<void>;
  /** The height that is running, or `null` between heights. */
  runningHeight(): Height | null;
  roundState(): RoundState;
  /** How far the round in progress is, and since when (the clock's `elapsed`) it is in its step. */
  progress(): { readonly at: Progress | null; readonly stepSince: number };
  /** Peers came or went: a wait for a proposal that can't come ends. */
  reconsiderTimeouts(): void;
  /** What we hold that a peer in this state lacks. */
  missingFor(peer: RoundState): readonly (SignedProposal | SignedVote)[];
  /** Leaves the running height because its block came in another way. */
  abandon(): Promise<void>;
  stop(): void;
}

export function createDriver(parts: {
  readonly timeouts: Timeouts;
  readonly clock: Clock;
  readonly wal: WriteAheadLog;
  readonly signer: Signer | null;
  readonly logger: Logger;
  readonly tasks: DriverTasks;
  readonly absentProposer: Parameters<typeof createRunningTimeouts>[0]['absentProposer'];
  /** Runs a task in turn with everything else that changes the engine. */
  readonly post: (task: () => Promise<void>) => void;
}): Driver {
  const { clock, wal, signer, logger, tasks, post } = parts;
  let machine: ConsensusState = createConsensus(parts.timeouts);
  let running: HeightStart | null = null;
  let stepSince = clock.elapsed();
  const waiting = createRunningTimeouts({
    timeouts: parts.timeouts,
    clock,
    absentProposer: parts.absentProposer,
    fire(timeout) {
      const start = running;
      post(async () => {
        if (start !== null && running === start) await take(timeout, start);
      });
    },
  });

  /** Tells the machine, and carries out what follows. */
  async function apply(input: LoggedInput, start: HeightStart): Promise<void> {
    const { state, effects } = step(machine, toInput(input, start));
    if (stepName(state) !== stepName(machine)) stepSince = clock.elapsed();
    machine = state;
    for (const effect of effects) await perform(effect, start);
  }

  async function take(input: LoggedInput, start: HeightStart): Promise<void> {
    wal.append(input);
    await apply(input, start);
  }

  async function perform(effect: Effect, start: HeightStart): Promise<void> {
    switch (effect.type) {
      case 'scheduleTimeout':
        return schedule(effect);
      case 'buildBlock':
        return tasks.buildBlock(effect.height, effect.round);
      case 'checkProposal':
        return tasks.checkProposal(effect.proposal);
      case 'wantBlock':
        return tasks.wantBlock(effect.height, effect.round, effect.blockId);
      case 'signProposal': {
        // What led to a signature is on disk before the signature is: else a crash between the two would
        // leave one that the log can't explain, and the height would have to be sat out.
        await wal.sync();
        const proposal = (await signer?.signProposal(effect.proposal)) ?? null;
        if (proposal === null) return refused('proposal', effect.proposal);
        return publish({ type: 'proposal', proposal }, start, () => tasks.sendProposal(proposal));
      }
      case 'signVote': {
        await wal.sync();
        const vote = (await signer?.signVote(effect.vote)) ?? null;
        if (vote === null) return refused(effect.vote.type, effect.vote);
        return publish({ type: 'vote', vote }, start, () => tasks.sendVote(vote));
      }
      case 'decide':
        waiting.cancelAll();
        running = null;
        await tasks.commit(effect.certificate);
        return wal.clear();
      case 'evidence':
        return tasks.recordEvidence(effect);
      case 'contradiction':
        return tasks.contradiction(effect.height, effect.blockId);
    }
  }

  /** Writes our own message ahead, sends it when it is on disk, and tells the machine. */
  async function publish(own: LoggedInput, start: HeightStart, send: () => void): Promise<void> {
    wal.append(own);
    await wal.sync();
    send();
    await apply(own, start);
  }

  function refused(what: string, { height, round }: { height: Height; round: Round }): void {
    logger.warn({ height, round, what }, 'not signed: this position was used before');
  }

  function schedule({
    height,
    round,
    step: timedStep,
    durationMs,
  }: Extract<Effect, { type: 'scheduleTimeout' }>): void {
    waiting.schedule({ type: 'timeout', height, round, step: timedStep }, durationMs);
  }

  return {
    async recover(start) {
      const inputs = wal.recovered.filter((input) => inputHeight(input) === start.height);
      if (inputs[0]?.type !== 'startHeight') {
        await wal.clear();
        return false;
      }
      running = start;
      const { state, openEffects } = replay(
        machine,
        inputs.map((input) => toInput(input, start)),
      );
      machine = state;
      const { round, step: at } = roundState(machine);
      logger.info(
        { height: start.height, round, step: at, inputs: inputs.length },
        'replayed the write-ahead log',
      );
      for (const effect of openEffects) await perform(effect, start);
      return true;
    },
    async startHeight(start) {
      waiting.cancelAll();
      running = start;
      await take({ type: 'startHeight', height: start.height }, start);
    },
    async give(input) {
      if (running === null) return;
      await take(input, running);
    },
    runningHeight: () => running?.height ?? null,
    roundState: () => roundState(machine),
    progress: () => ({ at: progress(machine), stepSince }),
    reconsiderTimeouts: () => waiting.reconsider(),
    missingFor: (peer) => missingFor(machine, peer),
    async abandon() {
      waiting.cancelAll();
      running = null;
      await wal.clear();
    },
    stop() {
      waiting.cancelAll();
      running = null;
    },
  };
}

/** Adds to the logged start of a height what the log leaves to the chain. */
export function toInput(input: LoggedInput, { validators, self }: HeightStart): Input {
  return input.type === 'startHeight' ? { ...input, validators, self } : input;
}

function stepName({ current }: ConsensusState): string {
  return current === null ? 'idle' : `${current.height} ${current.round} ${current.step}`;
}
