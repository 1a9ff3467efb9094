/** The measurement of channels as text. */
import { ascending, quantile } from '../statistics.ts';
import { figure, textTable } from '../table.ts';
import { type ChannelResult, channelFigures } from './channel-bench.ts';

/** One row a figure, one column a channel: the median of the rounds, and their range if there are several. */
export function channelText({ channels }: ChannelResult): string {
  return textTable([
    ['', ...channels.map(({ kind }) => kind)],
    ...channelFigures.map(({ name, unit, of }) => [
      `${name}, ${unit}`,
      ...channels.map(({ rounds }) => cell(ascending(rounds.map(of)))),
    ]),
  ]);
}

function cell(sorted: readonly number[]): string {
  const middle = figure(quantile(sorted, 0.5));
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (sorted.length < 2 || least === undefined || most === undefined) return middle;
  return `${middle} (${figure(least)}–${figure(most)})`;
}
