/** What the HTTP API bears, as text. */
import type { Metric } from '../run.ts';
import { median } from '../statistics.ts';
import { figure, textTable } from '../table.ts';

export const apiColumns = [
  ['requests/s', 'requests answered'],
  ['median ms', 'latency, median'],
  ['p99 ms', 'latency, p99'],
  ['block interval ms', 'block interval'],
  ['times idle', 'block interval against idle'],
] as const;

/** One row a load: the medians of the repetitions. */
export function apiBenchText(metrics: readonly Metric[]): string {
  return textTable([
    ['', ...apiColumns.map(([head]) => head)],
    ...['idle', 'reads', 'submits'].map((subject) => [
      subject,
      ...apiColumns.map(([, name]) => {
        const metric = metrics.find((one) => one.name === name && one.subject === subject);
        return metric === undefined ? '-' : figure(median(metric.samples));
      }),
    ]),
  ]);
}
