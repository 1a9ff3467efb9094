/** The two targets by a place: a folder, or the address of a database. */
import { type ExportTarget, openParquetTarget, openPostgresTarget } from '@trellis/export';

export function openTarget(place: string): Promise<ExportTarget> {
  return place.startsWith('postgres:') ? openPostgresTarget(place) : openParquetTarget(place);
}
