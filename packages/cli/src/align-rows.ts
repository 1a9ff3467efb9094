/** Rows of cells as text in columns. */
import { visibleLength } from './visible-line.ts';

/** Lines whose columns have equal width, two spaces apart. */
export function alignRows(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, index) => Math.max(widest[index] ?? 0, visibleLength(cell))),
    [],
  );
  return rows.map((row) =>
    row
      .map(
        (cell, index) => cell + ' '.repeat(Math.max(0, (widths[index] ?? 0) - visibleLength(cell))),
      )
      .join('  ')
      .trimEnd(),
  );
}
