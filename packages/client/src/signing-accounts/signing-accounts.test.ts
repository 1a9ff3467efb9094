import {
  createProvider,
  exportPrivatePem,
  generateSeed,
  parseAddress,
  toBase64,
} from '@trellis/crypto';
import { expect, it } from 'vitest';
import { accountOf } from '../sign.ts';
import {
  generatePhrase,
  pemToAccount,
  phraseToAccount,
  signerToAccount,
} from './signing-accounts.ts';

const provider = createProvider('native');
const message = new TextEncoder().encode('a transaction');

it.each(['ml-dsa-65', 'ed25519+ml-dsa-65'] as const)(
  'an account of a phrase signs with %s, and is the same each time',
  async (scheme) => {
    const phrase = generatePhrase();
    const account = await phraseToAccount(phrase, { scheme });
    const { publicKey } = account;
    const signature = await account.sign('tx', message);
    expect(await provider.verify({ scheme, purpose: 'tx', publicKey, message, signature })).toBe(
      true,
    );
    expect(parseAddress(account.addressText)).toBe(accountOf(account));
    const again = await phraseToAccount(phrase.toUpperCase(), { scheme });
    expect(again.address).toBe(account.address);
  },
);

it('an account of a PEM file is that of its key', () => {
  const seed = generateSeed('ed25519+ml-dsa-65');
  const account = pemToAccount(exportPrivatePem('ed25519+ml-dsa-65', seed));
  expect(account.address).toBe(accountOf(provider.openKey('ed25519+ml-dsa-65', seed)));
});

it('a PEM file without a key, or with an encrypted one, makes no account', () => {
  expect(() => pemToAccount('')).toThrow(expect.objectContaining({ code: 'unsupported_key' }));
  const encrypted =
    '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n-----END ENCRYPTED PRIVATE KEY-----\n';
  expect(() => pemToAccount(encrypted)).toThrow(
    expect.objectContaining({ code: 'unsupported_key' }),
  );
});

const scheme = 'ml-dsa-65';
const key = provider.openKey(scheme, generateSeed(scheme));

it('a signer elsewhere is told what it signs, and signs', async () => {
  const asked: unknown[] = [];
  const account = signerToAccount({
    scheme,
    publicKey: toBase64(key.publicKey),
    sign(request) {
      asked.push(request);
      return key.sign(request.purpose, request.message);
    },
  });
  expect(account.address).toBe(accountOf(key));
  const signature = await account.sign('tx', message);
  const { publicKey } = account;
  expect(await provider.verify({ scheme, purpose: 'tx', publicKey, message, signature })).toBe(
    true,
  );
  expect(asked).toEqual([{ purpose: 'tx', context: 'trellis/v1/tx', message }]);
});

it.each([
  ['over something else', () => key.sign('tx', Uint8Array.of(1))],
  ['for another purpose', () => key.sign('peer', message)],
  ['of no length', async () => new Uint8Array()],
])('a signature %s is not passed on', async (_, sign) => {
  const account = signerToAccount({ scheme, publicKey: key.publicKey, sign });
  await expect(account.sign('tx', message)).rejects.toMatchObject({ code: 'signature_fault' });
});

it('what a signer throws arrives', async () => {
  const sign = () => Promise.reject(new Error('the device is locked'));
  const account = signerToAccount({ scheme, publicKey: key.publicKey, sign });
  await expect(account.sign('tx', message)).rejects.toThrow('the device is locked');
});

it.each([
  ['of another length', new Uint8Array(32)],
  ['no base64', '…'],
])('refuses a public key that is %s', (_, publicKey) => {
  expect(() => signerToAccount({ scheme, publicKey, sign: () => key.sign('tx', message) })).toThrow(
    expect.objectContaining({ code: 'malformed_key' }),
  );
});
