/** Every page that needs nothing to be named. */
export const places = [
  '',
  'blocks',
  'transactions',
  'block/1',
  'accounts',
  'assets',
  'asset/EUR',
  'validators',
  'proposals',
  'mempool',
  'network',
  'health',
  'signatures',
  'inventory',
  'trust',
  'administration',
] as const;
