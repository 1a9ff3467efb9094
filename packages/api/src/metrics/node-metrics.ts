/** What a node shows to Prometheus. Gauges are read when somebody asks; counters and histograms fill as things happen. */
import { Counter, collectDefaultMetrics, Registry } from 'prom-client';
import { watchBlocks } from './block-metrics.ts';
import { addGauges, type GaugeSources } from './gauges.ts';
import { type AnsweredRequest, createRequestMetrics } from './request-metrics.ts';

export interface NodeMetrics {
  /** What `GET /metrics` answers. */
  text(): Promise<string>;
  answered(request: AnsweredRequest): void;
  alerted(kind: string): void;
  close(): void;
}

/** Watches a node until it is closed. */
export function createNodeMetrics(sources: GaugeSources): NodeMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addGauges(registry, sources);
  const unsubscribe = watchBlocks(registry, sources.engine);
  const alerts = new Counter({
    name: 'trellis_alerts_total',
    help: 'Alerts that were raised, by what they are about',
    labelNames: ['kind'],
    registers: [registry],
  });
  return {
    text: () => registry.metrics(),
    answered: createRequestMetrics(registry),
    alerted: (kind) => alerts.inc({ kind }),
    close() {
      unsubscribe();
      registry.clear();
    },
  };
}
