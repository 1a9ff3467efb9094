/** The transport between nodes: libp2p over TCP with a post-quantum channel. */

export type { RecordStore } from './address-records.ts';
export { createFrameReader, encodeFrame, FrameError } from './frames.ts';
export { validateGossipFrame } from './gossip-rules.ts';
export {
  decodePeerKey,
  generatePeerKey,
  peerKeySeed,
  peerNameOf,
  peerNameOfPublicKey,
} from './peer-key.ts';
export { createLibp2pTransport, type Libp2pTransport } from './transport.ts';
