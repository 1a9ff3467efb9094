/** The extension of libp2p's TLS specification: a peer's own key, and its signature on the certificate's. */
import { publicKeyFromProtobuf, publicKeyToProtobuf } from '@libp2p/crypto/keys';
import type { PrivateKey } from '@libp2p/interface';
import { peerIdFromPublicKey } from '@libp2p/peer-id';
import type { PeerName } from '@trellis/engine';
import { fromBER, OctetString, Sequence } from 'asn1js';

export const signedKeyOid = '1.3.6.1.4.1.53594.1.1';

const prefix = 'libp2p-tls-handshake:';

/** The extension's value for a certificate with this SubjectPublicKeyInfo (DER). */
export async function signKey(peerKey: PrivateKey, spki: Uint8Array): Promise<Uint8Array> {
  const signature = await peerKey.sign(signedMessage(spki));
  const value = new Sequence({
    value: [
      new OctetString({ valueHex: publicKeyToProtobuf(peerKey.publicKey) }),
      new OctetString({ valueHex: signature }),
    ],
  });
  return new Uint8Array(value.toBER());
}

/** The peer whose key signed, or `undefined` when the value is malformed or the signature does not verify. */
export async function signingPeer(
  value: Uint8Array,
  spki: Uint8Array,
): Promise<PeerName | undefined> {
  try {
    const { result, offset } = fromBER(value);
    if (!(result instanceof Sequence) || offset !== value.length) return undefined;
    const [key, signature, ...rest] = result.valueBlock.value;
    if (!(key instanceof OctetString) || !(signature instanceof OctetString)) return undefined;
    if (rest.length > 0) return undefined;
    const publicKey = publicKeyFromProtobuf(key.valueBlock.valueHexView);
    if (publicKey.type !== 'Ed25519') return undefined;
    const valid = await publicKey.verify(signedMessage(spki), signature.valueBlock.valueHexView);
    return valid ? (peerIdFromPublicKey(publicKey).toString() as PeerName) : undefined;
  } catch {
    // The libraries throw on bytes that are no key; from outside these are just a bad signature.
    return undefined;
  }
}

function signedMessage(spki: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(prefix, 'ascii'), spki]);
}
