import type { TimedStep, TimeoutInput, Timeouts } from '@trellis/consensus';
import { toHeight } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../testing/manual-clock.ts';
import { createRunningTimeouts } from './timeouts.ts';

const timeouts: Timeouts = {
  proposeMs: 3_000,
  prevoteMs: 500,
  precommitMs: 500,
  growthMs: 500,
  maxMs: 20_000,
};

function setUp() {
  const time = manualClock();
  const fired: string[] = [];
  const state = { absent: false };
  const running = createRunningTimeouts({
    timeouts,
    clock: time.clock,
    absentProposer: () => (state.absent ? { validators: 4 } : null),
    fire: ({ step, round }) => fired.push(`${step} ${round}`),
  });
  const at = (step: TimedStep, round: number): TimeoutInput => ({
    type: 'timeout',
    height: toHeight(1),
    round,
    step,
  });
  return { time, state, fired, running, at };
}

describe('the wait for a proposal', () => {
  it('is as long as the machine says while the proposer is here', () => {
    const { time, fired, running, at } = setUp();
    running.schedule(at('propose', 0), 3_000);
    time.advance(2_999);
    running.reconsider();
    expect(fired).toEqual([]);
    time.advance(1);
    expect(fired).toEqual(['propose 0']);
  });

  it('is none for a proposer that is absent', () => {
    const { time, state, fired, running, at } = setUp();
    state.absent = true;
    running.schedule(at('propose', 0), 3_000);
    time.advance(0);
    expect(fired).toEqual(['propose 0']);
  });

  it('ends when the proposer goes away, and only once', () => {
    const { time, state, fired, running, at } = setUp();
    running.schedule(at('propose', 0), 3_000);
    time.advance(100);
    state.absent = true;
    running.reconsider();
    running.reconsider();
    time.advance(0);
    expect(fired).toEqual(['propose 0']);
    time.advance(10_000);
    expect(fired).toEqual(['propose 0']);
  });

  it('grows with the turns of each validator, so that a wrong guess does not last', () => {
    const { time, state, fired, running, at } = setUp();
    state.absent = true;
    running.schedule(at('propose', 9), 7_500);
    time.advance(999);
    expect(fired).toEqual([]);
    time.advance(1);
    expect(fired).toEqual(['propose 9']);
  });

  it('does not shorten the other steps', () => {
    const { time, state, fired, running, at } = setUp();
    state.absent = true;
    running.schedule(at('prevote', 0), 500);
    running.reconsider();
    time.advance(499);
    expect(fired).toEqual([]);
    time.advance(1);
    expect(fired).toEqual(['prevote 0']);
  });
});

it('fires nothing after everything was cancelled', () => {
  const { time, fired, running, at } = setUp();
  running.schedule(at('propose', 0), 10);
  running.schedule(at('precommit', 0), 10);
  running.cancelAll();
  time.advance(100);
  expect(fired).toEqual([]);
  expect(time.timers()).toBe(0);
});
