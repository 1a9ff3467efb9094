import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectFile, readFileOrPipe, readGivenFile } from './given-file.ts';

let folder: string;
let pipe: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-given-'));
  pipe = join(folder, 'pipe');
  await promisify(execFile)('mkfifo', ['-m', '600', pipe]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('reads a file, and a pipe to its end, however late that comes', async () => {
  const path = join(folder, 'file');
  await writeFile(path, 'a é\n');
  expect(await readFileOrPipe(path)).toBe('a é\n');
  const writer = spawn('sh', ['-c', 'exec > "$0"; printf "one "; sleep 0.2; echo two', pipe]);
  // The shell has the pipe open as soon as somebody reads it: this one is there before the read below.
  const holder = spawn('sh', ['-c', 'exec < "$0"; echo open; sleep 60', pipe]);
  await holder.stdout.take(1).toArray();
  try {
    expect(await readFileOrPipe(pipe)).toBe('one two\n');
  } finally {
    writer.kill('SIGKILL');
    holder.kill('SIGKILL');
  }
});

it('lets a process end that waits for a pipe', async () => {
  const program = `
    const { readFileOrPipe } = await import(process.argv[1]);
    setTimeout(() => process.exit(3), 100);
    await readFileOrPipe(process.argv[2]);`;
  const file = new URL('given-file.ts', import.meta.url).href;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, file, pipe]);
  expect(await once(child, 'exit')).toEqual([3, null]);
});

it('says why something can’t be read', async () => {
  await expect(readGivenFile(folder)).rejects.toMatchObject({ code: 'file_unreadable' });
  await expect(readGivenFile(join(folder, 'none'))).rejects.toMatchObject({
    code: 'file_unreadable',
  });
  await expect(expectFile(pipe)).rejects.toMatchObject({ code: 'file_unreadable' });
});
