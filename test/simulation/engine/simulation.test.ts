import { randomInt } from 'node:crypto';
import type { Transport } from '@trellis/engine';
import { describe, expect, it } from 'vitest';
import { makeEnginePlan, namesOf } from './plan.ts';
import { plantedEngineBugs, seedsToFindInEngines } from './planted-bugs.ts';
import { repeatEngines, reportEngines, simplifyEngines } from './report.ts';
import { runEngines } from './scenario.ts';

const firstSeed = randomInt(2 ** 31);

/** Many runs take a few seconds, and more where something else keeps the cores busy. */
const timeout = 180_000;

describe(`fresh seeds from ${firstSeed}, on real engines`, { timeout }, () => {
  let payments = 0;

  // More of each: `pnpm sim --engines`.
  it.each([
    { validators: 4, seeds: 5 },
    { validators: 7, seeds: 2 },
    { validators: 10, seeds: 2 },
  ])(
    '$validators validators agree, and make every payment final',
    async ({ validators, seeds }) => {
      for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
        const outcome = await runEngines({ seed, validators });
        if (outcome.violation !== null) throw new Error(await reportEngines({ seed, validators }));
        payments += outcome.payments;
      }
    },
  );

  it('there were payments', () => {
    // A single run may have none: half of the validators put back to old copies halt the chain.
    expect(payments).toBeGreaterThan(0);
  });
});

describe(`fresh seeds from ${firstSeed}, signed with ML-DSA-65`, { timeout }, () => {
  it('4 validators agree, and make every payment final', async () => {
    let heights = 0;
    for (let seed = firstSeed; seed < firstSeed + 2; seed++) {
      const scenario = { seed, validators: 4, scheme: 'ml-dsa-65' } as const;
      const outcome = await runEngines(scenario);
      if (outcome.violation !== null) throw new Error(await reportEngines(scenario));
      heights += outcome.heights;
    }
    expect(heights).toBeGreaterThan(0);
  });
});

describe('one seed', () => {
  it('gives the same run of engines twice', async () => {
    for (const seed of [1, 2, 3]) {
      const first = await runEngines({ seed, validators: 4, trace: 'hash' });
      expect(await runEngines({ seed, validators: 4, trace: 'hash' })).toEqual(first);
    }
  });
});

describe('a failing run', { timeout }, () => {
  it('is made simpler, and reported with what repeats it', async () => {
    const plant = { transport: (transport: Transport) => ({ ...transport, recheck() {} }) };
    const run = async (seed: number) =>
      (await runEngines({ seed, validators: 4, plant })).violation;
    // By the first seeds no removed node stays connected.
    let seed = 10;
    while ((await run(seed))?.invariant !== 'admission') seed++;
    const before = namesOf(makeEnginePlan(seed, 4));
    const simpler = await simplifyEngines({ seed, validators: 4, plant });
    const left = namesOf(makeEnginePlan(seed, 4, simpler.changes));
    expect(left.length).toBeLessThan(before.length);
    // Without it no node would be a stranger.
    expect(left).toContain('removeNode');
    const outcome = await runEngines({ ...simpler, trace: 'hash' });
    expect(outcome.violation?.invariant).toBe('admission');
    expect(await runEngines({ ...simpler, trace: 'hash' })).toEqual(outcome);
    const report = await reportEngines(simpler);
    expect(report).toContain('Violation of admission');
    expect(report).toMatch(/ ms {2}n\d {2}debug {6}final height /);
    expect(report).toContain(repeatEngines(simpler));
  });
});

describe(`a bug planted at an engine's edge is found within ${seedsToFindInEngines} seeds`, {
  timeout,
}, () => {
  it.each(plantedEngineBugs)('$name', async ({ plant, noticedBy, triedFirst }) => {
    const seeds = Array.from({ length: seedsToFindInEngines }, (_, index) => index + 1);
    let found: string | undefined;
    for (const seed of new Set([triedFirst, ...seeds])) {
      found = (await runEngines({ seed, validators: 4, plant })).violation?.invariant;
      if (found !== undefined) break;
    }
    expect(noticedBy).toContain(found);
  });
});
