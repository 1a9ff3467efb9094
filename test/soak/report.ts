/** What `pnpm soak --hours N` prints, and whether it is as it should be. */
import type { LongRunReport } from './long-run.ts';

/** Of a piece that is long enough. */
const megabytesPerHourMax = 1;
const p99RatioMax = 1.2;

export function reportLines(report: LongRunReport): readonly string[] {
  const { operating, kinds, unproven, lost, forks, signing, audited } = report;
  const count = (of: Iterable<readonly [string, number]>): string =>
    [...of].map(([name, times]) => `${times} × ${name}`).join(', ');
  return [
    `payments by kind: ${count(Object.entries(kinds))}`,
    `done: ${count(operating.done)}; failed: ${operating.failed.length}`,
    ...operating.failed.map((what) => `failed: ${what}`),
    ...unproven.map((what) => `unproven: ${what}`),
    `${unproven.length} payments without a proven outcome, ${report.replaced} replaced, ${lost} lost, ${report.wrongBalances} balances wrong`,
    `${forks.length} forks, ${signing.conflicts.length} positions signed twice of ${signing.messages} seen`,
    `events of ${report.events} blocks, ${report.wrongEvents} gaps`,
    `audited from the genesis on: ${audited.join('; ')}`,
    ...problemsOf(report),
  ];
}

/** What is not as it should be; empty if all is. */
export function problemsOf(report: LongRunReport): readonly string[] {
  const { pieces, unproven, lost, forks, signing, wrongBalances, wrongEvents } = report;
  const bad = unproven.length + lost + forks.length + signing.conflicts.length;
  const problems = bad + wrongBalances + wrongEvents > 0 ? ['NOT RIGHT: see the counts above'] : [];
  for (const { piece, p99, slopes } of pieces) {
    if (!piece.isJudged || piece.kind === 'faults') continue;
    if (p99.last > p99RatioMax * p99.first) problems.push('NOT RIGHT: the p99 grew');
    for (const { process, megabytes, descriptors, threads } of slopes) {
      // The payers keep every payment until the end.
      if (process === 'the payers') continue;
      if (megabytes.perHour - 2 * megabytes.error > megabytesPerHourMax)
        problems.push(`NOT RIGHT: ${process} grew`);
      for (const flat of [descriptors, threads]) {
        if (flat.perHour - 2 * flat.error > 0.5) problems.push(`NOT RIGHT: handles of ${process}`);
      }
    }
  }
  return problems;
}
