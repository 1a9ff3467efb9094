import { runLong } from '../../soak/long-run.ts';
import { problemsOf, reportLines } from '../../soak/report.ts';
import type { Run } from './soak.ts';

export const hours: Run<number> = async (count, { seed, rate, only, say }) => {
  const report = await runLong({ hours: count, seed, perSecond: rate, only, say });
  say(`${count} hours, ${rate} payments a second wanted, seed ${seed}`);
  for (const line of reportLines(report)) say(line);
  return problemsOf(report).length === 0;
};
