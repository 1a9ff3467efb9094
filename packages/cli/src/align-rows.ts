/** Rows of cells as text in columns. */
import { terminalWidth } from './terminal.ts';
import { visibleLength } from './visible-line.ts';

/** No column becomes narrower than this, however narrow the terminal. */
const cellMin = 12;

/**
 * Lines whose columns have equal width, two spaces apart. On a terminal that is narrower, the widest columns are cut in the
 * middle, where addresses and hashes differ least to the eye; what is written to a file or a pipe is whole.
 */
export function alignRows(
  rows: readonly (readonly string[])[],
  room: number | undefined = terminalWidth(),
): readonly string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  if (room === undefined || columns === 0) return aligned(rows);
  const widths = widthsOf(rows);
  let excess = widths.reduce((sum, width) => sum + width, 2 * (columns - 1)) - room;
  while (excess > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    const width = widths[widest] ?? 0;
    if (width <= cellMin) break;
    widths[widest] = Math.max(cellMin, width - Math.max(1, Math.min(excess, 8)));
    excess -= width - (widths[widest] ?? 0);
  }
  return aligned(rows.map((row) => row.map((cell, index) => cut(cell, widths[index] ?? 0))));
}

/** Text in colours is left whole. */
function cut(cell: string, width: number): string {
  if (cell.length <= width || visibleLength(cell) !== cell.length) return cell;
  const end = Math.floor((width - 1) / 2);
  return `${cell.slice(0, width - 1 - end)}…${cell.slice(cell.length - end)}`;
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  return rows.reduce<number[]>((widest, row) => {
    row.forEach((cell, index) => {
      widest[index] = Math.max(widest[index] ?? 0, visibleLength(cell));
    });
    return widest;
  }, []);
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = widthsOf(rows);
  return rows.map((row) =>
    row
      .map(
        (cell, index) => cell + ' '.repeat(Math.max(0, (widths[index] ?? 0) - visibleLength(cell))),
      )
      .join('  ')
      .trimEnd(),
  );
}
