import { chmod, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { apiKeyFileErrors } from './credential.ts';
import { readPrivate } from './private-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-private-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const read = (path: string) => readPrivate(path, apiKeyFileErrors);

it('reads what its owner alone may read', async () => {
  const path = join(folder, 'private');
  await writeFile(path, 'secret', { mode: 0o600 });
  expect(await read(path)).toBe('secret');
  await chmod(path, 0o640);
  await expect(read(path)).rejects.toMatchObject({
    code: 'unsafe_api_key_file',
    message: expect.stringContaining(`chmod 600 ${path}`),
  });
});

it.each(['a folder', 'a device'])('has nobody change the mode of %s', async (kind) => {
  const path = kind === 'a folder' ? join(folder, 'open') : '/dev/null';
  await mkdir(join(folder, 'open'), { recursive: true, mode: 0o755 });
  await expect(read(path)).rejects.toMatchObject({
    code: 'api_key_unreadable',
    message: expect.not.stringContaining('chmod'),
  });
});

it('reads nothing that is too large for a key', async () => {
  const path = join(folder, 'large');
  await writeFile(path, '', { mode: 0o600 });
  await truncate(path, 1_000_001);
  await expect(read(path)).rejects.toMatchObject({ code: 'api_key_unreadable' });
});
