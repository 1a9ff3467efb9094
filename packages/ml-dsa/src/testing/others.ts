/** The two implementations that everybody else relies on: OpenSSL in Node, and noble. */
import {
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  verify as verifyByOpenSsl,
} from 'node:crypto';
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import type { ParameterSetName } from '../parameter-set.ts';

const noble = { 'ml-dsa-44': ml_dsa44, 'ml-dsa-65': ml_dsa65, 'ml-dsa-87': ml_dsa87 };

/** A signature and all that it is checked against. */
export interface SignedMessage {
  readonly name: ParameterSetName;
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly context: Uint8Array;
  readonly signature: Uint8Array;
}

/** A key pair from its seed of 32 bytes. */
export interface KeyPair {
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array, context: Uint8Array): Uint8Array;
}

export function openKeyPair(name: ParameterSetName, seed: Uint8Array): KeyPair {
  const key = createPrivateKey({ key: seed, format: 'raw-seed', asymmetricKeyType: name });
  return {
    publicKey: new Uint8Array(createPublicKey(key).export({ format: 'raw-public' })),
    sign: (message, context) => new Uint8Array(sign(null, message, { key, context })),
  };
}

const parsed = new Map<string, KeyObject>();

function parse(name: ParameterSetName, publicKey: Uint8Array): KeyObject {
  const id = `${name} ${Buffer.from(publicKey).toString('latin1')}`;
  const known = parsed.get(id);
  if (known !== undefined) return known;
  if (parsed.size >= 256) parsed.clear();
  const key = createPublicKey({ key: publicKey, format: 'raw-public', asymmetricKeyType: name });
  parsed.set(id, key);
  return key;
}

/** What OpenSSL says. It throws where a length is wrong, which is no. */
export function isValidByOpenSsl(signed: SignedMessage): boolean {
  const { name, publicKey, message, context, signature } = signed;
  try {
    return verifyByOpenSsl(null, message, { key: parse(name, publicKey), context }, signature);
  } catch {
    return false;
  }
}

/** What noble says; the same holds. */
export function isValidByNoble(signed: SignedMessage): boolean {
  const { name, publicKey, message, context, signature } = signed;
  try {
    return noble[name].verify(signature, message, publicKey, { context });
  } catch {
    return false;
  }
}
