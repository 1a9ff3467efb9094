/** Forged answers of passkeys, one a row: what an attacker can send who has everything but the device and its user. */
import { createPublicKey, generateKeyPairSync, hash, type KeyObject, sign } from 'node:crypto';
import { toBase64Url } from '@trellis/crypto';
import { describe, expect, it } from 'vitest';
import { checkPasskeyAnswer } from './passkey-answer.ts';

const origin = 'https://node1.example';
const challenge = new Uint8Array(32).fill(7);
const ada = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const eve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const edward = generateKeyPairSync('ed25519');

/** What the browser and the authenticator tell; each row gets one part of it wrong, and signs it all the same. */
interface Told {
  readonly client: Readonly<Record<string, unknown>>;
  /** Instead of `client`. */
  readonly clientText: string | Uint8Array;
  readonly host: string;
  readonly flags: number;
  /** After the counter. */
  readonly more: Uint8Array;
  readonly cutTo: number;
  readonly privateKey: KeyObject;
  readonly key: KeyObject;
  /** Instead of what the key signs. */
  readonly signature: (right: Uint8Array) => Uint8Array;
}

const right = { type: 'webauthn.get', challenge: toBase64Url(challenge), origin };

function check(told: Partial<Told>) {
  const { client = {}, host = 'node1.example', flags = 0x05, more = new Uint8Array() } = told;
  const { clientText = JSON.stringify({ ...right, ...client }), privateKey = ada.privateKey } =
    told;
  const counter = Buffer.from([0, 0, 0, 9]);
  const data = Buffer.concat([hash('sha256', host, 'buffer'), Buffer.from([flags]), counter, more]);
  const authenticatorData = data.subarray(0, told.cutTo ?? data.length);
  const clientData = Buffer.from(clientText);
  const signed = Buffer.concat([authenticatorData, hash('sha256', clientData, 'buffer')]);
  const digest = privateKey.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  const made = sign(digest, signed, privateKey);
  const signature = told.signature?.(made) ?? made;
  const key = told.key ?? ada.publicKey;
  return checkPasskeyAnswer(
    { authenticatorData, clientData, signature },
    { challenge, origin, key },
  );
}

/** A point whose multiples are few: that anybody can sign for, where it is taken (eprint 2020/1244, §3). */
const lowOrder = (hex: string): KeyObject =>
  createPublicKey({
    key: Buffer.from(`302a300506032b6570032100${hex}`, 'hex'),
    format: 'der',
    type: 'spki',
  });
const [identity, orderTwo, orderEight] = [
  `01${'00'.repeat(31)}`,
  `ec${'ff'.repeat(30)}7f`,
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
];
/** R = the base point, S = 1: holds for each message whose hash takes the key to the identity. */
const ofNobody = (): Uint8Array =>
  Buffer.concat([Buffer.from(`58${'66'.repeat(31)}`, 'hex'), Buffer.from([1]), Buffer.alloc(31)]);

const otherHash = { challenge: toBase64Url(new Uint8Array(32).fill(8)) };
const brokenMap = { flags: 0x85, more: Buffer.from('bf61', 'hex') };
const wholeMap = { flags: 0x85, more: Buffer.from('a0', 'hex') };

describe('an answer of a passkey', () => {
  it.each<[string, Partial<Told>]>([
    ['of P-256', {}],
    ['of Ed25519', { privateKey: edward.privateKey, key: edward.publicKey }],
    ['with what later browsers tell', { client: { later: { a: 1 }, crossOrigin: false } }],
    ['of a device that is backed up', { flags: 0x1d }],
  ])('%s holds', (_name, told) => {
    expect(check(told)).toEqual({ ok: true, counter: 9 });
  });

  it.each<[string, string, Partial<Told>]>([
    ['another origin', 'another page', { client: { origin: 'https://evil.example' } }],
    ['another port', 'another page', { client: { origin: `${origin}:8443` } }],
    ['no TLS', 'another page', { client: { origin: 'http://node1.example' } }],
    ['a host below', 'another page', { client: { origin: 'https://a.node1.example' } }],
    ['a host that begins so', 'another page', { client: { origin: `${origin}.evil.example` } }],
    ['a path', 'another page', { client: { origin: `${origin}/` } }],
    ['no origin', 'another page', { client: { origin: undefined } }],
    ['several origins', 'another page', { client: { origin: [origin] } }],
    ['the making of a passkey', 'no question to sign', { client: { type: 'webauthn.create' } }],
    ['a payment', 'no question to sign', { client: { type: 'payment.get' } }],
    ['another request', 'over another request', { client: otherHash }],
    ['a padded challenge', 'another request', { client: { challenge: `${right.challenge}=` } }],
    [
      'another text of the challenge',
      'another request',
      { client: { challenge: `${right.challenge.slice(0, -1)}d` } },
    ],
    [
      'a part of the challenge',
      'another request',
      { client: { challenge: right.challenge.slice(0, 20) } },
    ],
    ['no challenge', 'another request', { client: { challenge: '' } }],
    ['a frame of another origin', 'in a frame', { client: { crossOrigin: true } }],
    ['a frame, in other words', 'in a frame', { client: { crossOrigin: 'false' } }],
    ['a page around it', 'in a frame', { client: { topOrigin: origin } }],
    ['no JSON', 'unreadable', { clientText: '{' }],
    ['no object', 'unreadable', { clientText: '"webauthn.get"' }],
    ['a list', 'no question to sign', { clientText: JSON.stringify([right]) }],
    ['no UTF-8', 'unreadable', { clientText: Buffer.from([0x7b, 0xff, 0x7d]) }],
    ['nothing of the browser', 'unreadable', { clientText: '' }],
    ['another relying party', 'another host', { host: 'evil.example' }],
    ['the domain above', 'another host', { host: 'example' }],
    ['the origin in its place', 'another host', { host: origin }],
    ['nobody there', 'nobody was there', { flags: 0x04 }],
    ['an unverified user', 'not verified', { flags: 0x01 }],
    ['no flags', 'nobody was there', { flags: 0 }],
    ['a part cut off', 'too short', { cutTo: 36 }],
    ['nothing of the authenticator', 'too short', { cutTo: 0 }],
    ['bytes after the end', 'more in it', { more: new Uint8Array(1) }],
    ['broken CBOR of extensions', 'more in it', brokenMap],
    ['extensions that nobody asked for', 'more in it', wholeMap],
    ['extensions that are missing', 'more in it', { flags: 0x85 }],
    ['a new key', 'more in it', { flags: 0x45, more: new Uint8Array(18) }],
    ['the signature of another key', 'not of the passkey', { privateKey: eve.privateKey }],
    ['the signature of another algorithm', 'not of the passkey', { privateKey: edward.privateKey }],
    ['no signature', 'not of the passkey', { signature: () => new Uint8Array() }],
    [
      'r and s of zero',
      'not of the passkey',
      { signature: () => Buffer.from('3006020100020100', 'hex') },
    ],
    ['r and s without DER', 'not of the passkey', { signature: () => new Uint8Array(64).fill(1) }],
    [
      'bytes after the signature',
      'not of the passkey',
      { signature: (made) => Buffer.concat([made, Buffer.alloc(1)]) },
    ],
    [
      'the key of the identity',
      'not of the passkey',
      { key: lowOrder(identity), signature: ofNobody },
    ],
    ['a key of order two', 'not of the passkey', { key: lowOrder(orderTwo), signature: ofNobody }],
    [
      'a key of order eight',
      'not of the passkey',
      { key: lowOrder(orderEight), signature: ofNobody },
    ],
  ])('with %s is refused', (_name, problem, told) => {
    expect(check(told)).toEqual({ ok: false, problem: expect.stringContaining(problem) });
  });
});
