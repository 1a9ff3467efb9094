/** A word about what takes long, for people who watch. */

/** Shorter waits need no word. */
const quietMs = 400;

/** Shows `text` on a terminal's stderr while `work` continues, and takes it away again. */
export async function withProgress<T>(text: string, work: Promise<T>): Promise<T> {
  if (!process.stderr.isTTY) return work;
  const timer = setTimeout(() => process.stderr.write(`${text} …`), quietMs);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    // To the line's start, and clear it.
    process.stderr.write('\r\u001b[K');
  }
}
