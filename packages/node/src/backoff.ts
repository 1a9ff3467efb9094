/**
 * Keeps a node that fails again and again from doing so at full speed, whoever starts it: the times of its failures
 * are noted in its data folder, and a start soon after several of them waits.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateFolder, privateMode } from '@trellis/crypto/files';

/** Failures longer ago than this count no more. */
const windowMs = 10 * 60_000;
const firstMs = 1_000;
const maxMs = 60_000;
const keptMax = 16;

/** How long a start waits after failures at these times: nothing after one, then a second, and twice as long each time. */
export function backoffMs(failures: readonly number[], now: number): number {
  const recent = failures.filter((time) => time <= now && now - time < windowMs);
  const last = recent.at(-1);
  if (recent.length < 2 || last === undefined) return 0;
  const wait = Math.min(firstMs * 2 ** (recent.length - 2), maxMs);
  return Math.max(0, last + wait - now);
}

/** The times that are noted; none if they can't be read. */
export async function readFailures(dataFolder: string): Promise<readonly number[]> {
  const text = await readFile(failuresPath(dataFolder), 'utf8').catch(() => '');
  return text
    .split('\n')
    .map(Number)
    .filter((time) => Number.isSafeInteger(time) && time > 0);
}

/** Notes a failure; a disk that takes nothing more is no reason to fail again. */
export async function noteFailure(dataFolder: string, now: number): Promise<void> {
  const times = [...(await readFailures(dataFolder)), now].slice(-keptMax);
  await makePrivateFolder(dataFolder)
    .then(() => writeFile(failuresPath(dataFolder), `${times.join('\n')}\n`, { mode: privateMode }))
    .catch(() => undefined);
}

function failuresPath(dataFolder: string): string {
  return join(dataFolder, 'failures');
}
