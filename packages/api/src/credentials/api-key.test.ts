import { describe, expect, it } from 'vitest';
import {
  ApiKeyError,
  type ApiKeyRecord,
  apiKeyRandomBytes,
  apiKeyState,
  checkApiKey,
  makeApiKey,
  revokeApiKey,
  rotateApiKey,
} from './api-key.ts';

const plan = {
  name: 'reporting',
  scopes: ['read'],
  accounts: null,
  addresses: [],
  expires: null,
  boundTo: null,
} as const;
const random = (byte: number): Uint8Array => new Uint8Array(apiKeyRandomBytes).fill(byte);
const byId = (...records: readonly ApiKeyRecord[]) =>
  new Map(records.map((record) => [record.id, record]));
const here = { address: '10.1.2.3', now: 1_000n };

describe('an API key', () => {
  it('is kept without its secret', () => {
    const { record, secret } = makeApiKey(plan, random(7), 0n);
    expect(secret).toBe(`trellis_${'07'.repeat(8)}_${'BwcH'.repeat(10)}Bwc`);
    expect(secret).toContain(record.id);
    const kept = JSON.stringify(record, (_key, part) =>
      typeof part === 'bigint' ? `${part}` : part,
    );
    expect(kept).not.toContain('BwcH');
    expect(checkApiKey(byId(record), secret, here)).toEqual({ ok: true, record });
  });

  it.each([
    ['another secret', (secret: string) => `${secret.slice(0, -1)}A`],
    ['another id', (secret: string) => secret.replace('0707', '0708')],
    ['more behind it', (secret: string) => `${secret}=`],
    ['nothing', () => ''],
    ['its hash', () => makeApiKey(plan, random(7), 0n).record.secretHash],
  ])('is not the same with %s', (_name, change) => {
    const { record, secret } = makeApiKey(plan, random(7), 0n);
    expect(checkApiKey(byId(record), change(secret), here)).toEqual({
      ok: false,
      refusal: 'invalid_credential',
      id: null,
    });
  });

  it('tells that it ended, or is elsewhere, only to whoever holds it', () => {
    const { record, secret } = makeApiKey({ ...plan, addresses: ['10.1.0.0/16'] }, random(1), 0n);
    const wrong = `${secret.slice(0, -1)}A`;
    const ended = [
      [revokeApiKey(record, 5n), here, 'credential_revoked'],
      [{ ...record, expires: 1_000n }, here, 'credential_expired'],
      [record, { ...here, address: '10.2.0.1' }, 'address_not_permitted'],
    ] as const;
    for (const [one, where, refusal] of ended) {
      expect(checkApiKey(byId(one), secret, where)).toMatchObject({ refusal, id: record.id });
      expect(checkApiKey(byId(one), wrong, where)).toMatchObject({ refusal: 'invalid_credential' });
    }
  });

  it('is refused when it could not work', () => {
    const make = (changes: object) => () => makeApiKey({ ...plan, ...changes }, random(1), 10n);
    expect(make({ expires: 10n })).toThrow(ApiKeyError);
    expect(make({ scopes: ['read', 'read'] })).toThrow(/twice/);
    expect(make({ addresses: ['10.0.0.0/33'] })).toThrow(/prefix/);
    expect(make({ addresses: ['10.0.0'] })).toThrow(/no IP address/);
  });
});

describe('rotation', () => {
  const day = 86_400_000n;
  const { record } = makeApiKey({ ...plan, expires: 90n * day }, random(1), 0n);

  it('leaves both valid for the overlap, and gives the new one as long a life', () => {
    const { old, made } = rotateApiKey(record, random(2), 80n * day, day);
    expect(old.expires).toBe(81n * day);
    expect(made.record).toMatchObject({
      replaces: record.id,
      expires: 170n * day,
      scopes: ['read'],
    });
    expect(apiKeyState(old, 81n * day - 1n)).toBe('valid');
    expect(apiKeyState(old, 81n * day)).toBe('expired');
  });

  it('never lengthens the old one', () => {
    expect(rotateApiKey(record, random(2), 89n * day, 7n * day).old.expires).toBe(90n * day);
  });

  it('does not revive what ended', () => {
    expect(() => rotateApiKey(revokeApiKey(record, 1n), random(2), 2n, day)).toThrow(/revoked/);
    expect(() => rotateApiKey(record, random(2), 90n * day, day)).toThrow(/expired/);
  });
});
