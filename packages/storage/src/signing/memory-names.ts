/**
 * The files of what a validator signed and heard. Every recovery of the chain has its own, which begin empty: what was
 * signed before counts no longer, and stays as it is.
 */
import type { RecoveryPoint } from '@trellis/protocol';

export interface MemoryNames {
  readonly lastSigned: string;
  readonly log: string;
  readonly heard: string;
}

/** `null`: of a chain that was not recovered. */
export function memoryNames(recovery: Pick<RecoveryPoint, 'hash'> | null): MemoryNames {
  const of = recovery === null ? '' : `.${recovery.hash.slice(0, 16)}`;
  return { lastSigned: `last-signed${of}`, log: `consensus.wal${of}`, heard: `heard${of}` };
}
