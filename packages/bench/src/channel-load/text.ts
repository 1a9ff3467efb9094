/** The measurement of networks over two channels as text. */
import type { Metric } from '../run.ts';
import { ascending, quantile } from '../statistics.ts';
import { figure, textTable } from '../table.ts';
import { loadedChannels } from './channel-load-bench.ts';

/** What of a trial's figures the channel can change, by the names that the metrics have. */
export const channelLoadColumns = [
  ['payments/s in overload', 'achieved in overload'],
  ['CPU µs/payment/node', 'CPU'],
  ['p50 ms at the load', 'latency at the sustained load, median'],
  ['p99 ms at the load', 'latency at the sustained load, p99'],
  ['idle finality ms', 'idle finality, median'],
] as const;

/** One row a figure, one column a channel: the median of the repetitions, and their range. */
export function channelLoadText(metrics: readonly Metric[]): string {
  return textTable([
    ['', ...loadedChannels],
    ...channelLoadColumns.map(([head, name]) => [
      head,
      ...loadedChannels.map((channel) => {
        const metric = metrics.find((one) => one.name === name && one.subject === channel);
        return metric === undefined ? '-' : cell(ascending(metric.samples));
      }),
    ]),
  ]);
}

function cell(sorted: readonly number[]): string {
  const [least, most] = [sorted[0] ?? Number.NaN, sorted.at(-1) ?? Number.NaN];
  return `${figure(quantile(sorted, 0.5))} (${figure(least)}–${figure(most)})`;
}
