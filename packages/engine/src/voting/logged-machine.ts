/** The consensus machine with its write-ahead log: whatever it is told is in the log before. */
import {
  type BlockAtRound,
  type ConsensusState,
  createConsensus,
  type Effect,
  type Input,
  missingFor,
  type Progress,
  polkaFor,
  progress,
  type RoundState,
  roundState,
  step,
  type Timeouts,
} from '@trellis/consensus';
import type { Address } from '@trellis/crypto';
import type { Height, SignedProposal, SignedVote, ValidatorSet, Vote } from '@trellis/protocol';
import type { Clock } from '../ports/clock.ts';
import { inputHeight, type LoggedInput } from '../ports/logged-input.ts';
import type { Logger } from '../ports/logger.ts';
import type { WriteAheadLog } from '../ports/wal.ts';
import { replay } from './replay.ts';

export interface HeightStart {
  readonly height: Height;
  readonly validators: ValidatorSet;
  /** Our address if we may vote at this height; `null` follows without voting. */
  readonly self: Address | null;
  /** What we are locked on, as a signer away from the node knows it; the log tells it otherwise. */
  readonly locked?: BlockAtRound | null;
}

export interface LoggedMachine {
  /** Logs an input and tells the machine; gives what has to be done. */
  take(input: LoggedInput, start: HeightStart): readonly Effect[];
  /** The same with an input that is in the log. */
  apply(input: LoggedInput, start: HeightStart): readonly Effect[];
  /** Tells it what the log has of a height; gives what is still to be done, or `null` if there is nothing to continue. */
  recover(start: HeightStart): readonly Effect[] | null;
  /** Goes through the height in progress again with another start, as when we get a vote in the middle of it. */
  rejoin(start: HeightStart): readonly Effect[];
  /** The prevotes that allow a vote. */
  polkaFor(vote: Vote): readonly SignedVote[];
  /** Forgets the log: the height it was about is final, or was left. */
  clear(): Promise<void>;
  roundState(): RoundState;
  /** How far the round in progress is, and since when (the clock's `elapsed`) it is in its step. */
  progress(): { readonly at: Progress | null; readonly stepSince: number };
  /** What we hold that a peer in this state lacks. */
  missingFor(peer: RoundState): readonly (SignedProposal | SignedVote)[];
}

export function createLoggedMachine(parts: {
  readonly timeouts: Timeouts;
  readonly wal: WriteAheadLog;
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly logger: Logger;
}): LoggedMachine {
  const { wal, clock, logger } = parts;
  let machine: ConsensusState = createConsensus(parts.timeouts);
  let stepSince = clock.elapsed();
  /** Of the height in progress. */
  let taken: LoggedInput[] = [];

  function apply(input: LoggedInput, start: HeightStart): readonly Effect[] {
    if (input.type === 'startHeight') taken = [];
    taken.push(input);
    const { state, effects } = step(machine, toInput(input, start));
    if (stepName(state) !== stepName(machine)) stepSince = clock.elapsed();
    machine = state;
    return effects;
  }

  return {
    take(input, start) {
      wal.append(input);
      return apply(input, start);
    },
    apply,
    recover(start) {
      const inputs = wal.recovered.filter((input) => inputHeight(input) === start.height);
      if (inputs[0]?.type !== 'startHeight') return null;
      const { state, openEffects } = replay(
        machine,
        inputs.map((input) => toInput(input, start)),
      );
      machine = state;
      taken = inputs;
      const { round, step: at } = roundState(machine);
      logger.info(
        { height: start.height, round, step: at, inputs: inputs.length },
        'replayed the write-ahead log',
      );
      return openEffects;
    },
    rejoin(start) {
      const inputs = taken.map((input) => toInput(input, start));
      const { state, openEffects } = replay(createConsensus(parts.timeouts), inputs);
      machine = state;
      const { round, step: at } = roundState(machine);
      logger.info({ height: start.height, round, step: at }, 'votes from here on');
      return openEffects;
    },
    polkaFor: (vote) => polkaFor(machine, vote),
    clear: () => wal.clear(),
    roundState: () => roundState(machine),
    progress: () => ({ at: progress(machine), stepSince }),
    missingFor: (peer) => missingFor(machine, peer),
  };
}

/** Adds to the logged start of a height what the log leaves to the chain. */
export function toInput(
  input: LoggedInput,
  { validators, self, locked = null }: HeightStart,
): Input {
  return input.type === 'startHeight' ? { ...input, validators, self, locked } : input;
}

function stepName({ current }: ConsensusState): string {
  return current === null ? 'idle' : `${current.height} ${current.round} ${current.step}`;
}
