/** What the gateway counts, in the text form of Prometheus. */

const helps = {
  trellis_gateway_files_total: 'Files that were taken in',
  trellis_gateway_quarantined_total: 'Files that no answer could be given to',
  trellis_gateway_payments_total: 'Payments that became final',
  trellis_gateway_rejected_total: 'Instructions that were rejected',
  trellis_gateway_held_total: 'Instructions that were held for a person or the screening',
  trellis_gateway_answers_total: 'Files that were written into the outbox',
  trellis_gateway_incoming_total: 'Payments that came in and were reported',
  trellis_gateway_errors_total: 'Turns that ended with an error, and were tried again',
} as const;

type CounterName = keyof typeof helps;

export interface Metrics {
  count(name: CounterName, by?: number): void;
  /** `gauges`: what is true at this moment. */
  text(gauges: Readonly<Record<string, number>>): string;
}

export function createMetrics(): Metrics {
  const counts = new Map<CounterName, number>();
  return {
    count(name, by = 1) {
      counts.set(name, (counts.get(name) ?? 0) + by);
    },
    text(gauges) {
      const counters = (Object.keys(helps) as CounterName[]).map(
        (name) =>
          `# HELP ${name} ${helps[name]}\n# TYPE ${name} counter\n${name} ${counts.get(name) ?? 0}\n`,
      );
      const rest = Object.entries(gauges).map(
        ([name, value]) => `# TYPE ${name} gauge\n${name} ${value}\n`,
      );
      return [...counters, ...rest].join('');
    },
  };
}
