import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { plantedBugs } from './planted-bugs.ts';
import { repeatCommand, reportFailure } from './report.ts';
import { recoveryHeights, runScenario } from './scenario.ts';

const seeds = 100;
const firstSeed = randomInt(2 ** 31);

/** The first of these seeds whose run violates an invariant. */
function firstViolation(plant: object, tries: number) {
  for (let seed = 1; seed <= tries; seed++) {
    const outcome = runScenario({ ...plant, seed, validators: 4 });
    if (outcome.violation !== null) return outcome;
  }
  return null;
}

describe(`${seeds} fresh seeds from ${firstSeed}`, () => {
  it.each([4, 7])('%i validators agree, and go on once the network heals', (validators) => {
    for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
      const outcome = runScenario({ seed, validators });
      if (outcome.violation !== null) throw new Error(reportFailure({ seed, validators }));
      expect(outcome.heights).toBeGreaterThanOrEqual(recoveryHeights);
    }
  });
});

describe('one seed', () => {
  it.each([4, 7])('gives the same run twice, with %i validators', (validators) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const [first, second] = [1, 2].map(() => runScenario({ seed, validators, trace: 'hash' }));
      expect(second).toEqual(first);
      expect(first?.traceHash).not.toBe(runScenario({ seed, validators, trace: 'off' }).traceHash);
    }
  });

  it('differs from another', () => {
    const hashes = [1, 2, 3].map(
      (seed) => runScenario({ seed, validators: 4, trace: 'hash' }).traceHash,
    );
    expect(new Set(hashes).size).toBe(3);
  });

  it('runs the same whether traced or not', () => {
    const { events, heights, recoveryMs } = runScenario({ seed: 6, validators: 4 });
    expect(runScenario({ seed: 6, validators: 4, trace: 'keep' })).toMatchObject({
      events,
      heights,
      recoveryMs,
    });
  });
});

describe('a planted bug is found', () => {
  it.each(plantedBugs)('$name', ({ plant, noticedBy }) => {
    const found = firstViolation(plant, 400);
    expect(noticedBy).toContain(found?.violation?.invariant);
  });

  it('and reported with its faults, its last events and the command that repeats it', () => {
    const plant = plantedBugs[1]?.plant ?? {};
    const { seed } = firstViolation(plant, 400) ?? { seed: 0 };
    const report = reportFailure({ ...plant, seed, validators: 4 });
    expect(report).toContain('Violation of certificate');
    expect(report).toContain('faults:');
    expect(report).toMatch(/ ms {2}n\d {2}input {6}precommit /);
    expect(report).toContain(repeatCommand({ seed, validators: 4 }));
  });
});
