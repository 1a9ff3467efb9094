/** A bar on a terminal's stderr for what takes minutes; a line now and then where there is none. */

import { timeText } from './progress.ts';
import { endPassing, note, showPassing, showsProgress } from './terminal.ts';

export interface BenchProgress {
  /** `share` from 0 to 1; the time left is guessed from it unless it is given. */
  update(share: number, what: string, secondsLeft?: number): void;
  end(): void;
}

const barWidth = 24;
/** Between lines in a log. */
const lineMs = 10_000;

export function startBenchProgress(): BenchProgress {
  const started = performance.now();
  const isTTY = showsProgress();
  let lastLine = started;
  return {
    update(share, what, secondsLeft) {
      const elapsed = (performance.now() - started) / 1000;
      const left = secondsLeft ?? (share > 0.02 ? (elapsed / share) * (1 - share) : undefined);
      const time = left === undefined ? '' : `, ${timeText(left)} left`;
      if (isTTY) {
        const full = Math.round(Math.min(1, share) * barWidth);
        const bar = '█'.repeat(full) + '░'.repeat(barWidth - full);
        showPassing(`${bar} ${Math.round(share * 100)} %${time}  ${what}`);
      } else if (process.stderr.isTTY !== true && performance.now() - lastLine > lineMs) {
        lastLine = performance.now();
        note(`${Math.round(share * 100)} %${time}: ${what}`);
      }
    },
    end() {
      if (isTTY) endPassing();
    },
  };
}
