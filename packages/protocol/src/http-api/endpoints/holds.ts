/** Payments in two steps. */

import { hashCodec } from '../../codec-basic.ts';
import { stateKey } from '../../state-key.ts';
import { proving, reading } from '../endpoint.ts';
import { holdResponseCodec, holdsResponseCodec } from '../hold-responses.ts';
import { inPath, textOf } from '../parameter.ts';
import { addressInPath, examples } from '../parameters.ts';

export const getHolds = reading({
  path: '/v1/accounts/{address}/holds',
  tag: 'Holds',
  accounts: 'path',
  summary: 'Open holds that an account pays, gets or decides',
  parameters: { address: addressInPath },
  gives: holdsResponseCodec,
});

export const getHold = proving({
  path: '/v1/holds/{hold}',
  tag: 'Holds',
  accounts: 'all',
  summary: 'A hold, or its absence, with the proof',
  parameters: {
    hold: inPath(textOf(hashCodec), { description: 'A hold by its id', example: examples.hash }),
  },
  keys: ({ hold }) => ({ entry: stateKey.hold(hold) }),
  gives: holdResponseCodec,
});
