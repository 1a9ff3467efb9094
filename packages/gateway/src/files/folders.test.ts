import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { archivedName, filesIn, wholeFiles } from './folders.ts';

let inbox: string;
beforeEach(async () => {
  inbox = await mkdtemp(join(tmpdir(), 'trellis-inbox-'));
});
afterEach(() => rm(inbox, { recursive: true }));

it('takes files alone, and no links, sockets, folders and hidden or half-written ones', async () => {
  await writeFile(join(inbox, 'a.xml'), 'a');
  await mkdir(join(inbox, 'folder.xml'));
  await symlink('/etc/passwd', join(inbox, 'link.xml'));
  const server = createServer().listen(join(inbox, 'socket.xml'));
  await once(server, 'listening');
  for (const name of ['.hidden.xml', 'b.xml.part', 'c.tmp', 'd.new']) {
    await writeFile(join(inbox, name), name);
  }
  expect((await filesIn(inbox)).map(({ name }) => name)).toEqual(['a.xml']);
  server.close();
});

it('leaves alone what may still be written to, and takes what was renamed or posted at once', async () => {
  const now = Date.now();
  await writeFile(join(inbox, 'fresh.xml'), 'a');
  await writeFile(join(inbox, 'http-1.xml'), 'b');
  await writeFile(join(inbox, 'renamed.xml'), 'c');
  await utimes(join(inbox, 'renamed.xml'), now / 1_000 - 60, now / 1_000 - 60);
  expect(await wholeFiles(inbox, now)).toEqual(['renamed.xml', 'http-1.xml']);
  expect(await wholeFiles(inbox, now + 3_000)).toEqual(['renamed.xml', 'fresh.xml', 'http-1.xml']);
});

it('archives under names that lead nowhere else', () => {
  const name = archivedName('ab'.repeat(32), '../../etc/pass\nwd <x>.xml');
  expect(name).toMatch(/^[0-9a-f]{16}-[A-Za-z0-9._-]+$/);
  expect(archivedName('ab'.repeat(32), 'x'.repeat(500)).length).toBeLessThan(150);
});
