import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Address, asciiBytes, type Hash, hash } from '@trellis/crypto';
import type { ChainId } from '@trellis/protocol';
import { type Consent, consentsMax } from '@trellis/protocol/http-api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ConsentFile, openConsentFile } from './consent-file.ts';
import { type ConsentRequests, consentRequests } from './consent-requests.ts';
import { type GivenConsents, givenConsents } from './given-consents.ts';

const now = () => 1_000_000_000_000;
const account = hash('keyAddress', asciiBytes('owner')) as Address;
const asked = {
  redirectUri: 'https://shop.example/back',
  details: [{ type: 'account_information', until: 2_000_000_000_000n }],
  state: null,
  challenge: 'c'.repeat(43),
  thumbprint: null,
} as const;

let folder: string;
let file: ConsentFile;
let requests: ConsentRequests;
let consents: GivenConsents;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'given-consents-'));
  file = await openConsentFile(folder);
  file.database.exec('PRAGMA synchronous = OFF');
  requests = consentRequests(file, now);
  consents = givenConsents(file, requests, now);
});
afterEach(async () => {
  file.close();
  await rm(folder, { recursive: true });
});

/** A consent with everything that can come of one. */
function give(number: number): Hash {
  const request = requests.get(requests.push('shop-client', asked));
  if (request === undefined) throw new Error('no request');
  const consent: Consent = {
    chainId: 'test' as ChainId,
    issuer: 'https://node.example',
    request: request.id,
    client: { id: request.client, name: 'Shop', account: null },
    redirectUri: request.redirectUri,
    account,
    details: request.details,
    mandateTransaction: null,
  };
  const mandate = hash('mandate', asciiBytes(`mandate ${number}`));
  const code = consents.grant({ consent, witnesses: [] }, request, [mandate]);
  const redeemed = consents.redeem(code, () => true);
  if (redeemed === undefined) throw new Error('no code');
  const { id } = redeemed.consent;
  consents.refreshToken(id, 't'.repeat(43));
  consents.noteUse(id, { time: 1n, what: 'GET /v1/status', address: '127.0.0.1' });
  return id;
}

it('keeps no more of an account than its newest consents, and nothing of those before them', () => {
  const ids = Array.from({ length: consentsMax }, (_, index) => give(index));
  expect(() => give(consentsMax)).toThrow(`the account has given ${consentsMax} consents`);
  const [first, second] = ids;
  for (const id of ids.slice(0, 2)) consents.revoke(id);
  give(consentsMax);
  give(consentsMax + 1);
  const kept = consents.of(account).map(({ id }) => id);
  expect(kept).toHaveLength(consentsMax);
  expect([first, second].filter((id) => id !== undefined && kept.includes(id))).toEqual([]);
  for (const table of ['consent', 'mandate', 'code', 'refresh', 'use']) {
    const row = file.database.prepare(`SELECT count(*) AS many FROM ${table}`).get();
    expect({ table, ...row }).toEqual({ table, many: consentsMax });
  }
});
