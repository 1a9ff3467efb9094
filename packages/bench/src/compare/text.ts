/** A comparison as text. */
import { figure, textTable } from '../table.ts';
import type { MetricComparison, RunComparison } from './compare-runs.ts';

/** The differences first, then how many there are of what. */
export function comparisonText({ comparisons, unmatched, differs }: RunComparison): string {
  const notable = comparisons.filter(
    ({ verdict }) => !['same', 'too few samples'].includes(verdict),
  );
  const few = comparisons.filter(({ verdict }) => verdict === 'too few samples').length;
  const compared = comparisons.length - few;
  if (compared === 0) {
    return (
      `None of the ${few} figures can be compared: that takes three repetitions or more in both runs ` +
      '(--repeat 3 for networks, --rounds 3 for signatures).'
    );
  }
  return [
    differs
      ? `${notable.length} of ${compared} figures differ by more than the noise:`
      : `No difference beyond noise in ${compared} figures.`,
    ...(differs ? ['', comparisonTable(notable)] : []),
    ...(few === 0 ? [] : ['', `${few} figures have too few repetitions to be compared.`]),
    ...(unmatched.length === 0
      ? []
      : [
          '',
          `Only one of the runs has: ${unmatched.slice(0, 8).join('; ')}${unmatched.length > 8 ? ' …' : ''}`,
        ]),
  ].join('\n');
}

function comparisonTable(comparisons: readonly MetricComparison[]): string {
  return textTable(
    [
      ['figure', 'of', 'before', 'after', 'unit', 'change', 'between', 'counts from', ''],
      ...[...comparisons]
        .sort((a, b) => Math.abs(Math.log(b.ratio)) - Math.abs(Math.log(a.ratio)))
        .map((one) => [
          one.name,
          one.subject,
          figure(one.before),
          figure(one.after),
          one.unit,
          percent(one.ratio - 1),
          `${percent(one.low - 1)} and ${percent(one.high - 1)}`,
          percent(one.threshold),
          one.verdict,
        ]),
    ],
    2,
  );
}

function percent(share: number): string {
  return `${share > 0 ? '+' : ''}${(share * 100).toFixed(1)} %`;
}
