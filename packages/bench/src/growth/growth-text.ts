/** How costs grow, as text and as metrics of a run. */
import type { Metric } from '../run.ts';
import { textTable } from '../table.ts';
import type { GrowthResult } from './growth-bench.ts';

/** Two tables; a size without figures says why. */
export function formatGrowth({ accounts, validators, status, options }: GrowthResult): string {
  const lines: string[] = [];
  if (accounts.length > 0) {
    lines.push(
      'Accounts: for each payment in a block of 1000, and for each proof',
      textTable([
        [
          'accounts',
          'read µs',
          'tree µs',
          'commit µs',
          'proof µs',
          'proof B',
          'disk B/account',
          'fill s',
        ],
        ...accounts.map((size) => [
          String(size.accounts),
          size.readMicros.toFixed(1),
          size.treeMicros.toFixed(1),
          size.commitMicros.toFixed(1),
          size.proofMicros.toFixed(1),
          size.proofBytes.toFixed(0),
          (size.folderBytes / size.accounts).toFixed(0),
          size.fillSeconds.toFixed(1),
        ]),
      ]),
      '',
    );
  }
  if (validators.length > 0) {
    lines.push(
      `Validators, ${options.scheme}, all on this machine: for each block and node`,
      textTable([
        [
          'validators',
          'certificate B',
          'votes sent B',
          'block sent B',
          'interval ms',
          'CPU ms',
          'idle ms',
          'memory MB',
        ],
        ...validators.map((size) => [
          String(size.validators),
          whole(size.certificateBytes),
          whole(size.directBytesPerBlock),
          whole(size.proposalBytesPerBlock),
          whole(size.blockIntervalMs),
          size.cpuMillisPerBlock?.toFixed(1) ?? '-',
          whole(size.idleFinalityMs),
          whole(size.memoryBytes === null ? null : size.memoryBytes / 1e6),
        ]),
      ]),
      ...validators.flatMap((size) =>
        size.problem === null ? [] : [`FAILED with ${size.validators} validators: ${size.problem}`],
      ),
    );
  }
  if (status === 'failed') lines.push('FAILED: not every size was measured.');
  return lines.join('\n');
}

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
        ...lower('block interval', subject, 'ms', size.blockIntervalMs),
        ...lower('CPU', subject, 'ms/block/node', size.cpuMillisPerBlock),
        ...lower('idle finality', subject, 'ms', size.idleFinalityMs),
      ];
    }),
  ];
}

function whole(value: number | null): string {
  return value === null ? '-' : value.toFixed(0);
}
