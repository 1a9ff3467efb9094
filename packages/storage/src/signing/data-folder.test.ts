import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freeBytes, openDataFolder } from './data-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-data-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('makes a data folder that only its user can read', async () => {
  const path = join(folder, 'a', 'data');
  await openDataFolder(path);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  await openDataFolder(path);
});

it('says what to do about one that can’t be made', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(openDataFolder(join(folder, 'file', 'data'))).rejects.toMatchObject({
    code: 'folder_not_writable',
    message: expect.stringContaining('give this user the right to write there'),
  });
});

it('tells what is left on a disk, if there is one', async () => {
  expect(await freeBytes(folder)).toBeGreaterThan(0);
  expect(await freeBytes(join(folder, 'nothing'))).toBeNull();
});
