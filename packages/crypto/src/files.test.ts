import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFile, isPrivate, makePrivateFolder, replaceFile, sharedMode } from './files.node.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-files-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('a new file', () => {
  it('is its owner’s alone unless a mode is named, and never written over another', async () => {
    const path = join(folder, 'new');
    await createFile(path, 'first');
    expect(await modeOf(path)).toBe(0o600);
    await expect(createFile(path, 'second')).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readFile(path, 'utf8')).toBe('first');
    await createFile(join(folder, 'shared'), 'text', sharedMode);
    expect(await modeOf(join(folder, 'shared'))).toBe(sharedMode & ~process.umask());
  });

  it('is not left behind half', async () => {
    const path = join(folder, 'half');
    await expect(createFile(path, undefined as never)).rejects.toThrow();
    await createFile(path, 'whole');
    expect(await readFile(path, 'utf8')).toBe('whole');
  });
});

describe('a replaced file', () => {
  it('is the old one until the new one is whole', async () => {
    const path = join(folder, 'replaced');
    await replaceFile(path, 'old');
    await expect(replaceFile(path, undefined as never)).rejects.toThrow();
    expect(await readFile(path, 'utf8')).toBe('old');
    // What an earlier attempt left behind is not in the way.
    await writeFile(`${path}.new`, 'cut o');
    await replaceFile(path, 'new');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(folder)).not.toContain('replaced.new');
  });
});

describe('what others may read', () => {
  it('is told by the mode', async () => {
    expect([0o600, 0o400, 0o640, 0o604].map((mode) => isPrivate({ mode }))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    const path = join(folder, 'one', 'two');
    await makePrivateFolder(path);
    await makePrivateFolder(path);
    expect(await modeOf(path)).toBe(0o700);
    expect(await modeOf(join(folder, 'one'))).toBe(0o700);
  });

  it('is not asked for ever of a place that has no folders', async () => {
    const file = join(folder, 'file');
    await createFile(file, '');
    await expect(makePrivateFolder(file)).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makePrivateFolder(join(file, 'in', 'it'))).rejects.toMatchObject({
      code: 'ENOTDIR',
    });
    await symlink(join(folder, 'nowhere', 'else'), join(folder, 'dangling'));
    await expect(makePrivateFolder(join(folder, 'dangling', 'one'))).rejects.toThrow(folder);
    if (process.platform !== 'linux') return;
    for (const path of ['/proc/trellis', '/proc/trellis/one']) {
      await expect(makePrivateFolder(path)).rejects.toMatchObject({ code: 'ENOENT' });
    }
  });
});
