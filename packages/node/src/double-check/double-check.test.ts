import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SignatureClaim } from '@trellis/crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  acknowledgeDifference,
  differenceOf,
  differencePath,
  keepDifference,
  readDifference,
} from './difference-file.ts';
import { createDoubleCheck } from './double-check.ts';

const claim = (number: number, scheme: SignatureClaim['scheme'] = 'ml-dsa-65'): SignatureClaim => ({
  scheme,
  purpose: 'tx',
  publicKey: Uint8Array.of(1, 2),
  message: Uint8Array.of(number >> 8, number & 255),
  signature: Uint8Array.of(255),
});
const numberOf = ({ message: [high = 0, low = 0] }: SignatureClaim): number => high * 256 + low;
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('asks again about one in so many, at no fixed distance', async () => {
  const asked: number[] = [];
  const check = createDoubleCheck({
    every: 50,
    verify: async (one) => {
      asked.push(numberOf(one));
      return true;
    },
    onDifference: () => expect.unreachable(),
  });
  for (let number = 0; number < 50_000; number++) {
    check(claim(number), true);
    if (number % 100 === 0) await settled();
  }
  // 1,000 on average with a deviation of 31: all but one run in a million is within five of them.
  expect(asked.length).toBeGreaterThan(840);
  expect(asked.length).toBeLessThan(1_160);
  const distances = new Set(asked.slice(1).map((number, index) => number - (asked[index] ?? 0)));
  expect(distances.size).toBeGreaterThan(50);
});

it('tells of a difference in either direction, and of nothing else', async () => {
  const found: [number, boolean][] = [];
  const check = createDoubleCheck({
    every: 1,
    verify: async (one) => numberOf(one) % 2 === 0,
    onDifference: (one, valid) => found.push([numberOf(one), valid]),
  });
  check(claim(1), false);
  check(claim(2), true);
  check(claim(3), true);
  check(claim(4), false);
  check(claim(5, 'ed25519'), true);
  await settled();
  expect(found).toEqual([
    [3, true],
    [4, false],
  ]);
});

it('holds no more than it can be asked, and none if nobody wants it', async () => {
  let asked = 0;
  const verify = () => {
    asked += 1;
    return new Promise<boolean>(() => undefined);
  };
  const onDifference = () => expect.unreachable();
  const check = createDoubleCheck({ every: 1, verify, onDifference });
  for (let number = 0; number < 1_000; number++) check(claim(number), true);
  expect(asked).toBe(64);
  const never = createDoubleCheck({ every: 0, verify, onDifference });
  never(claim(1), true);
  expect(asked).toBe(64);
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-difference-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('keeps the first difference until it is acknowledged, and its content after that', async () => {
  expect(await readDifference(folder)).toBeNull();
  await keepDifference(folder, differenceOf(claim(1), true, 0));
  await keepDifference(folder, differenceOf(claim(2), false, 1));
  expect((await stat(differencePath(folder))).mode & 0o777).toBe(0o600);
  const content = await readFile(differencePath(folder), 'utf8');
  expect(await readDifference(folder)).toMatchObject({
    time: '1970-01-01T00:00:00.000Z',
    scheme: 'ml-dsa-65',
    purpose: 'tx',
    publicKey: '0102',
    message: '0001',
    signature: 'ff',
    validByWebAssembly: true,
    validByOpenssl: false,
  });
  const kept = await acknowledgeDifference(folder, 7);
  expect(await readDifference(folder)).toBeNull();
  expect(await readFile(kept, 'utf8')).toBe(content);
});
