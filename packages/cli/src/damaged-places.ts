/** What an audit finds damaged, one line a place, for commands that show it rather than fail with it. */
import type { AuditReport } from '@trellis/storage';

/** The places, or the report when there are none; errors that have nothing to do with damage are thrown. */
export async function damagedPlaces(
  audit: Promise<AuditReport>,
): Promise<{ readonly report: AuditReport | null; readonly places: readonly string[] }> {
  const { AuditFailure, StorageError } = await import('@trellis/storage');
  try {
    return { report: await audit, places: [] };
  } catch (error) {
    if (error instanceof AuditFailure) return { report: null, places: error.places };
    const isDamage =
      error instanceof StorageError &&
      (error.code === 'database_damaged' || error.code === 'snapshot_damaged');
    if (!isDamage) throw error;
    return { report: null, places: [error.message] };
  }
}
