/** The graph of packages. The architecture test asserts it of the imports, and the test of the packages' READMEs of what they say. */

/** What the sources (not the tests) of a package may import of the others; each stands below those that it may import. */
export const mayImport = {
  'ml-dsa': [],
  crypto: ['ml-dsa'],
  protocol: ['crypto'],
  ledger: ['crypto', 'protocol'],
  consensus: ['crypto', 'protocol'],
  client: ['crypto', 'protocol'],
  explorer: ['crypto', 'protocol', 'client'],
  engine: ['crypto', 'protocol', 'ledger', 'consensus'],
  network: ['crypto', 'protocol', 'engine'],
  storage: ['crypto', 'protocol', 'ledger', 'engine'],
  'fault-injection': ['crypto', 'protocol', 'engine'],
  /** Of the explorer no more than where its built page is. */
  api: ['crypto', 'protocol', 'ledger', 'engine', 'network', 'storage', 'explorer'],
  node: ['crypto', 'protocol', 'ledger', 'engine', 'network', 'storage', 'fault-injection', 'api'],
  iso20022: ['crypto', 'protocol'],
  gateway: ['crypto', 'protocol', 'client', 'iso20022'],
  keystore: ['crypto', 'protocol'],
  testnet: [
    'crypto',
    'protocol',
    'client',
    'network',
    'storage',
    'fault-injection',
    'api',
    'node',
    'keystore',
  ],
  bench: [
    'ml-dsa',
    'crypto',
    'protocol',
    'ledger',
    'client',
    'network',
    'storage',
    'fault-injection',
    'api',
    'node',
    'testnet',
  ],
  /** Of the explorer no more than where the built wallet is. */
  cli: [
    'crypto',
    'protocol',
    'client',
    'explorer',
    'network',
    'storage',
    'fault-injection',
    'api',
    'node',
    'iso20022',
    'gateway',
    'keystore',
    'testnet',
    'bench',
  ],
} as const satisfies Record<string, readonly string[]>;

export type PackageName = keyof typeof mayImport;
export const packages = Object.keys(mayImport) as PackageName[];
