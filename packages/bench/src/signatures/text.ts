/** The measurement of signatures as text. */
import { quantile } from '../statistics.ts';
import { figure, textTable } from '../table.ts';
import { figureColumns, figuresOf } from './figures.ts';
import type { SignatureResult, SignatureRow } from './signature-bench.ts';

/** Sizes, times and distributions, in one screen a kind. */
export function signaturesText({ sizes, rows }: SignatureResult): string {
  const signing = rows.filter(isMlDsaSigning);
  return [
    textTable([
      ['scheme', 'public key B', 'signature B'],
      ...sizes.map(({ scheme, publicKeyBytes, signatureBytes }) => [
        scheme,
        publicKeyBytes.toLocaleString('en'),
        signatureBytes.toLocaleString('en'),
      ]),
    ]),
    '',
    textTable(
      [['scheme', 'provider', 'operation', 'message B', ...figureColumns], ...rows.map(rowOf)],
      3,
    ),
    '',
    ...(signing.length === 0
      ? []
      : [
          'How long signing takes (ML-DSA tries until a signature fits, FIPS 204 §6.2):',
          ...signing.map((row) => `${label(row)}  ${sparkline(row)}`),
          '',
        ]),
    'Heap: what an operation allocates in JavaScript. "/s all cores" is for the smallest message.',
  ].join('\n');
}

function rowOf(row: SignatureRow): string[] {
  return [
    row.scheme,
    row.provider,
    row.operation,
    row.messageBytes === null ? '-' : row.messageBytes.toLocaleString('en'),
    ...figuresOf(row),
  ];
}

const isMlDsaSigning = ({ scheme, operation, messageBytes, sample }: SignatureRow): boolean =>
  scheme.startsWith('ml-dsa') &&
  operation === 'sign' &&
  messageBytes === 1_024 &&
  sample.length > 9;

function label({ scheme, provider, medianMicros, p99Micros }: SignatureRow): string {
  return `${`${scheme}, ${provider}`.padEnd(24)} median ${figure(medianMicros).padStart(6)} µs, p99 ${figure(p99Micros).padStart(6)} µs`;
}

const bars = '▁▂▃▄▅▆▇█';

/** Shares of the runs by time, from the fastest to the 95th percentile. */
function sparkline({ sample }: SignatureRow): string {
  const [least = 0] = sample;
  const most95 = quantile(sample, 0.95);
  const bins = new Array<number>(24).fill(0);
  for (const value of sample) {
    const bin = Math.floor(((value - least) / Math.max(1e-9, most95 - least)) * bins.length);
    if (bin < bins.length) bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const most = Math.max(...bins);
  return bins
    .map((count) => (count === 0 ? ' ' : bars[Math.floor((count / most) * (bars.length - 1))]))
    .join('');
}
