/** Secrets are taken out in whatever form they are written, and what is none stays. */
import { expect, it } from 'vitest';
import { createRedaction, formsOf, withoutSecretFields } from './redact.ts';

const password = 'correct "horse" battery';
const key = Buffer.from(Array.from({ length: 64 }, (_, index) => (index * 37) % 251));
const pem =
  '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ\nq8sZ1hXl0wZgJ\n-----END PRIVATE KEY-----\n';
const redact = createRedaction(
  [Buffer.from(`${password}\n`), key, Buffer.from(pem)].flatMap(formsOf),
);

it.each([
  ['as it is', `typed ${password} here`],
  ['in JSON', JSON.stringify({ argument: `x${password}` })],
  ['in an address', `/login?p=${encodeURIComponent(password)}`],
  ['as hexadecimal digits', `key ${key.toString('hex')}`],
  ['as base64', `key ${key.toString('base64')}`],
  ['as base64url', `key ${key.toString('base64url')}`],
  ['as a line of a PEM', 'got q8sZ1hXl0wZgJ instead'],
  ['as a PEM of somebody else', '-----BEGIN PRIVATE KEY-----\nabcd\n-----END PRIVATE KEY-----'],
  ['as an API key', 'trellis_0123456789abcdef_top-of-all'],
  ['as a header', 'authorization: Bearer top-of-all'],
])('a secret %s is gone', (_form, text) => {
  const clean = redact(text);
  expect(clean).toContain('(secret)');
  for (const secret of [password, key.toString('hex'), 'q8sZ1hXl0wZgJ', 'top-of-all', 'abcd'])
    expect(clean).not.toContain(secret);
});

it('what is no secret stays', () => {
  const text = '{"level":30,"msg":"running","address":"trellis1qqq","block":"6f2a"}\n';
  expect(redact(text)).toBe(text);
});

it('addresses lose what only their receiver should know, and fields of secrets their values', () => {
  expect(
    withoutSecretFields({
      webhook: { url: 'https://hooks.example/services/T0/B1/zzz', secretFile: 'webhook.secret' },
      publicUrl: 'https://name:pass@node.example',
      plain: 'https://node.example',
      list: [{ password: 'x', port: 1 }],
    }),
  ).toEqual({
    webhook: { url: 'https://hooks.example/(secret)', secretFile: 'webhook.secret' },
    publicUrl: 'https://node.example/(secret)',
    plain: 'https://node.example',
    list: [{ password: '(secret)', port: 1 }],
  });
});
