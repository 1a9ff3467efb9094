/** A short `pnpm hosts`: four validators on hosts at three sites, measured, and audited. Needs root. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { whyNoHosts } from './own-machine.ts';

const why = await whyNoHosts();
const program = join(import.meta.dirname, 'main.ts');

it.skipIf(why !== null)(
  `hosts of their own agree${why === null ? '' : ` (skipped: ${why})`}`,
  async () => {
    const words = ['--profile', 'europe', '--rate', '10', '--seconds', '2', '--overload', '0'];
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...words]);
    const lines = [
      ...stdout.matchAll(/^\| [A-Z][a-z]+ – [A-Z][a-z]+ \| ([\d.]+) \| ([\d.]+) \|/gm),
    ];
    expect(lines.length).toBe(3);
    // No packet is faster than it was asked to be, but for what a timer counts.
    for (const [, asked, ping] of lines) expect(Number(ping)).toBeGreaterThan(0.9 * Number(asked));
    expect(stdout).toContain('europe, 4 validators: 0 forks');
    expect(stdout).toContain('0 final payments lost');
    expect(stdout).toContain('4 of 4 databases audited\n');
  },
);

it.skipIf(why === null)('says why it can’t make hosts, and what to do', async () => {
  const failed: { code?: number; stderr?: string } = await promisify(execFile)(process.execPath, [
    program,
  ]).then(
    () => ({}),
    (error: { code?: number; stderr?: string }) => error,
  );
  expect(failed.code).toBe(1);
  expect(failed.stderr).toBe(`${why}\n`);
});
