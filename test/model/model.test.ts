/** The model of consensus holds, and the machine does what the model does. */
import { randomInt } from 'node:crypto';
import { createConsensus, step } from '@trellis/consensus';
import { describe, expect, it } from 'vitest';
import { runGuard, runRandom, runTests } from './quint.ts';
import { type Machine, replay } from './replay.ts';

const machine: Machine = { create: createConsensus, step };

/** Keeps no lock, and so no promise. */
const forgetful: Machine = {
  create: createConsensus,
  step: ({ timeouts, current }, input) =>
    step({ timeouts, current: current && { ...current, locked: null } }, input),
};

/** Takes no vote into account but its own. */
const deaf: Machine = {
  create: createConsensus,
  step: (state, input) =>
    input.type === 'vote' && input.vote.validator !== state.current?.self
      ? { state, effects: [] }
      : step(state, input),
};

describe('the model', () => {
  it.each(['oneFaulty', 'twoFaulty'] as const)(
    '%s: does what its scripted runs say',
    async (one) => {
      const { ok, output } = await runTests(one);
      expect(ok, output).toBe(true);
      expect(output).toContain('2 passing');
    },
  );

  it('keeps agreement, validity and accountability in random runs, which the machine repeats', async () => {
    const seed = `0x${randomInt(2 ** 40).toString(16)}`;
    const options = { runs: 6, steps: 80, seed, invariant: 'safety' };
    const { ok, output, traces } = await runRandom('oneFaulty', options);
    expect(ok, output).toBe(true);
    expect(traces).toHaveLength(options.runs);
    for (const trace of traces) expect(replay(trace, machine), `seed ${seed}`).toBeUndefined();
    for (const broken of [forgetful, deaf]) {
      expect(traces.some((trace) => replay(trace, broken) !== undefined)).toBe(true);
    }
  });
});

describe('the model of the double-sign guard', () => {
  it('lets a validator that is put back sign nothing twice with a limit of two heights', async () => {
    const seed = `0x${randomInt(2 ** 40).toString(16)}`;
    const { ok, output } = await runGuard('twoAhead', { runs: 40, steps: 40, seed });
    expect(ok, output).toBe(true);
  });

  it('finds that a limit of one height is too low', async () => {
    const { ok, output } = await runGuard('oneAhead', { runs: 400, steps: 40, seed: '0x590b' });
    expect(ok).toBe(false);
    expect(output).toContain('Invariant violated');
  });
});
