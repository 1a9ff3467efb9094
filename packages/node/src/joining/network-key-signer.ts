/** The key of a node's connections as one that signs messages. */
import { importPrivatePem, type SignatureProvider, type SigningKey } from '@trellis/crypto';

/** Of PEM that is a network key; throws `CryptoError` otherwise. */
export function networkKeySigner(pem: string, provider: SignatureProvider): SigningKey {
  const { scheme, seed } = importPrivatePem(pem);
  try {
    return provider.openKey(scheme, seed);
  } finally {
    seed.fill(0);
  }
}
