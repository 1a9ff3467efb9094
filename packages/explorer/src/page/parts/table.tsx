/** A table that can be wider than a phone: it scrolls by itself, and by keyboard. */
import type { ComponentChildren, JSX } from 'preact';
import type { CellValue } from '../list-view.ts';

interface ShownColumn<R> {
  readonly title: string;
  readonly cell: (row: R) => ComponentChildren;
  /** Set to the right, with digits of one width. */
  readonly isNumber?: boolean;
  /** Of as many lines as it takes, so that the others have room. */
  readonly isProse?: boolean;
}

/** A column that a list is sorted, searched and saved by. */
export interface ValuedColumn<R> extends ShownColumn<R> {
  /** Of the column in an address: the same in every language, and kept when the title changes. */
  readonly key: string;
  readonly value: (row: R) => CellValue | undefined;
}

export type Column<R> =
  | ValuedColumn<R>
  | (ShownColumn<R> & { readonly key?: undefined; readonly value?: undefined });

export interface TableProps<R> {
  readonly label: string;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  readonly keyOf: (row: R) => string;
  /** The text of a row that is one cell. */
  readonly spanOf?: (row: R) => string | undefined;
  /** What to say when there are no rows. */
  readonly empty: string;
  /** What a column is headed by; its title if not told. */
  readonly headOf?: (column: Column<R>) => ComponentChildren;
  /** How the rows are sorted by a column. */
  readonly sortOf?: (column: Column<R>) => 'ascending' | 'descending' | undefined;
}

export function Table<R>({
  label,
  columns,
  rows,
  keyOf,
  spanOf = () => undefined,
  empty,
  headOf = ({ title }) => title,
  sortOf = () => undefined,
}: TableProps<R>): JSX.Element {
  if (rows.length === 0) return <p class="quiet">{empty}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard (WCAG 2.1.1)
    <section class="scroll" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" class={classOf(column)} aria-sort={sortOf(column)}>
                {headOf(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={keyOf(row)} row={row} columns={columns} span={spanOf(row)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row<R>({
  row,
  columns,
  span,
}: {
  readonly row: R;
  readonly columns: readonly Column<R>[];
  readonly span: string | undefined;
}): JSX.Element {
  if (span !== undefined) {
    return (
      <tr class="gap">
        <td colSpan={columns.length}>{span}</td>
      </tr>
    );
  }
  return (
    <tr>
      {columns.map((column) => (
        <td key={column.title} class={classOf(column)}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

function classOf<R>({ isNumber = false, isProse = false }: Column<R>): string | undefined {
  return isNumber ? 'number' : isProse ? 'prose' : undefined;
}
