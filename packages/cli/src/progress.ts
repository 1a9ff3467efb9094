/** A word about what takes long, for people who watch. */

import { showsProgress } from './terminal.ts';

/** Shorter waits need no word. */
const quietMs = 400;

/** Shows `text` on a terminal's stderr while `work` continues, and takes it away again. */
export async function withProgress<T>(text: string, work: Promise<T>): Promise<T> {
  if (!showsProgress()) return work;
  const began = performance.now();
  const show = (): void => {
    const seconds = Math.floor((performance.now() - began) / 1_000);
    process.stderr.write(`\r\u001b[K${text} …${seconds === 0 ? '' : ` ${seconds} s`}`);
  };
  const timer = setInterval(show, quietMs);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    // To the line's start, and clear it.
    process.stderr.write('\r\u001b[K');
  }
}
