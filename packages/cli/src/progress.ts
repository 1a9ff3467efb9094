/** What takes long, for people who watch: how far it is, how fast, and how much time is left. */
import { groupDigits } from '@trellis/protocol';
import { endPassing, showPassing, showsProgress } from './terminal.ts';

/** Shorter waits need no word. */
const quietMs = 400;

/** How far something is that consists of parts. */
export interface Done {
  readonly done: number;
  /** In all, as far as that is known. */
  readonly of: number | null;
}

/** Shows `text` on a terminal's stderr while `work` continues, and takes it away again. */
export async function withProgress<T>(text: string, work: Promise<T>): Promise<T> {
  return withCounted(text, () => work);
}

/** As `withProgress`, for work that tells how far it is; `unit` is that of the numbers: `blocks`, `bytes`. */
export async function withCounted<T>(
  text: string,
  work: (tell: (done: Done) => void) => Promise<T>,
  unit = '',
): Promise<T> {
  let newest: Done | null = null;
  const tell = (done: Done): void => {
    newest = done;
  };
  if (!showsProgress()) return work(tell);
  const began = performance.now();
  const timer = setInterval(() => {
    showPassing(progressText(text, newest, performance.now() - began, unit));
  }, quietMs);
  try {
    return await work(tell);
  } finally {
    clearInterval(timer);
    endPassing();
  }
}

/** `writing the snapshot … 1,200 of 4,800 entries, 25 %, 400/s, 9 s left` */
export function progressText(
  text: string,
  progress: Done | null,
  elapsedMs: number,
  unit = '',
): string {
  const seconds = Math.floor(elapsedMs / 1_000);
  if (progress === null) return `${text} …${seconds === 0 ? '' : ` ${seconds} s`}`;
  const { done, of } = progress;
  const count = (number: number): string => groupDigits(Math.round(number));
  const words = unit === '' ? '' : ` ${unit}`;
  const rate = done / Math.max(elapsedMs / 1_000, 0.001);
  const perSecond = `${rate > 0 && rate < 10 ? rate.toFixed(1) : count(rate)}/s`;
  if (of === null || of === 0) return `${text} … ${count(done)}${words}, ${perSecond}`;
  // What was done before, such as by an earlier run, makes the guess too good; it soon is right.
  const left = rate === 0 ? '' : `, ${timeText((of - done) / rate)} left`;
  const share = Math.min(100, Math.floor((100 * done) / of));
  return `${text} … ${count(done)} of ${count(of)}${words}, ${share} %, ${perSecond}${left}`;
}

/** `12 s`, `3 min`, `2.5 h` */
export function timeText(seconds: number): string {
  const left = Math.max(0, seconds);
  if (left < 90) return `${Math.ceil(left)} s`;
  return left < 5_400 ? `${Math.ceil(left / 60)} min` : `${(left / 3_600).toFixed(1)} h`;
}
