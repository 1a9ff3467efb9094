/** Payments that accounts let others make. */
import { hashCodec } from '../../codec-basic.ts';
import { stateKey } from '../../state-key.ts';
import { proving } from '../endpoint.ts';
import { mandateResponseCodec, mandatesResponseCodec } from '../mandate-responses.ts';
import { inPath, textOf } from '../parameter.ts';
import { addressInPath, examples } from '../parameters.ts';

export const getMandate = proving({
  path: '/v1/mandates/{mandate}',
  tag: 'Mandates',
  accounts: 'all',
  summary: 'A mandate and what was used of it, or its absence, with the proof',
  parameters: {
    mandate: inPath(textOf(hashCodec), {
      description: 'A mandate by its id',
      example: examples.hash,
    }),
  },
  keys: ({ mandate }) => ({ entry: stateKey.mandate(mandate) }),
  gives: mandateResponseCodec,
});

export const getMandates = proving({
  path: '/v1/accounts/{address}/mandates',
  tag: 'Mandates',
  accounts: 'path',
  summary: 'The ids of all mandates that an account granted and did not revoke, with the proof',
  parameters: { address: addressInPath },
  keys: ({ address }) => ({ entry: stateKey.mandates(address) }),
  gives: mandatesResponseCodec,
});
