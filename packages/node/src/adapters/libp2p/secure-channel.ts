/**
 * How a connection is encrypted and how both ends prove their names. Noise XX is classical (X25519
 * and Ed25519); a post-quantum handshake replaces it here and nowhere else.
 */
import { noise } from '@chainsafe/libp2p-noise';

/** Makes the libp2p `ConnectionEncrypter` that every connection uses; there is no other to fall back on. */
export const secureChannel = noise();
