import { Unreachable } from '@trellis/client';
import { describe, expect, it } from 'vitest';
import { reportOf } from './command-error.ts';

function hintOf(url: string, code: string): string | undefined {
  const cause = new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
  return reportOf(new Unreachable(url, 'the connection failed', { cause })).hint;
}

describe('a node that does not answer', () => {
  it.each([
    ['https://x', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', /--ca-file/],
    ['https://x', 'DEPTH_ZERO_SELF_SIGNED_CERT', /--ca-file/],
    ['https://x', 'ERR_TLS_CERT_ALTNAME_INVALID', /other names/],
    ['https://x', 'CERT_HAS_EXPIRED', /renew/],
    ['https://x', 'ERR_SSL_WRONG_VERSION_NUMBER', /is it an http:\/\/ node/],
    ['http://x', 'UND_ERR_SOCKET', /is it an https:\/\/ node/],
    ['https://x', 'UND_ERR_SOCKET', /Is it running/],
    ['http://x', 'ECONNREFUSED', /Is it running/],
  ])('is explained: %s, %s', (url, code, hint) => {
    expect(hintOf(url, code)).toMatch(hint);
  });
});
