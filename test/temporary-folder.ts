/**
 * A folder of temporary files for a run of tests alone: what other commands of this machine have left is not seen, as a
 * command says so that finds it, and what tests have left is gone after them.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** For everybody, as the system's: some tests run programs as another user. */
export const modeForAll = 0o1777;

/** Called by Vitest before the tests; what it gives, after them. */
export async function setup(): Promise<() => Promise<void>> {
  const before = process.env.TMPDIR;
  const folder = await mkdtemp(join(tmpdir(), 'trellis-tests-'));
  await chmod(folder, modeForAll);
  process.env.TMPDIR = folder;
  return async () => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    // A process that ends may still write.
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
}
