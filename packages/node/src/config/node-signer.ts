/** What a node's configuration says of the signer that it asks: where it is, and the keys that it has to prove. */
import { pathCodec } from '@trellis/api/config';
import {
  addressCodec,
  container,
  list,
  publicKeyCodec,
  schemeCodec,
  uint32,
  type ValueOf,
} from '@trellis/protocol';

/** A validator has two keys while it changes its key. */
const keysMax = 2;

/** A host and a port. */
export const placeCodec = container({ host: pathCodec, port: uint32 });

export const signerOfNodeCodec = container({
  at: placeCodec,
  networkKey: addressCodec,
  peer: pathCodec,
  /** The public keys that it signs with. */
  keys: list(container({ scheme: schemeCodec, publicKey: publicKeyCodec }), keysMax, 1),
});

export type SignerOfNode = ValueOf<typeof signerOfNodeCodec>;
