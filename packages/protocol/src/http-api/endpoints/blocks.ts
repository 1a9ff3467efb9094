/** Final blocks, and the genesis before them. */
import { exact } from '../../answer.ts';
import { genesisCodec } from '../../genesis.ts';
import { blockResponseCodec, finalityResponseCodec } from '../block-responses.ts';
import { reading } from '../endpoint.ts';
import { blockInPath } from '../parameters.ts';
import { recoveriesResponseCodec } from '../recoveries-response.ts';

export const getGenesis = reading({
  path: '/v1/genesis',
  tag: 'Blocks',
  accounts: 'none',
  proof: 'hash',
  summary: 'The genesis of the chain',
  gives: exact(genesisCodec),
});

export const getRecoveries = reading({
  path: '/v1/recoveries',
  tag: 'Blocks',
  accounts: 'none',
  summary:
    'How the operators recovered the chain, if they did; whoever verifies answers has to agree to each',
  gives: recoveriesResponseCodec,
});

export const getBlock = reading({
  path: '/v1/blocks/{height}',
  tag: 'Blocks',
  accounts: 'none',
  proof: 'certificate',
  summary: 'A final block: its header, certificate, evidence, and the outcomes of its transactions',
  parameters: { height: blockInPath },
  errors: ['not_found', 'pruned'],
  gives: blockResponseCodec,
});

export const getFinality = reading({
  path: '/v1/blocks/{height}/finality',
  tag: 'Blocks',
  accounts: 'none',
  proof: 'certificate',
  summary:
    'What makes a block final whose own certificate was pruned: the headers up to a certified one',
  parameters: { height: blockInPath },
  errors: ['not_found'],
  gives: finalityResponseCodec,
});
