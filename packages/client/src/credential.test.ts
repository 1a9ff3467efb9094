import { describe, expect, it } from 'vitest';
import { httpTransport } from './http-transport.ts';

const key = 'trellis_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

describe('a credential', () => {
  it('goes with every request, and follows no redirect', async () => {
    const asked: RequestInit[] = [];
    const transport = httpTransport({
      url: 'http://127.0.0.1:26700',
      credential: key,
      fetch: async (_url, init) => {
        asked.push(init ?? {});
        return new Response('{}');
      },
    });
    await transport.fetch('http://127.0.0.1:26700/v1/status', {
      method: 'GET',
      headers: { accept: 'text/plain' },
      signal: new AbortController().signal,
    });
    const [init] = asked;
    expect(new Headers(init?.headers).get('authorization')).toBe(`Bearer ${key}`);
    expect(new Headers(init?.headers).get('accept')).toBe('text/plain');
    expect(init?.redirect).toBe('error');
  });

  it('has to be there where a key proves that it may be used', () => {
    const proofKey = { thumbprint: 'A'.repeat(43), prove: async () => 'a.b.c' };
    const url = 'http://127.0.0.1:26700';
    expect(() => httpTransport({ url, proofKey })).toThrow(/credential/);
    const others = [{ url, proofKey }];
    expect(() => httpTransport({ url, credential: key, others })).toThrow(/credential/);
  });

  it.each(['http://localhost:1', 'http://127.1.2.3', 'http://[::1]:5', 'https://ledger.example'])(
    'may be sent to %s',
    (url) => {
      expect(() => httpTransport({ url, credential: key })).not.toThrow();
    },
  );

  it.each(['http://ledger.example', 'http://10.0.0.1', 'http://127.0.0.1.example.com'])(
    'is not sent to %s in the clear',
    (url) => {
      expect(() => httpTransport({ url, credential: key })).toThrow(/use https/);
    },
  );

  it('is not repeated in the error when it is none', () => {
    const make = () => httpTransport({ url: 'http://localhost', credential: 'secret\r\nx: y' });
    expect(make).toThrow(expect.objectContaining({ code: 'bad_argument' }));
    expect(make).not.toThrow(/secret/);
  });
});
