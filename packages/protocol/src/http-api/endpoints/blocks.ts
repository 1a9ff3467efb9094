/** Final blocks, and the genesis before them. */
import { exact } from '../../answer.ts';
import { genesisCodec } from '../../genesis.ts';
import { blockResponseCodec } from '../block-responses.ts';
import { reading } from '../endpoint.ts';
import { blockInPath } from '../parameters.ts';

export const getGenesis = reading({
  path: '/v1/genesis',
  tag: 'Blocks',
  accounts: 'none',
  proof: 'hash',
  summary: 'The genesis of the chain',
  gives: exact(genesisCodec),
});

export const getBlock = reading({
  path: '/v1/blocks/{height}',
  tag: 'Blocks',
  accounts: 'none',
  proof: 'certificate',
  summary: 'A final block: its header, certificate, evidence, and the outcomes of its transactions',
  parameters: { height: blockInPath },
  errors: ['not_found'],
  gives: blockResponseCodec,
});
