/** How long each step of a round waits. Linear growth with a cap: doubling would wait for hours. */
import type { Round } from '@trellis/protocol';

/** A step of a round that has a timeout. */
export type TimedStep = 'propose' | 'prevote' | 'precommit';

/** All in milliseconds. */
export interface Timeouts {
  /** Waiting for the proposal and for the block's check. */
  readonly proposeMs: number;
  /** Waiting for more prevotes once a quorum voted without agreeing. */
  readonly prevoteMs: number;
  /** Waiting for more precommits once a quorum voted without deciding. */
  readonly precommitMs: number;
  /** Added for each round of the height, so that some round outlasts the network's delay. */
  readonly growthMs: number;
  /** No timeout is longer. */
  readonly maxMs: number;
}

/** The paper's timeoutPropose(round), timeoutPrevote(round) and timeoutPrecommit(round) (L21, L35, L48). */
export function timeoutMs(timeouts: Timeouts, step: TimedStep, round: Round): number {
  const base = {
    propose: timeouts.proposeMs,
    prevote: timeouts.prevoteMs,
    precommit: timeouts.precommitMs,
  }[step];
  return Math.min(base + timeouts.growthMs * round, timeouts.maxMs);
}

/**
 * How long to wait for what is not expected: not at all while each validator has its first turn to
 * propose, then longer with every turn, until it is the step's own timeout. So a node that expects the
 * wrong thing loses rounds, but not forever.
 */
export function reducedTimeoutMs(
  timeouts: Timeouts,
  timed: TimedStep,
  { round, validators }: { readonly round: Round; readonly validators: number },
): number {
  const turns = Math.floor(round / validators);
  return Math.min(timeouts.growthMs * turns, timeoutMs(timeouts, timed, round));
}
