/** The secure channel between nodes by itself, for measurements beside other channels. */
export type { ChannelIdentity } from './certificate.ts';
export { defaultGroups, type KeyExchangeGroup, postQuantumGroups } from './handshake.ts';
export { generateNetworkKey, type NetworkKey, readNetworkKey } from './network-key.ts';
export {
  createSecureChannel,
  type SecureChannel,
  type SecureChannelOptions,
} from './secure-channel.ts';
