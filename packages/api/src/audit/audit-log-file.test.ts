import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@trellis/engine';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditFact, type ChainHead } from './audit-chain.ts';
import { auditFiles, readAudit, verifyAudit } from './audit-folder.ts';
import { openAuditLog } from './audit-log-file.ts';

const writer = fileURLToPath(new URL('./testing/write-audit.ts', import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-audit-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const large = { fileBytesMax: 1_000_000, filesMax: 4 };
const faults: unknown[] = [];
const openLog = (limits = large) =>
  openAuditLog(folder, limits, systemClock, (error) => faults.push(error));
const call = (what: string) => auditFact({ event: 'call', who: 'k', address: '10.0.0.1', what });

async function write(count: number, limits = large): Promise<void> {
  const log = await openLog(limits);
  for (let one = 1; one <= count; one += 1) await log.appendSafely(call(`call ${one}`));
  await log.close();
}

async function onlyFile(): Promise<string> {
  const [name = ''] = await auditFiles(folder);
  return join(folder, name);
}

async function entries() {
  const all = [];
  for await (const { entry } of readAudit(folder, 0n)) all.push(entry);
  return all;
}

describe('the audit log', () => {
  it('continues with its chain over restarts', async () => {
    await write(3);
    await write(2);
    const { entries: count, first, head, problem } = await verifyAudit(folder);
    expect({ count, first, number: head.number, problem }).toEqual({
      count: 5,
      first: 1n,
      number: 5n,
      problem: null,
    });
    expect((await entries()).map(({ what }) => what)).toEqual([
      'call 1',
      'call 2',
      'call 3',
      'call 1',
      'call 2',
    ]);
  });

  it('keeps the order of what comes at once, and is its owner’s alone', async () => {
    const log = await openLog();
    for (let one = 0; one < 50; one += 1) log.append(call(`${one}`));
    await log.appendSafely(call('last'));
    const read = await log.read(48n, 10);
    expect(read.map(({ entry }) => entry.what)).toEqual(['48', '49', 'last']);
    await log.close();
    expect((await verifyAudit(folder)).entries).toBe(51);
  });

  it('survives a crash at every byte of its last line, and tells of it', async () => {
    await write(2);
    const path = await onlyFile();
    const whole = await readFile(path);
    const start = whole.lastIndexOf(10, whole.length - 2) + 1;
    for (let end = start + 1; end < whole.length; end += 7) {
      await writeFile(path, whole.subarray(0, end));
      const torn = await verifyAudit(folder);
      expect(torn).toMatchObject({ entries: 1, tornBytes: end - start, problem: null });
      const log = await openLog();
      await log.appendSafely(call('after'));
      await log.close();
      expect((await verifyAudit(folder)).problem).toBeNull();
      expect((await entries()).map(({ event }) => event)).toEqual(['call', 'torn_tail', 'call']);
    }
  });

  it('is a whole chain after kill -9, again and again', async () => {
    for (let round = 0; round < 4; round += 1) {
      const child = spawn(process.execPath, [writer, folder], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const gone = once(child, 'exit');
      await once(child.stdout, 'data');
      await new Promise((resolve) => {
        setTimeout(resolve, 20 + 37 * round);
      });
      child.kill('SIGKILL');
      expect(await gone).toEqual([null, 'SIGKILL']);
      const { entries: count, problem } = await verifyAudit(folder);
      expect(problem).toBeNull();
      expect(count).toBeGreaterThan(50);
    }
    await write(1);
    expect((await verifyAudit(folder)).problem).toBeNull();
    expect((await auditFiles(folder)).length).toBeLessThanOrEqual(4);
  });

  it('takes a crash before the first line of a new file', async () => {
    await write(2);
    await writeFile(join(folder, 'audit-0000000000000003.jsonl'), '{"hash":"00');
    await write(1);
    expect(await verifyAudit(folder)).toMatchObject({ entries: 4, problem: null });
  });

  it('makes room at the beginning, and says up to where', async () => {
    const small = { fileBytesMax: 1_000, filesMax: 3 };
    await write(40, small);
    const files = await auditFiles(folder);
    expect(files.length).toBeLessThanOrEqual(3);
    const { first, head, problem } = await verifyAudit(folder);
    expect(problem).toBeNull();
    expect(first).toBeGreaterThan(20n);
    expect(head.number).toBeGreaterThanOrEqual(40n);
    // A file that is taken away is another matter.
    await rm(join(folder, files[0] ?? ''));
    expect((await verifyAudit(folder)).problem?.what).toBe('beginning_missing');
  });
});

describe('making room', () => {
  const small = { fileBytesMax: 1_000, filesMax: 3 };

  /** Lets several files leave at once, and leaves what a crash would have after the first `unlinked` of them. */
  async function crashWhileLeaving(unlinked: number) {
    await write(40, { ...small, filesMax: 6 });
    const before = await auditFiles(folder);
    const texts = await Promise.all(before.map((name) => readFile(join(folder, name))));
    let files = before;
    while (files.at(-1) === before.at(-1)) {
      await write(1, small);
      files = await auditFiles(folder);
    }
    const left = before.filter((name) => !files.includes(name));
    expect(left.length).toBeGreaterThan(1);
    // The next file is opened when all have left.
    await rm(join(folder, files.at(-1) ?? ''));
    for (const name of left.slice(unlinked)) {
      await writeFile(join(folder, name), texts[before.indexOf(name)] ?? '');
    }
    return left;
  }

  it.each([0, 1])('is gone on with after a crash with %i files gone', async (unlinked) => {
    const left = await crashWhileLeaving(unlinked);
    expect(await verifyAudit(folder)).toMatchObject({ problem: null });
    await write(1, small);
    expect((await verifyAudit(folder)).problem).toBeNull();
    const files = await auditFiles(folder);
    expect(files.length).toBeLessThanOrEqual(small.filesMax);
    expect(files.filter((name) => left.includes(name))).toEqual([]);
  });

  it('excuses no file that nobody said would leave', async () => {
    for (const name of await crashWhileLeaving(0)) {
      expect((await verifyAudit(folder)).problem).toBeNull();
      await rm(join(folder, name));
    }
    const [next = '', file] = await auditFiles(folder);
    expect((await verifyAudit(folder)).problem).toBeNull();
    await rm(join(folder, next));
    expect((await verifyAudit(folder)).problem).toEqual({
      file,
      line: 1,
      what: 'beginning_missing',
    });
  });
});

describe('verification', () => {
  const damages: readonly (readonly [string, (lines: string[]) => string[], string])[] = [
    [
      'a changed entry',
      ([a = '', b = '', ...rest]) => [a, b.replace('call 2', 'call 9'), ...rest],
      'wrong_hash',
    ],
    ['a removed entry', ([a = '', , ...rest]) => [a, ...rest], 'wrong_number'],
    ['entries in another order', ([a = '', b = '', ...rest]) => [b, a, ...rest], 'wrong_number'],
    ['a removed beginning', ([, ...rest]) => rest, 'beginning_missing'],
    ['an empty line', ([a = '', ...rest]) => [a, '', ...rest], 'not_a_line'],
  ];
  it.each(damages)('finds %s', async (_name, damage, what) => {
    await write(4);
    const path = await onlyFile();
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    await writeFile(path, `${damage(lines).join('\n')}\n`);
    expect((await verifyAudit(folder)).problem?.what).toBe(what);
  });

  it('finds a rewritten end by an entry that was noted before', async () => {
    await write(4);
    const { head } = await verifyAudit(folder);
    expect((await verifyAudit(folder, head)).problem).toBeNull();
    const path = await onlyFile();
    const text = await readFile(path, 'utf8');
    await truncate(path, text.trimEnd().lastIndexOf('\n') + 1);
    expect((await verifyAudit(folder)).problem).toBeNull();
    expect((await verifyAudit(folder, head)).problem?.what).toBe('expected_entry_missing');
    await write(1);
    const other: ChainHead = { ...head, number: 4n };
    expect((await verifyAudit(folder, other)).problem?.what).toBe('expected_entry_missing');
  });

  it('continues after damage in a file of its own, which stays damaged for whoever looks', async () => {
    await write(3);
    const path = await onlyFile();
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('call 2', 'call 9'));
    await write(1);
    expect(await readdir(folder)).toHaveLength(2);
    const all = await entries();
    expect(all.at(-2)).toMatchObject({ event: 'damage_found', outcome: 'wrong_hash', number: 4n });
    expect((await verifyAudit(folder)).problem).toMatchObject({ what: 'wrong_hash', line: 2 });
  });

  it('takes no line of another length for the end of a crash', async () => {
    await write(1);
    await appendFile(await onlyFile(), 'x'.repeat(40_000));
    expect((await verifyAudit(folder)).problem?.what).toBe('torn_inside');
  });
});

describe('what is said in the log', () => {
  it('is no secret, even where somebody put one', () => {
    const key = `trellis_${'a'.repeat(16)}_${'b'.repeat(43)}`;
    const token = `eyJhbGciOiJNTC1EU0EtNjUifQ.eyJzdWIiOiJ4In0.${'c'.repeat(60)}`;
    const fact = auditFact({
      event: 'refused',
      what: `GET /v1/${key}/${token}`,
      who: `a\nb\u0000`,
    });
    expect(fact.what).toBe('GET /v1/(secret)/(secret)');
    expect(fact.who).toBe('a b ');
  });
});
