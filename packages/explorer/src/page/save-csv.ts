/** Saving a list as CSV (RFC 4180); text that a spreadsheet would take for a formula is kept from being one. */
import { visibleText } from '@trellis/protocol';
import { stringify } from 'csv-stringify/browser/esm/sync';
import type { CellValue } from './list-view.ts';

/** Longer texts are cut. */
const charactersMax = 100_000;

export interface SavedColumn {
  readonly key: string;
  readonly title: string;
}

/** `rows`: values by the keys of the columns. */
export function csvText(
  columns: readonly SavedColumn[],
  rows: readonly ReadonlyMap<string, CellValue>[],
): string {
  const cells = rows.map((row) =>
    columns.map(({ key }) => visibleText(String(row.get(key) ?? ''), charactersMax)),
  );
  return stringify([columns.map(({ title }) => title), ...cells], {
    escape_formulas: true,
    record_delimiter: 'windows',
  });
}

/** Lets the browser save it. */
export function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
