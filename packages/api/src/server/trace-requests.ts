/**
 * A span for each request, in the trace of its caller, for operators who start the node with an OpenTelemetry SDK
 * (docs/operations.md); without one the API's own tracer does nothing. Attributes and names are those of the
 * semantic conventions for HTTP servers.
 */
import {
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { version } from '@trellis/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { withoutSecrets } from '../config/redaction.ts';

/** To be called before other hooks are added, so that what they do belongs to the span. */
export function traceRequests(server: FastifyInstance): void {
  const tracer = trace.getTracer('trellis', version);
  server.addHook('onRequest', (request, reply, done) => {
    // `traceparent` and whatever else the SDK's propagator reads.
    const caller = propagation.extract(ROOT_CONTEXT, request.headers);
    const { method } = request;
    const route = request.routeOptions.url;
    const span = tracer.startSpan(
      route === undefined ? method : `${method} ${route}`,
      { kind: SpanKind.SERVER, attributes: { 'http.request.method': method, 'http.route': route } },
      caller,
    );
    if (span.isRecording()) describe(span, request, reply);
    context.with(trace.setSpan(caller, span), done);
  });
}

function describe(span: Span, request: FastifyRequest, reply: FastifyReply): void {
  const [path = ''] = request.url.split('?');
  span.setAttributes({
    'url.scheme': request.protocol,
    // No query: nothing in it matters here, and it is where people put secrets.
    'url.path': withoutSecrets(path).slice(0, 200),
    'client.address': request.ip,
    'trellis.request_id': request.id,
  });
  // Comes also when the caller hangs up, and at the end of a stream.
  reply.raw.once('close', () => {
    const { headersSent, statusCode } = reply.raw;
    if (headersSent) span.setAttribute('http.response.status_code', statusCode);
    if (statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
}
