/** The secure channel between nodes by itself, for measurements beside other channels. */
export { type ChannelIdentity, makeCertificate, validateCertificate } from './certificate.ts';
export { firstRecordBytes, groupsOffered, recordHeaderBytes } from './client-hello.ts';
export {
  classicalGroup,
  defaultGroups,
  type KeyExchangeGroup,
  postQuantumGroups,
} from './handshake.ts';
export {
  generateNetworkKey,
  type NetworkKey,
  networkKeyAddress,
  readNetworkKey,
} from './network-key.ts';
export { peek } from './raw-socket.ts';
export {
  createSecureChannel,
  type SecureChannel,
  type SecureChannelOptions,
} from './secure-channel.ts';
export { createSecureSockets, type SecureSockets } from './secure-socket.ts';
export { certificateExtension, signCertificate } from './x509.ts';
