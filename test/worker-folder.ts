/** Temporary files of each worker have a folder of their own: tests that run side by side don't find each other's. */
import { chmodSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { modeForAll } from './temporary-folder.ts';

const name = `worker-${process.env.VITEST_POOL_ID ?? 0}`;
if (basename(tmpdir()) !== name) {
  const folder = join(tmpdir(), name);
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, modeForAll);
  process.env.TMPDIR = folder;
}
