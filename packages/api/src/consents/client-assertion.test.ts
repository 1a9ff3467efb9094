import { exportJWK, type GenerateKeyPairResult, generateKeyPair, SignJWT } from 'jose';
import { beforeEach, expect, it } from 'vitest';
import { seenInMemory } from '../credentials/testing/seen-in-memory.ts';
import { createClientAssertions } from './client-assertion.ts';
import type { RegisteredClient } from './consent-clients.ts';

const issuer = 'https://node.example';
const began = 1_000_000_000_000;
const seconds = began / 1_000 + 100;
const right = { iss: 'shop', sub: 'shop', aud: issuer, jti: 'a', iat: seconds, exp: seconds + 60 };

let pair: GenerateKeyPairResult;
let now = began;
let assertions: ReturnType<typeof createClientAssertions>;
beforeEach(async () => {
  pair = await generateKeyPair('ES256', { extractable: true });
  const shop: RegisteredClient = {
    ...{ id: 'shop', name: 'Shop', account: null, redirectUris: [], keyThumbprint: '' },
    jwk: await exportJWK(pair.publicKey),
  };
  now = began;
  assertions = createClientAssertions(
    issuer,
    (id) => (id === 'shop' ? shop : undefined),
    () => now,
    seenInMemory(() => now),
  );
  now = began + 100_000;
});

async function made(changes: object = {}, key = pair.privateKey): Promise<string> {
  return new SignJWT({ ...right, ...changes }).setProtectedHeader({ alg: 'ES256' }).sign(key);
}

it('says who the client is, once', async () => {
  const assertion = await made();
  expect((await assertions.clientOf(assertion))?.id).toBe('shop');
  expect(await assertions.clientOf(assertion)).toBeUndefined();
});

it('lets a clock be ahead by as much as clocks are apart', async () => {
  const ahead = await made({ iat: seconds + 10, nbf: seconds + 10, exp: seconds + 70 });
  expect((await assertions.clientOf(ahead))?.id).toBe('shop');
});

it.each([
  ['another server', { aud: 'https://evil.example' }],
  ['several servers', { aud: [issuer, 'https://evil.example'] }],
  ['an endpoint instead of the server', { aud: `${issuer}/oauth/token` }],
  ['another issuer', { iss: 'other' }],
  ['an unknown client', { iss: 'other', sub: 'other' }],
  ['an end that is past', { exp: seconds - 20 }],
  ['a long life', { exp: seconds + 3_600 }],
  ['a time that is ahead', { iat: seconds + 20, exp: seconds + 60 }],
  ['a time that is years ahead', { iat: seconds + 1e8, exp: seconds + 1e8 + 60 }],
  ['no end', { exp: undefined }],
  ['no name', { jti: undefined }],
])('with %s it says nothing', async (_name, changes) => {
  expect(await assertions.clientOf(await made(changes))).toBeUndefined();
});

it('of another key, or without a signature, it says nothing', async () => {
  const { privateKey } = await generateKeyPair('ES256');
  expect(await assertions.clientOf(await made({}, privateKey))).toBeUndefined();
  const [, claims = ''] = (await made()).split('.');
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  expect(await assertions.clientOf(`${none}.${claims}.`)).toBeUndefined();
});
