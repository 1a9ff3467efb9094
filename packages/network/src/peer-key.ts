/**
 * The key behind a node's libp2p peer id, which names it on the network. It is Ed25519, as libp2p knows
 * no post-quantum one; nothing rests on it alone, as the network key signs for every connection too.
 */
import {
  generateKeyPair,
  privateKeyFromProtobuf,
  privateKeyToProtobuf,
  publicKeyFromRaw,
} from '@libp2p/crypto/keys';
import type { PrivateKey } from '@libp2p/interface';
import { peerIdFromPrivateKey, peerIdFromPublicKey } from '@libp2p/peer-id';
import { createProvider, equalBytes, schemes } from '@trellis/crypto';
import { type PeerName, TransportError } from '@trellis/engine';

/**
 * A new Ed25519 key as libp2p's protobuf (68 bytes), the form that other libp2p tools read too.
 * Secret: to be written to a file of mode 0600 and nowhere else.
 */
export async function generatePeerKey(): Promise<Uint8Array> {
  return privateKeyToProtobuf(await generateKeyPair('Ed25519'));
}

/** The peer name that belongs to a peer key. Throws `TransportError` `bad_peer_key`. */
export function peerNameOf(peerKey: Uint8Array): PeerName {
  return peerIdFromPrivateKey(decodePeerKey(peerKey)).toString() as PeerName;
}

/** The peer name that belongs to the public key of a peer key; `undefined` if it is none. */
export function peerNameOfPublicKey(publicKey: Uint8Array): PeerName | undefined {
  if (publicKey.length !== schemes.ed25519.publicKeyBytes) return undefined;
  return peerIdFromPublicKey(publicKeyFromRaw(publicKey)).toString() as PeerName;
}

/** The seed of a peer key, which signs as any Ed25519 key does; the caller clears it. Throws `TransportError` `bad_peer_key`. */
export function peerKeySeed(peerKey: Uint8Array): Uint8Array {
  return decodePeerKey(peerKey).raw.slice(0, schemes.ed25519.seedBytes);
}

/** Throws `TransportError` `bad_peer_key`; the message never shows the bytes. */
export function decodePeerKey(peerKey: Uint8Array): PrivateKey {
  const key = tryDecode(peerKey);
  if (key?.type !== 'Ed25519' || !isAsWritten(key, peerKey)) {
    throw new TransportError(
      'bad_peer_key',
      'the peer key is not an Ed25519 key in libp2p form. Restore the file from a backup, or ' +
        'make a new key and have its new peer id registered.',
    );
  }
  return key;
}

/**
 * Whether the bytes are what is written of this key, and its public half, which libp2p takes as it is, belongs to the seed
 * before it: with a flipped bit, this would be another node, to which nobody answers.
 */
function isAsWritten(key: PrivateKey, peerKey: Uint8Array): boolean {
  if (!equalBytes(privateKeyToProtobuf(key), peerKey)) return false;
  const { raw } = key;
  const { seedBytes } = schemes.ed25519;
  const seed = raw.slice(0, seedBytes);
  try {
    const { publicKey } = createProvider('native').openKey('ed25519', seed);
    return equalBytes(publicKey, raw.subarray(seedBytes));
  } finally {
    seed.fill(0);
  }
}

function tryDecode(peerKey: Uint8Array): PrivateKey | undefined {
  try {
    return privateKeyFromProtobuf(peerKey);
  } catch {
    return undefined;
  }
}
