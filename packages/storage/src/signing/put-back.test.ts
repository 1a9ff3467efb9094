/** Whether a last-signed file knows that it was put back from a copy, however that was made. */
import { chmod, copyFile, cp, mkdir, mkdtemp, rename, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { toHeight } from '@trellis/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../level/database.ts';
import { confirmMoved } from './confirm-moved.ts';
import { createLastSignedFile, nothingSigned, openLastSignedFile } from './last-signed-file.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-put-back-'));
  path = join(folder, 'last-signed');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const guard = { limit: toHeight(0n), doubt: 'none' as const };

/** What a node finds that opens the file. */
async function opened(at = path) {
  const file = await openLastSignedFile(at);
  await file.close();
  return file;
}

async function sign(height: number): Promise<void> {
  const file = await openLastSignedFile(path);
  await file.save({ ...nothingSigned, height: toHeight(height) }, guard);
  await file.close();
}

/** Copies age in less time than it takes to make one. */
const agePause = () => pause(50);

describe('a last-signed file', () => {
  it('is the original as it was made, and after each message that is signed', async () => {
    await createLastSignedFile(path);
    expect((await opened()).isOriginal).toBe(true);
    for (let height = 1; height < 20; height++) {
      await sign(height);
      expect((await opened()).isOriginal).toBe(true);
    }
  });

  it('is the original when its folder was moved, as that changes nothing in it', async () => {
    await createLastSignedFile(path);
    const moved = `${folder}.moved`;
    await agePause();
    await rename(folder, moved);
    try {
      expect((await opened(join(moved, 'last-signed'))).isOriginal).toBe(true);
    } finally {
      await rename(moved, folder);
    }
  });

  it.each([
    ['over the file that was there', (from: string) => copyFile(from, path)],
    ['with its times', (from: string) => cp(from, path, { preserveTimestamps: true })],
    ['in its place', async (from: string) => rm(path).then(() => copyFile(from, path))],
  ])('is no original when it is put back %s', async (_how, putBack) => {
    await createLastSignedFile(path);
    const copy = `${path}.copy`;
    await copyFile(path, copy);
    await sign(1);
    await agePause();
    await putBack(copy);
    const { isOriginal, recovered } = await opened();
    expect({ isOriginal, state: recovered.state }).toEqual({ isOriginal: false, state: 'intact' });
    await sign(2);
    expect((await opened()).isOriginal).toBe(true);
  });

  it('is no original when its time of modification is another, whatever the clock says', async () => {
    await createLastSignedFile(path);
    const { mtime } = await stat(path);
    await utimes(path, mtime, new Date(mtime.getTime() - 60_000));
    expect((await opened()).isOriginal).toBe(false);
  });

  it('is no original after its mode was changed: it can’t be told what else was', async () => {
    await createLastSignedFile(path);
    await agePause();
    await chmod(path, 0o600);
    expect((await opened()).isOriginal).toBe(false);
  });

  it('is the original again when an operator confirms that it was moved, but keeps a limit that is needed', async () => {
    const data = join(folder, 'data');
    await mkdir(data);
    path = join(data, 'last-signed');
    await openDatabase(join(data, 'chain'), { create: true }).then((made) => made.close());
    expect(await confirmMoved(data)).toBeNull();
    await sign(3);
    await agePause();
    await chmod(path, 0o600);
    expect((await confirmMoved(data))?.height).toBe(3n);
    expect((await opened()).isOriginal).toBe(true);
    for (const doubt of ['unsure', 'old'] as const) {
      const file = await openLastSignedFile(path);
      await file.save(nothingSigned, { limit: toHeight(9n), doubt });
      await file.close();
      await confirmMoved(data);
      expect((await opened()).guard.limit).toBe(doubt === 'old' ? 9n : 0n);
    }
  });

  it('keeps what the guard found', async () => {
    const file = await openLastSignedFile(path);
    const found = { limit: toHeight(7n), doubt: 'old' as const };
    await file.save(nothingSigned, found);
    await file.close();
    expect((await opened()).guard).toEqual(found);
  });
});
