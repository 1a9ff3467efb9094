import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHeight } from '@trellis/protocol';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { genesis } from '../level/testing/small-chain.ts';
import { beginRun, endedCleanly, endRun } from './last-run.ts';
import { chainPath } from './move-aside.ts';
import { openChain } from './open-chain.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-run-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

it('a run that did not end by itself is known at the next start', async () => {
  expect(await endedCleanly(folder)).toBe(true);
  await beginRun(folder);
  expect(await endedCleanly(folder)).toBe(false);
  await endRun(folder);
  expect(await endedCleanly(folder)).toBe(true);
  await endRun(folder);
});

it('a table that would end the process is told before LevelDB reads it', async () => {
  const options = { atLeast: toHeight(0n) };
  // What its log has becomes a table when it is opened again.
  for (let opens = 0; opens < 2; opens++) await (await openChain(folder, genesis, options)).close();
  const [name = ''] = (await readdir(chainPath(folder))).filter((one) => one.endsWith('.ldb'));
  const path = join(chainPath(folder), name);
  const table = await readFile(path);
  await writeFile(path, table.fill(0, 0, 4_096));
  for (const isSuspect of [true, false]) {
    const refused = { code: 'database_damaged', message: expect.stringContaining(name) };
    await expect(openChain(folder, genesis, { ...options, isSuspect })).rejects.toMatchObject(
      refused,
    );
  }
});
