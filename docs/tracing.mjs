/**
 * Starts an OpenTelemetry SDK before a node, which then makes a span for each request:
 *
 *     node --import ./docs/tracing.mjs packages/node/src/main.ts CONFIG
 *
 * This one prints spans. To send them to a collector, install @opentelemetry/exporter-trace-otlp-http and put a
 * `BatchSpanProcessor` of its `OTLPTraceExporter` in place of the processor below; OTEL_EXPORTER_OTLP_ENDPOINT names
 * the collector.
 */
import {
  ConsoleSpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';

const provider = new NodeTracerProvider({
  spanProcessors: [new SimpleSpanProcessor(new ConsoleSpanExporter())],
});
provider.register();
