import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Address } from '@trellis/crypto';
import { describe, expect, it } from 'vitest';
import { defaultHttpConfig, type HttpConfig, httpConfigProblem } from './http-config.ts';

const tls = { certificate: 'node.crt', key: 'node.pem', requirePostQuantum: true } as const;
const config = (changes: Partial<HttpConfig>): HttpConfig => ({
  host: '127.0.0.1',
  port: 0,
  ...defaultHttpConfig,
  ...changes,
});

describe('the configuration of the HTTP API', () => {
  it('lets nobody in without a credential unless it says so', () => {
    expect(defaultHttpConfig.anonymous).toEqual([]);
  });

  it.each(['0.0.0.0', '::', '10.0.0.5', 'ledger.example'])(
    'refuses to listen on %s without TLS',
    (host) => {
      expect(httpConfigProblem(config({ host }))).toMatch(/^http\.tls: without it/);
      expect(httpConfigProblem(config({ host, tls }))).toBeUndefined();
    },
  );

  it('lets anybody submit on this machine alone', () => {
    const anonymous = ['read', 'submit', 'events'] as const;
    expect(httpConfigProblem(config({ anonymous }))).toBeUndefined();
    expect(httpConfigProblem(config({ anonymous, host: '0.0.0.0', tls }))).toMatch(/submitting/);
    const reading = config({ anonymous: ['read', 'events'], host: '0.0.0.0', tls });
    expect(httpConfigProblem(reading)).toBeUndefined();
  });

  it.each(['0.0.0.0', '::', '0:0::0', '0'])(
    'takes administrators on %s with a publicUrl alone',
    (host) => {
      const administrators = [`${'0'.repeat(64)}` as Address];
      const named = config({ host, tls, administrators });
      expect(httpConfigProblem(named)).toMatch(/^http\.publicUrl: expected the address/);
      expect(httpConfigProblem({ ...named, publicUrl: 'https://node1.example' })).toBeUndefined();
      expect(httpConfigProblem({ ...named, host: 'node1.example' })).toBeUndefined();
    },
  );

  it('takes passkeys for a name alone, that is safe, and of keys that they can have', () => {
    const keyOf = (key: KeyObject) =>
      key.export({ format: 'der', type: 'spki' }).toString('base64url');
    const publicKey = keyOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey);
    const passkey = { name: 'ada', id: 'AAAA', publicKey };
    const named = (publicUrl: string | null, administratorPasskeys = [passkey]) =>
      httpConfigProblem(config({ publicUrl, administratorPasskeys }));
    expect(named('https://node1.example')).toBeUndefined();
    expect(named('http://localhost:26700')).toBeUndefined();
    for (const url of [null, 'http://node1.example', 'https://10.0.0.1', 'https://[::1]']) {
      expect(named(url)).toMatch(/^http\.publicUrl: expected https with a name/);
    }
    const other = keyOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey);
    for (const wrong of [other, 'AAAA']) {
      const problem = named('https://node1.example', [{ ...passkey, publicKey: wrong }]);
      expect(problem).toMatch(/^http\.administratorPasskeys\.0\.publicKey/);
    }
    const n = Buffer.alloc(256, 0xff).toString('base64url');
    const weak = createPublicKey({ key: { kty: 'RSA', n, e: 'Aw' }, format: 'jwk' });
    const rsa = { ...passkey, publicKey: keyOf(weak) };
    expect(named('https://node1.example', [rsa])).toMatch(
      /^http\.administratorPasskeys\.0\.publicKey/,
    );
    expect(named('https://node1.example', [passkey, passkey])).toMatch(/named twice/);
  });

  it.each([
    // One byte has one text: the last digits of these have bits that no byte has.
    ['AB', 'AA'],
    ['AAB', 'AAA'],
    ['_-__', undefined],
    ['A', undefined],
  ])('takes the id %s of a passkey in its one form alone', (id, other) => {
    const { publicKey: key } = generateKeyPairSync('ed25519');
    const publicKey = key.export({ format: 'der', type: 'spki' }).toString('base64url');
    const named = (id: string) =>
      httpConfigProblem(
        config({
          publicUrl: 'https://node1.example',
          administratorPasskeys: [{ name: 'ada', id, publicKey }],
        }),
      );
    if (id === '_-__') expect(named(id)).toBeUndefined();
    else expect(named(id)).toMatch(/^http\.administratorPasskeys\.0\.id: expected .*copy it again/);
    if (other !== undefined) expect(named(other)).toBeUndefined();
  });

  it('names a limit that is none', () => {
    const { limits } = defaultHttpConfig;
    const none = { ...limits, perKey: { perSecond: 0, burst: 1 } };
    expect(httpConfigProblem(config({ limits: none }))).toBe(
      'http.limits.perKey.perSecond: expected 1 to 1000000, not 0',
    );
    expect(httpConfigProblem(config({ port: 70_000 }))).toMatch(/http.port/);
  });
});
