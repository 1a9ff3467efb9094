/** The figures of one operation, in the order in which tables have them. */
import { figure } from '../table.ts';
import type { SignatureRow } from './signature-bench.ts';

export const figureColumns = [
  'median µs',
  '95 % interval',
  'p99 µs',
  '/s one core',
  '/s all cores',
  'heap B',
  '× Ed25519',
] as const;

/** One cell for each of `figureColumns`; what there is no figure of is a dash. */
export function figuresOf(
  row: Omit<SignatureRow, 'scheme' | 'provider' | 'operation' | 'runs' | 'sample'>,
): readonly string[] {
  return [
    figure(row.medianMicros),
    `${figure(row.lowMicros)}–${figure(row.highMicros)}`,
    figure(row.p99Micros),
    figure(row.perSecondOneCore),
    row.perSecondAllCores === null ? '-' : figure(row.perSecondAllCores),
    // The heap may have shrunk meanwhile.
    figure(Math.max(0, row.allocatedBytes)),
    row.timesEd25519 === null ? '-' : figure(row.timesEd25519),
  ];
}
