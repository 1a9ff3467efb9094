/** What those who run a node watch it by. */
import { endpoint, json, reading, textDocument } from '../endpoint.ts';
import { liveResponseCodec, readyResponseCodec } from '../health-response.ts';

export const getMetrics = endpoint({
  method: 'GET',
  path: '/metrics',
  tag: 'Operations',
  access: 'metrics',
  accounts: 'none',
  summary: 'What the node counts and measures, for Prometheus',
  parameters: {},
  body: null,
  answers: {
    200: textDocument({
      mediaType: 'text/plain; version=0.0.4; charset=utf-8',
      description: 'Prometheus’ text format',
      example: 'trellis_http_requests_total{route="/v1/status",method="GET",status="200"} 12\n',
    }),
  },
});

export const getLive = reading({
  path: '/health/live',
  tag: 'Operations',
  access: 'open',
  accounts: 'none',
  summary: 'That the node runs and answers: whoever gets no answer restarts it',
  gives: liveResponseCodec,
});

export const getReady = endpoint({
  method: 'GET',
  path: '/health/ready',
  tag: 'Operations',
  access: 'open',
  accounts: 'none',
  summary: 'Whether the node should be sent requests: it keeps up, has peers, and room on its disk',
  parameters: {},
  body: null,
  answers: {
    200: json(readyResponseCodec, 'It is ready'),
    503: json(readyResponseCodec, 'It is not, and why'),
  },
});
