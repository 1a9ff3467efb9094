/**
 * The key that names a node on the network. It only proves who is at the other end of a connection:
 * it signs nothing of the ledger, so it is separate from the validator's key.
 */
import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys';
import type { PrivateKey } from '@libp2p/interface';
import { peerIdFromPrivateKey, peerIdFromString } from '@libp2p/peer-id';
import { type PeerName, TransportError } from '../../ports/transport.ts';

/**
 * A new Ed25519 key as libp2p's protobuf (68 bytes), the form that other libp2p tools read too.
 * Secret: to be written to a file of mode 0600 and nowhere else.
 */
export async function generateNetworkKey(): Promise<Uint8Array> {
  return privateKeyToProtobuf(await generateKeyPair('Ed25519'));
}

/** The peer name that belongs to a network key. Throws `TransportError` `bad_network_key`. */
export function peerNameOf(networkKey: Uint8Array): PeerName {
  return peerIdFromPrivateKey(decodeNetworkKey(networkKey)).toString() as PeerName;
}

/** Whether `text` is a peer name, written the one way it is compared. */
export function isPeerName(text: string): text is PeerName {
  try {
    return peerIdFromString(text).toString() === text;
  } catch {
    return false;
  }
}

/** Throws `TransportError` `bad_network_key`; the message never shows the bytes. */
export function decodeNetworkKey(networkKey: Uint8Array): PrivateKey {
  const key = tryDecode(networkKey);
  if (key?.type !== 'Ed25519') {
    throw new TransportError(
      'bad_network_key',
      'the network key is not an Ed25519 key in libp2p form. Restore the file from a backup, or ' +
        'make a new key and tell the other nodes its new peer name.',
    );
  }
  return key;
}

function tryDecode(networkKey: Uint8Array): PrivateKey | undefined {
  try {
    return privateKeyFromProtobuf(networkKey);
  } catch {
    return undefined;
  }
}
