import { hash } from 'node:crypto';
import { exportJWK, type GenerateKeyPairResult, generateKeyPair, SignJWT } from 'jose';
import { beforeEach, expect, it } from 'vitest';
import { createKeyProofs } from './key-proofs.ts';
import type { SeenOnce } from './seen-once.ts';
import { seenInMemory } from './testing/seen-in-memory.ts';

const origin = 'https://node.example';
const began = 1_000_000_000_000;
const path = '/v1/status';
const credential = 'token';
const call = { method: 'GET', path, credential };
const right = {
  jti: 'one',
  htm: 'GET',
  htu: `${origin}${path}`,
  ath: hash('sha256', credential, 'base64url'),
  iat: began / 1_000 + 100,
};

let pair: GenerateKeyPairResult;
let now = began;
let once: SeenOnce;
let proofs: ReturnType<typeof createKeyProofs>;
beforeEach(async () => {
  pair = await generateKeyPair('ES256');
  now = began;
  once = seenInMemory(() => now);
  proofs = createKeyProofs(origin, () => now, once);
  now = began + 100_000;
});

async function proof(changes: object = {}, header: object = {}): Promise<string> {
  return new SignJWT({ ...right, ...changes })
    .setProtectedHeader({
      ...{ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(pair.publicKey) },
      ...header,
    })
    .sign(pair.privateKey);
}

const check = async (changes?: object, header?: object) =>
  proofs.check(await proof(changes, header), call);

it('a proof shows whose it is, for one call, once', async () => {
  const made = await proof();
  const shown = await proofs.check(made, call);
  expect(shown).toEqual({ ok: true, thumbprint: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) });
  expect(await proofs.check(made, call)).toEqual({ ok: false, problem: 'jti: seen before' });
  expect((await check({ jti: 'two', htu: `${origin}${path}?a=b#c` })).ok).toBe(true);
});

it.each([
  ['another method', { htm: 'POST' }],
  ['another path', { htu: `${origin}/v1/other` }],
  ['another server', { htu: `https://evil.example${path}` }],
  ['no server', { htu: path }],
  ['another scheme', { htu: `http://node.example${path}` }],
  ['another credential', { ath: hash('sha256', 'other', 'base64url') }],
  ['no credential', { ath: undefined }],
  ['an old time', { iat: right.iat - 61 }],
  ['a time to come', { iat: right.iat + 12 }],
  ['no time', { iat: undefined }],
  ['no name', { jti: undefined }],
  ['an empty name', { jti: '' }],
])('with %s it proves nothing', async (_name, changes) => {
  expect((await check(changes)).ok).toBe(false);
});

it.each([
  ['another type', { typ: 'JWT' }],
  ['no key', { jwk: undefined }],
])('with %s it is none', async (_name, header) => {
  expect((await check({}, header)).ok).toBe(false);
});

it('with the key of somebody else it is none', async () => {
  const { publicKey } = await generateKeyPair('ES256');
  expect((await check({}, { jwk: await exportJWK(publicKey) })).ok).toBe(false);
});

it('with a secret or no signature it is none', async () => {
  const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'dpop+jwt' })).toString(
    'base64url',
  );
  const claims = Buffer.from(JSON.stringify(right)).toString('base64url');
  expect((await proofs.check(`${header}.${claims}.`, call)).ok).toBe(false);
  expect((await proofs.check('', call)).ok).toBe(false);
});

it('used before a restart it is refused after it, also one of a clock that is ahead', async () => {
  const made = await proof({ iat: right.iat + 8 });
  expect((await proofs.check(made, call)).ok).toBe(true);
  now += 5_000;
  const restarted = createKeyProofs(origin, () => now, once);
  expect(await restarted.check(made, call)).toEqual({ ok: false, problem: 'jti: seen before' });
});

it('counts once up to the last moment in which it holds', async () => {
  const made = await proof({ iat: now / 1_000 + 10 });
  expect((await proofs.check(made, call)).ok).toBe(true);
  for (const later of [69_999, 1]) {
    now += later;
    expect((await proofs.check(made, call)).ok).toBe(false);
  }
});

it('is remembered for as long as it could be used, and no further', () => {
  expect(once('a', now + 1_000)).toBe(true);
  now += 999;
  expect(once('a', now + 1_000)).toBe(false);
  now += 1;
  expect(once('a', now + 1_000)).toBe(true);
});
