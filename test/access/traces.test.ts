/** Spans of requests, as an operator's OpenTelemetry SDK gets them. */
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from './node.ts';

const exporter = new InMemorySpanExporter();
let node: GuardedNode;
let key: string;

beforeAll(async () => {
  // Before the node starts, as "node --import" does.
  new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
  node = await startGuardedNode();
  key = (await node.makeKey({ scopes: ['read', 'events'] })).secret;
});
afterAll(async () => {
  await node?.remove();
  for (const api of [trace, context, propagation]) api.disable();
});
beforeEach(() => exporter.reset());

const headers = (more: Record<string, string> = {}) => ({
  authorization: `Bearer ${key}`,
  ...more,
});

/** The spans of requests that are over. */
async function spans(count: number) {
  await expect.poll(() => exporter.getFinishedSpans().length).toBe(count);
  return exporter.getFinishedSpans();
}

it('a request is a span of its caller’s trace, named by the route', async () => {
  const [traceId, parent] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];
  const traceparent = `00-${traceId}-${parent}-01`;
  const path = '/v1/blocks/latest';
  await fetch(`${node.url}${path}?x=secret`, { headers: headers({ traceparent }) });
  await fetch(`${node.url}${path}`, { headers: headers({ 'x-request-id': 'mine' }) });
  const [first, second] = await spans(2);
  expect(first).toMatchObject({ name: 'GET /v1/blocks/:height', kind: SpanKind.SERVER });
  expect(first?.spanContext().traceId).toBe(traceId);
  expect(first?.parentSpanContext?.spanId).toBe(parent);
  expect(first?.attributes).toMatchObject({
    'http.request.method': 'GET',
    'http.route': '/v1/blocks/:height',
    'http.response.status_code': 400,
    'url.path': path,
    'url.scheme': 'http',
    'client.address': '127.0.0.1',
  });
  expect(second?.parentSpanContext).toBeUndefined();
  expect(second?.attributes).toMatchObject({
    'http.response.status_code': 200,
    'trellis.request_id': 'mine',
  });
  expect(second?.status.code).toBe(SpanStatusCode.UNSET);
});

it('refusals and unknown paths are spans, too, without what is secret', async () => {
  await fetch(`${node.url}/v1/status`);
  await fetch(`${node.url}/${key}`, { headers: { traceparent: 'no traceparent' } });
  const [refused, unknown] = await spans(2);
  expect(refused?.attributes).toMatchObject({ 'http.response.status_code': 401 });
  expect(unknown).toMatchObject({ name: 'GET' });
  expect(unknown?.attributes).toMatchObject({ 'http.response.status_code': 404 });
  expect(JSON.stringify([refused?.attributes, unknown?.attributes])).not.toContain(key.slice(-43));
});

it('a stream is a span that ends when its reader goes', async () => {
  const reader = new AbortController();
  const response = await fetch(`${node.url}/v1/events`, {
    headers: headers(),
    signal: reader.signal,
  });
  expect(response.status).toBe(200);
  expect(exporter.getFinishedSpans()).toEqual([]);
  reader.abort();
  const [stream] = await spans(1);
  expect(stream).toMatchObject({ name: 'GET /v1/events' });
});
