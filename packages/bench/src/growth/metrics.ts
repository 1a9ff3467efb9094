/** How costs grow, as metrics of a run. */
import type { Metric } from '../run.ts';
import type { GrowthResult } from './growth-bench.ts';

/** One sample each: a growth run says how costs grow, not how exactly they are known. */
export function growthMetrics({ accounts, validators, options }: GrowthResult): Metric[] {
  const lower = (name: string, subject: string, unit: string, value: number | null): Metric[] =>
    value === null ? [] : [{ name, subject, unit, better: 'lower', samples: [value] }];
  return [
    ...accounts.flatMap((size) => {
      const subject = `${size.accounts} accounts`;
      return [
        ...lower('read', subject, 'µs/payment', size.readMicros),
        ...lower('tree', subject, 'µs/payment', size.treeMicros),
        ...lower('commit', subject, 'µs/payment', size.commitMicros),
        ...lower('proof', subject, 'µs', size.proofMicros),
        ...lower('proof size', subject, 'B', size.proofBytes),
        ...lower('disk', subject, 'B', size.folderBytes),
      ];
    }),
    ...validators.flatMap((size) => {
      const subject = `${size.validators} validators, ${options.scheme}`;
      return [
        ...lower('certificate', subject, 'B', size.certificateBytes),
        ...lower('votes sent', subject, 'B/block/node', size.directBytesPerBlock),
        ...lower('blocks sent', subject, 'B/block/node', size.proposalBytesPerBlock),
        ...lower('block interval', subject, 'ms', size.blockIntervalMs),
        ...lower('CPU', subject, 'ms/block/node', size.cpuMillisPerBlock),
        ...lower('idle finality', subject, 'ms', size.idleFinalityMs),
        ...lower('memory', subject, 'B/node', size.memoryBytes),
      ];
    }),
  ];
}
