import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { safeCacheFolder } from './compile-cache.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-cache-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the folder of compiled code', () => {
  it('is made for its owner alone', async () => {
    const path = join(folder, 'caches', 'trellis');
    expect(safeCacheFolder(path)).toBe(path);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    expect(safeCacheFolder(path)).toBe(path);
  });

  it.each([0o770, 0o707, 0o777])('is none that others can write to: %o', async (mode) => {
    const path = join(folder, mode.toString(8));
    await mkdir(path);
    await chmod(path, mode);
    expect(safeCacheFolder(path)).toBeUndefined();
  });

  it('is none that somebody else chooses by a link', async () => {
    const [target, path] = [join(folder, 'elsewhere'), join(folder, 'link')];
    await mkdir(target, { mode: 0o700 });
    await symlink(target, path);
    expect(safeCacheFolder(path)).toBeUndefined();
  });

  it('is none below a file', async () => {
    expect(safeCacheFolder('/dev/null/trellis')).toBeUndefined();
  });

  // As in a container that runs as any user.
  it.skipIf(process.getuid?.() !== 0)('is none for a user without a home', async () => {
    const program = `
      const { cacheFolder, enableSafeCompileCache } = await import(process.argv[1]);
      delete process.env.HOME;
      delete process.env.XDG_CACHE_HOME;
      process.setuid(54_321);
      enableSafeCompileCache();
      console.log(cacheFolder());`;
    const source = fileURLToPath(new URL('compile-cache.js', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', program, source]);
    expect(stdout).toBe('undefined\n');
  });
});
