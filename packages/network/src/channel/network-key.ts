/**
 * The key that a node's connections are made with: ML-DSA-65, apart from the validator's key, which
 * never touches a socket. The ledger's registry names it by its address.
 */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import {
  type Address,
  CryptoError,
  createProvider,
  exportPrivatePem,
  generateSeed,
  importPrivatePem,
  keyAddress,
  type SigningKey,
} from '@trellis/crypto';
import { TransportError } from '@trellis/engine';

export interface NetworkKey {
  readonly address: Address;
  readonly publicKey: Uint8Array;
  readonly privateKey: KeyObject;
  /** The same key, for messages that are signed apart from connections. */
  readonly signing: SigningKey;
}

const scheme = 'ml-dsa-65';

/**
 * A new network key as PKCS#8 PEM in the seed-only form (RFC 9881 §6), which OpenSSL 3.5 reads. Secret:
 * to be written to a file of mode 0600 and nowhere else.
 */
export function generateNetworkKey(): string {
  const seed = generateSeed(scheme);
  try {
    return exportPrivatePem(scheme, seed);
  } finally {
    seed.fill(0);
  }
}

/** Reads a key file's text. Throws `TransportError` `bad_network_key`; the message never shows the key. */
export function readNetworkKey(pem: string): NetworkKey {
  const { seed } = importSeed(pem);
  try {
    const signing = createProvider('native').openKey(scheme, seed);
    const { publicKey } = signing;
    return {
      address: keyAddress(scheme, publicKey),
      publicKey,
      signing,
      privateKey: createPrivateKey(exportPrivatePem(scheme, seed)),
    };
  } finally {
    seed.fill(0);
  }
}

/** The address of the network key in a key file's text. Throws `TransportError` `bad_network_key`. */
export function networkKeyAddress(pem: string): Address {
  return readNetworkKey(pem).address;
}

function importSeed(pem: string): { readonly seed: Uint8Array } {
  try {
    const imported = importPrivatePem(pem);
    if (imported.scheme === scheme) return imported;
    imported.seed.fill(0);
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error;
  }
  throw new TransportError(
    'bad_network_key',
    'the network key is not an ML-DSA-65 private key as PKCS#8 PEM. Restore the file from a backup, ' +
      'or make a new key and have it registered with a "rotate-network-key" proposal.',
  );
}
