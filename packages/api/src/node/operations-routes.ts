/** What those who run a node watch it by. */
import { apiPaths, liveResponseCodec, readyResponseCodec } from '@trellis/protocol/http-api';
import { dataBytesMin } from '@trellis/storage';
import { jsonAnswer, type Route, reading } from '../http/route.ts';
import { readiness } from './readiness.ts';

export const operationsRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: apiPaths.metrics,
    id: 'getMetrics',
    access: 'metrics',
    accounts: 'none',
    summary: 'What the node counts and measures, for Prometheus',
    parameters: [],
    answers: {
      200: {
        description: 'Prometheus’ text format',
        mediaType: 'text/plain; version=0.0.4; charset=utf-8',
        schema: { type: 'string' },
      },
    },
    handle: async ({ metrics }) => ({
      type: 'document',
      status: 200,
      mediaType: metrics.mediaType,
      text: await metrics.text(),
    }),
  },
  reading({
    path: apiPaths.live,
    id: 'getLive',
    access: 'open',
    accounts: 'none',
    summary: 'That the node runs and answers: whoever gets no answer restarts it',
    gives: liveResponseCodec,
    answer: () => ({ status: 'live' }),
  }),
  {
    method: 'GET',
    path: apiPaths.ready,
    id: 'getReady',
    access: 'open',
    accounts: 'none',
    summary:
      'Whether the node should be sent requests: it keeps up, has peers, and room on its disk',
    parameters: [],
    answers: {
      200: {
        description: 'It is ready',
        mediaType: 'application/json',
        schema: readyResponseCodec.schema,
      },
      503: {
        description: 'It is not, and why',
        mediaType: 'application/json',
        schema: readyResponseCodec.schema,
      },
    },
    async handle({ engine, diskFreeBytes }) {
      const facts = { ...engine.stallFacts(), diskFreeBytes: await diskFreeBytes() };
      const answer = readiness(facts, dataBytesMin);
      return jsonAnswer(readyResponseCodec, answer, answer.status === 'ready' ? 200 : 503);
    },
  },
];
