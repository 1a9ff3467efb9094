/** Homes in which a command can't do what it should: it says so before it begins, or leaves nothing half made. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CliHome, createHome } from '@trellis/cli/testing/run-cli';
import { Level } from 'level';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testPorts } from '../ports.ts';
import { buildLibrary, withLibrary } from './preloaded-library.ts';

let cli: CliHome;
/** A disk that fails; `null` where none can be made. */
let library: string | null;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-library-'));
  library = await buildLibrary(folder, './failing-disk.c');
  return () => rm(folder, { recursive: true });
});
beforeEach(async () => {
  cli = await createHome();
});
afterEach(() => cli.remove());

const password = ['--password-fd', '3'];

/** What a command says in a home on such a disk; `null` where that can't be tried. */
async function onDisk(kind: 'full' | 'tight' | 'closed', args: readonly string[]) {
  if (library === null) return null;
  await mkdir(cli.path('home'));
  const orders = { DISK_FAILS: kind, DISK_FAILS_AT: cli.path('home') };
  const words = [...args, '--home', cli.path('home')];
  return withLibrary(library, orders, () => cli.run(words, 'a long password\n'));
}

describe('a full disk', () => {
  it.each([
    ['init', ['testnet', 'init']],
    ['up', ['testnet', 'up']],
    ['demo', ['demo']],
  ])('is seen by %s before it makes anything', async (_what, args) => {
    const result = await onDisk('tight', args);
    if (result === null) return;
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(
      /^error \(disk_full\): the disk of .* has 0\.0 MiB left, and a node needs 64\.0 MiB/,
    );
    expect(await readdir(cli.path('home'))).toEqual([]);
  });

  it.each([
    ['init', ['testnet', 'init'], /^error \(ENOSPC\): .*the disk is full\. Make room/],
    [
      'keys',
      ['keys', 'new', 'alice', ...password],
      /^error \(ENOSPC\): .*the disk is full\. Make room/,
    ],
  ])('leaves nothing half made behind %s', async (_what, args, says) => {
    const result = await onDisk('full', args);
    if (result === null) return;
    expect(result).toMatchObject({ code: 1, stderr: expect.stringMatching(says) });
    const left = await readdir(cli.path('home'), { recursive: true });
    expect(left.filter((name) => name !== 'keys')).toEqual([]);
  });
});

describe('a home that can’t be written', () => {
  it.each([
    [['testnet', 'init']],
    [['testnet', 'up']],
    [['keys', 'new', 'alice', ...password]],
    [['demo']],
  ])('%j', async (args) => {
    const result = await onDisk('closed', args);
    if (result === null) return;
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(
      /^error \(EACCES\): .*\/home\/.*: you have no right to it\. Run it as the owner/,
    );
    expect(await readdir(cli.path('home'))).toEqual([]);
  });

  it('is a file', async () => {
    const file = await cli.write('file', '');
    for (const args of [
      ['testnet', 'init'],
      ['keys', 'list'],
    ]) {
      const result = await cli.runWithin([...args, '--home', file]);
      expect(result).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/a part of the path is a file|ENOTDIR/),
      });
    }
  });
});

describe('a home of another version', () => {
  it('whose manifest is not known is named, and left as it is', async () => {
    await cli.jsonWithin(['testnet', 'init']);
    const path = cli.path('testnet/testnet.json');
    const manifest = JSON.parse(await readFile(path, 'utf8'));
    const text = JSON.stringify({
      ...manifest,
      nodes: manifest.nodes.map(({ name }: { name: string }) => name),
    });
    await writeFile(path, text);
    for (const args of [['up'], ['init'], ['status'], ['chaos'], ['reset', '--all']]) {
      const result = await cli.runWithin(['testnet', ...args]);
      expect(result).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('(testnet_damaged)'),
      });
      expect(result.stderr).toContain('another version');
    }
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('whose database is of a format that is not known is refused with the reason', async () => {
    const port = String(await testPorts(1));
    await cli.jsonWithin(['testnet', 'init', '-n', '1', '--base-port', port]);
    await cli.jsonWithin(['testnet', 'up']);
    try {
      await cli.jsonWithin(['testnet', 'down']);
      const level = new Level<Buffer, Buffer>(cli.path('testnet/node1/data/chain'), {
        keyEncoding: 'buffer',
        valueEncoding: 'buffer',
      });
      for await (const key of level.keys()) {
        if (key.includes('format')) await level.put(key, Buffer.of(99));
      }
      await level.close();
      expect(await cli.runWithin(['testnet', 'up'])).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(
          /node1 stopped.*has format 99, which this version can't read/s,
        ),
      });
    } finally {
      await cli.runWithin(['testnet', 'down']);
    }
  });
});
