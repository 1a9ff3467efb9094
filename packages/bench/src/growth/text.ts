/** How costs grow, as text. */
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

function whole(value: number | null): string {
  return value === null ? '-' : value.toFixed(0);
}
