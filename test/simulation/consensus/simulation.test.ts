import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Plant } from './cluster.ts';
import { makePlan, namesOf } from './plan.ts';
import { plantedBugs, seedsToFind } from './planted-bugs.ts';
import { repeatCommand, reportFailure, reportTwins, simplify } from './report.ts';
import { recoveryHeights, runScenario } from './scenario.ts';
import { runTwins } from './twins.ts';

const seeds = 100;
const schedules = 250;
const firstSeed = randomInt(2 ** 31);

/** Many runs take a few seconds, and more where something else keeps the cores busy. */
const timeout = 180_000;

/** The first seed whose run with this bug violates an invariant. */
function firstViolation(plant: Plant) {
  for (let seed = 1; seed <= seedsToFind; seed++) {
    const outcome = runScenario({ plant, seed, validators: 4 });
    if (outcome.violation !== null) return outcome;
  }
  return null;
}

function plantOf(name: string): Plant {
  const bug = plantedBugs.find((planted) => planted.name.includes(name));
  if (bug === undefined) throw new Error(`no planted bug "${name}"`);
  return bug.plant;
}

describe(`${seeds} fresh seeds from ${firstSeed}`, { timeout }, () => {
  it.each([4, 7, 10])(
    '%i validators agree, and continue once the network heals',
    async (validators) => {
      for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
        const outcome = runScenario({ seed, validators });
        if (outcome.violation !== null) throw new Error(await reportFailure({ seed, validators }));
        expect(outcome.heights).toBeGreaterThanOrEqual(recoveryHeights);
      }
    },
  );
});

describe(`${schedules} fresh schedules of twins from ${firstSeed}`, { timeout }, () => {
  it.each([4, 7])('%i validators agree, as many as can be run twice with one key', (validators) => {
    let evidence = 0;
    for (let seed = firstSeed; seed < firstSeed + schedules; seed++) {
      const outcome = runTwins({ seed, validators });
      if (outcome.violation !== null) throw new Error(reportTwins({ seed, validators }));
      evidence += outcome.evidence;
    }
    expect(evidence).toBeGreaterThan(0);
  });

  it('find a machine that forgets its lock', () => {
    const plant = plantOf('lock is forgotten');
    const found = (seed: number) => runTwins({ seed, validators: 4, plant }).violation?.invariant;
    const seedsFrom1 = Array.from({ length: 300 }, (_, index) => index + 1);
    expect(seedsFrom1.some((seed) => found(seed) === 'agreement')).toBe(true);
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

describe(`a planted bug is found within ${seedsToFind} seeds`, { timeout }, () => {
  it.each(plantedBugs)('$name', ({ plant, noticedBy }) => {
    expect(noticedBy).toContain(firstViolation(plant)?.violation?.invariant);
  });

  it('and made simpler: fewer faults and liars, the same violation', async () => {
    const plant = plantOf('2f');
    const { seed, violation } = firstViolation(plant) ?? { seed: 0 };
    const { changes, ...scenario } = await simplify({ plant, seed, validators: 4 });
    const names = namesOf(makePlan(seed, 4));
    expect(namesOf(makePlan(seed, 4, changes)).length).toBeLessThan(names.length / 2);
    const simpler = changes === undefined ? null : runScenario({ ...scenario, changes });
    expect(simpler?.violation?.invariant).toBe(violation?.invariant);
  });

  it('and reported with its faults, its last events and the command that repeats it', async () => {
    const plant = plantOf('2f');
    const { seed } = firstViolation(plant) ?? { seed: 0 };
    const report = await reportFailure({ plant, seed, validators: 4 });
    expect(report).toContain('Violation of certificate');
    expect(report).toContain('faults:');
    expect(report).toMatch(/ ms {2}n\d {2}input {6}precommit /);
    expect(report).toContain(repeatCommand({ seed, validators: 4 }));
    expect(report).toMatch(/ --trace --without \S+ --heal-at \d+/);
  });
});
