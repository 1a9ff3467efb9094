/**
 * An upgrade on real processes. The older software is this checkout, told to know the first version alone; `pnpm upgrades` does
 * the same with an older commit, under load and with faults.
 */
import { expect, it } from 'vitest';
import { testPorts } from '../ports.ts';
import { asFirst, newer } from '../upgrade/build.ts';
import { runTrial } from '../upgrade/trial.ts';

it('takes effect when 6 of 7 of the power is ready; the rest stops before it, and continues once it is replaced', async () => {
  const report = await runTrial({
    powers: [6, 1],
    goesBack: false,
    older: asFirst,
    newer,
    blocks: 6,
    basePort: await testPorts(2),
    heartbeatMs: 500,
    pays: false,
    prepare: async () => async () => undefined,
    say: () => undefined,
  });
  expect(report).toMatchObject({ tookEffect: true, lapsed: null, versions: [1, 2, 2], forks: 0 });
  expect(report.forgotten?.exitCode).toBe(6);
  expect(report.forgotten?.lastWords).toContain(
    `block ${report.height} and those after it are of protocol version 2`,
  );
  expect(report.audited.every((blocks) => blocks > report.height)).toBe(true);
}, 600_000);
