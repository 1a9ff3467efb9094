/** What happens, as it happens. */
import { apiPaths, blockEventCodec, transactionEventCodec } from '@trellis/protocol/http-api';
import type { Route } from '../route.ts';

export const eventRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: apiPaths.events,
    id: 'getEvents',
    summary: 'Every final block, and the outcome of every transaction in it, as server-sent events',
    parameters: [],
    answers: {
      200: {
        description: 'Events "block" and "transaction"; the id of each is its height',
        mediaType: 'text/event-stream',
        schema: { anyOf: [blockEventCodec.schema, transactionEventCodec.schema] },
      },
    },
    handle: ({ stream }) => ({ type: 'stream', attach: (response) => stream.attach(response) }),
  },
];
