import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ConsentFile, openConsentFile } from './consent-file.ts';
import { type ConsentRequests, consentRequests, pushedMs } from './consent-requests.ts';

const hour = 3_600_000;
const asked = {
  redirectUri: 'https://shop.example/back',
  details: [{ type: 'account_information', until: 2_000_000_000_000n }],
  state: null,
  challenge: 'c'.repeat(43),
  thumbprint: null,
} as const;

let folder: string;
let file: ConsentFile;
let now: number;
let requests: ConsentRequests;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consent-requests-'));
  file = await openConsentFile(folder);
  now = 1_000_000_000_000;
  requests = consentRequests(file, () => now);
});
afterEach(async () => {
  file.close();
  await rm(folder, { recursive: true });
});

const rows = (): unknown => file.database.prepare('SELECT count(*) AS many FROM request').get();

it('waits a short time for the browser, and a day once that came', () => {
  const id = requests.push('shop', asked);
  expect(requests.get(id)).toMatchObject({ ...asked, client: 'shop' });
  now += pushedMs - 1;
  expect(requests.visit(id, 'shop')?.expires).toBe(now + 24 * hour);
  now += 24 * hour;
  expect(requests.get(id)).toBeUndefined();
  const late = requests.push('shop', asked);
  now += pushedMs;
  expect(requests.visit(late, 'shop')).toBeUndefined();
});

it('waits no longer when it is brought again, also at the very end', () => {
  const id = requests.push('shop', asked);
  const expires = requests.visit(id, 'shop')?.expires;
  now += 24 * hour - 1;
  expect(requests.visit(id, 'shop')?.expires).toBe(expires);
  now += 1;
  expect(requests.get(id)).toBeUndefined();
});

it('is answered once, and leaves nothing behind', () => {
  const id = requests.push('shop', asked);
  requests.visit(id, 'shop');
  requests.answer(id);
  expect(() => requests.answer(id)).toThrow('answered already');
  expect(rows()).toEqual({ many: 0 });
});
