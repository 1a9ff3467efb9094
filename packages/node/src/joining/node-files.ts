/** The files of one node, relative to its folder. */
export const nodeFiles = {
  config: 'config.json',
  validatorKey: 'validator.json',
  password: 'password',
  peerKey: 'peer.key',
  networkKey: 'network.pem',
  tlsCertificate: 'tls.pem',
  tlsKey: 'tls.key',
  genesis: 'genesis.json',
  genesisSignatures: 'genesis.signatures.json',
  data: 'data',
  drill: 'drill',
  log: 'node.log',
  /** What the process says past its log, such as the last words of the engine that runs it. */
  output: 'output.log',
  pid: 'node.pid',
} as const;
