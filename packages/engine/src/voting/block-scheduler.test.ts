import { describe, expect, it } from 'vitest';
import { manualClock } from '../testing/manual-clock.ts';
import { createBlockScheduler } from './block-scheduler.ts';

function setUp() {
  const time = manualClock();
  const state = { work: false, idle: true, begun: 0 };
  const blockScheduler = createBlockScheduler({
    config: { blockIntervalMs: 50, heartbeatMs: 10_000 },
    clock: time.clock,
    hasWork: () => state.work,
    isIdle: () => state.idle,
    begin: () => {
      state.begun += 1;
    },
  });
  return { time, state, blockScheduler };
}

describe('blockScheduler', () => {
  it('begins the first height at once', () => {
    const { time, state, blockScheduler } = setUp();
    blockScheduler.consider();
    time.advance(0);
    expect(state.begun).toBe(1);
  });

  it('begins at once for a transaction on an idle network, and after the interval on a busy one', () => {
    const { time, state, blockScheduler } = setUp();
    blockScheduler.blockFinal(1);
    time.advance(500);
    expect(state.begun).toBe(0);
    state.work = true;
    blockScheduler.consider();
    time.advance(0);
    expect(state.begun).toBe(1);
    blockScheduler.blockFinal(0);
    time.advance(49);
    expect(state.begun).toBe(1);
    time.advance(1);
    expect(state.begun).toBe(2);
  });

  it('begins later after a block that held many, up to a limit', () => {
    for (const [transactions, intervalMs] of [
      [50, 150],
      [100, 250],
      [5_000, 250],
    ] as const) {
      const { time, state, blockScheduler } = setUp();
      state.work = true;
      blockScheduler.blockFinal(transactions);
      time.advance(intervalMs - 1);
      expect(state.begun).toBe(0);
      time.advance(1);
      expect(state.begun).toBe(1);
    }
  });

  it('begins at the heartbeat without transactions', () => {
    const { time, state, blockScheduler } = setUp();
    blockScheduler.blockFinal(0);
    time.advance(9_999);
    expect(state.begun).toBe(0);
    time.advance(1);
    expect(state.begun).toBe(1);
  });

  it('begins nothing while a height runs, and leaves no timer when stopped', () => {
    const { time, state, blockScheduler } = setUp();
    blockScheduler.blockFinal(0);
    state.idle = false;
    blockScheduler.consider();
    time.advance(60_000);
    expect(state.begun).toBe(0);
    state.idle = true;
    blockScheduler.consider();
    blockScheduler.stop();
    expect(time.timers()).toBe(0);
  });
});
