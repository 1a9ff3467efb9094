import { keyAddress, schemes } from '@trellis/crypto';
import { describe, expect, it } from 'vitest';
import {
  type ChainId,
  defaultChainLimits,
  type Genesis,
  genesisProblem,
  policyAddress,
  singleKeyPolicy,
} from './index.ts';

const publicKey = new Uint8Array(schemes.ed25519.publicKeyBytes);
const policy = singleKeyPolicy('ed25519', keyAddress('ed25519', publicKey));

const genesis: Genesis = {
  chainId: 'test-chain' as ChainId,
  time: 1n,
  accountSchemes: ['ed25519'],
  validatorSchemes: ['ed25519'],
  recoverySchemes: ['slh-dsa-sha2-128s'],
  validators: [
    {
      name: 'node1',
      scheme: 'ed25519',
      publicKey,
      power: 1,
      peer: '12D3KooWL7y1dm8PLCKzPrgyFauRrj9dhTt9AwouJTS8UXnJJw5E',
      networkKey: keyAddress('ml-dsa-65', new Uint8Array(schemes['ml-dsa-65'].publicKeyBytes)),
      operator: policyAddress(policy),
    },
  ],
  observers: [],
  limits: defaultChainLimits,
  fees: null,
  assets: [],
  accounts: [{ policy, publicKeys: [], balances: [], roles: [] }],
};

describe('the schemes of recovery keys in a genesis', () => {
  it.each<Genesis['recoverySchemes']>([
    [],
    ['slh-dsa-sha2-128s'],
    ['slh-dsa-sha2-128s', 'ml-dsa-87'],
  ])('may be %s %s', (...recoverySchemes) => {
    expect(genesisProblem({ ...genesis, recoverySchemes })).toBeUndefined();
  });

  it.each<Genesis['recoverySchemes']>([['ed25519'], ['slh-dsa-sha2-128s', 'slh-dsa-sha2-128s']])(
    'are named once: not %s %s',
    (...recoverySchemes) => {
      expect(genesisProblem({ ...genesis, recoverySchemes })).toContain(
        'recoverySchemes: leave out',
      );
    },
  );
});
