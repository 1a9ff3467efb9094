/** What happens, as it happens. */

import { type Height, toHeight } from '@trellis/protocol';
import { apiPaths, blockEventCodec, transactionEventCodec } from '@trellis/protocol/http-api';
import { ApiError } from '../problem.ts';
import type { Route } from '../route.ts';

export const eventRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: apiPaths.events,
    id: 'getEvents',
    summary:
      'Every final block, and the outcome of every transaction in it, as server-sent events; from the block after the header Last-Event-ID on',
    parameters: [],
    answers: {
      200: {
        description: 'Events "block" and "transaction"; the id of each is its height',
        mediaType: 'text/event-stream',
        schema: { anyOf: [blockEventCodec.schema, transactionEventCodec.schema] },
      },
    },
    handle: ({ stream }, call) => {
      const after = lastEventId(call.header('last-event-id'));
      return { type: 'stream', attach: (response) => stream.attach(response, after) };
    },
  },
];

/** The header that a reader sends when it connects again (HTML §9.2.4): the height of the last event. */
function lastEventId(header: string | undefined): Height | undefined {
  if (header === undefined || header === '') return undefined;
  if (/^(0|[1-9][0-9]{0,18})$/.test(header)) return toHeight(BigInt(header));
  throw new ApiError(400, 'bad_parameter', 'Last-Event-ID: expected the height of a block');
}
