/** What happens, as it happens. */

import { addressCodec } from '../../codec-basic.ts';
import { heightCodec } from '../../scalars.ts';
import { blockEventCodec, transactionEventCodec } from '../block-responses.ts';
import { endpoint, eventStream } from '../endpoint.ts';
import { inHeader, inQuery, textOf } from '../parameter.ts';
import { examples } from '../parameters.ts';

export const getEvents = endpoint({
  method: 'GET',
  path: '/v1/events',
  tag: 'Events',
  access: 'events',
  accounts: 'checked',
  summary:
    'Final blocks and the outcomes of transactions, of all or of one account, as server-sent events',
  parameters: {
    account: inQuery(textOf(addressCodec), undefined, {
      description: 'Only the transactions that act for this account, pay to it or make it',
      example: examples.address,
    }),
    /** The header that a reader sends when it connects again (HTML §9.2.4): the height of the last event. */
    'Last-Event-ID': inHeader(textOf(heightCodec), undefined, {
      description: 'The height of the last event that the reader has; from now on when absent',
      example: '120',
    }),
  },
  body: null,
  errors: ['too_many_subscribers'],
  answers: {
    200: eventStream({
      description:
        'Events "block" and "transaction", of one account "transaction" alone; the last of a block has its height as its id',
      schema: { anyOf: [blockEventCodec.schema, transactionEventCodec.schema] },
    }),
  },
});
