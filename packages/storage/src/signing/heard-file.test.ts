import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Address, asciiBytes, hash } from '@trellis/crypto';
import { type SignedVote, toHeight } from '@trellis/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHeardFile } from './heard-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-heard-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const validator = (number: number): Address =>
  hash('keyAddress', asciiBytes(`validator ${number}`)) as Address;
const vote = (number: number, height: number): SignedVote => ({
  type: 'prevote',
  height: toHeight(height),
  round: 0,
  blockId: null,
  validator: validator(number),
  signature: new Uint8Array(4627).fill(number),
});
const open = () => openHeardFile(join(folder, 'heard'), quiet);

describe('what was heard of validators', () => {
  it('is there after a restart, the last message of each', async () => {
    const file = await open();
    expect(file.recovered.size).toBe(0);
    for (const height of [1, 2, 3]) {
      for (const number of [1, 2]) file.keep(validator(number), vote(number, height));
    }
    await file.close();
    const again = await open();
    expect(again.recovered).toEqual(
      new Map([
        [validator(1), vote(1, 3)],
        [validator(2), vote(2, 3)],
      ]),
    );
    again.keep(validator(2), vote(2, 4));
    await again.close();
    const last = await open();
    expect(last.recovered.get(validator(2))).toEqual(vote(2, 4));
    expect(last.recovered.get(validator(1))).toEqual(vote(1, 3));
    await last.close();
  });

  it('is bounded: whoever was not heard of for the longest time makes room', async () => {
    const file = await open();
    for (let number = 0; number < 300; number++) file.keep(validator(number), vote(number, 1));
    await file.close();
    const again = await open();
    expect(again.recovered.size).toBe(256);
    expect(again.recovered.has(validator(299))).toBe(true);
    await again.close();
    expect((await readFile(join(folder, 'heard'))).length).toBe(256 * 8192);
  });

  it('was not heard where it can’t be read', async () => {
    const file = await open();
    for (const number of [1, 2]) file.keep(validator(number), vote(number, 1));
    await file.close();
    const path = join(folder, 'heard');
    const content = await readFile(path);
    content[100] = (content[100] ?? 0) ^ 1;
    await writeFile(path, content);
    const again = await open();
    expect([...again.recovered.keys()]).toEqual([validator(2)]);
    await again.close();
    await writeFile(path, content.subarray(0, 9_000));
    const cut = await open();
    expect(cut.recovered.size).toBe(0);
    await cut.close();
  });
});
