/** What a process has used so far, from /proc (Linux) or `ps`. */
import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface ProcessUsage {
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

/** CPU time and resident memory of a process. */
export async function processUsage(pid: number): Promise<ProcessUsage> {
  const { stdout } = await run('ps', ['-o', 'cputimes=,rss=', '-p', String(pid)]);
  const [cpuSeconds = 0, rssKib = 0] = stdout.trim().split(/\s+/).map(Number);
  return { cpuSeconds, memoryBytes: rssKib * 1024 };
}

/** Bytes of all files below a folder. */
export async function folderBytes(path: string): Promise<number> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      // A database may drop a file between the listing and the look.
      .map((entry) =>
        stat(join(entry.parentPath, entry.name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
