/** A table with pages that can be sorted, searched, shared by its address, and saved as CSV. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { inBackground } from '../background.ts';
import { count } from '../format.ts';
import { t } from '../language.ts';
import {
  arrange,
  type CellValue,
  type ListView,
  readView,
  rowsOfPage,
  writeView,
} from '../list-view.ts';
import { sentenceOf } from '../proof.ts';
import { replaceQuery, usePlace } from '../router.ts';
import type { SavedColumn } from '../save-csv.ts';
import { type Column, Table, type TableProps } from './table.tsx';

export function List<R>({
  name,
  ...table
}: Omit<TableProps<R>, 'headOf' | 'sortOf'> & {
  /** Of its parameters in the address, and of the file it is saved as. */
  readonly name: string;
}): JSX.Element {
  const { query } = usePlace();
  const view = readView(query, name);
  const change = (changed: Partial<ListView>): void =>
    replaceQuery(writeView(query, name, { ...view, page: 1, ...changed }));
  const { columns, rows, empty, label } = table;
  const valued = columns.filter((column) => column.value !== undefined);
  const valuesOf = (row: R): ReadonlyMap<string, CellValue> =>
    new Map(valued.flatMap(({ key, value }) => entryOf(key, value(row))));
  const found = arrange(rows, valuesOf, view);
  const pages = Math.max(1, Math.ceil(found.length / rowsOfPage));
  const page = Math.min(view.page, pages);
  return (
    <>
      <p class="list-bar">
        <label>
          {t('Find in this list')}{' '}
          <input
            type="search"
            value={view.find}
            onInput={({ currentTarget }) => change({ find: currentTarget.value })}
          />
        </label>
        <SaveButton name={name} label={label} columns={valued} rows={found.map(valuesOf)} />
        <span class="quiet" role="status">
          {view.find === ''
            ? count(rows.length, 'row')
            : t('{0} of {1}', found.length, count(rows.length, 'row'))}
        </span>
      </p>
      <Table
        {...table}
        rows={found.slice((page - 1) * rowsOfPage, page * rowsOfPage)}
        empty={rows.length === 0 ? empty : t('Nothing in this list has that in it.')}
        headOf={(column) => <SortButton column={column} view={view} change={change} />}
        sortOf={({ key }) =>
          key === undefined || key !== view.sort
            ? undefined
            : view.isDescending
              ? 'descending'
              : 'ascending'
        }
      />
      <Pages page={page} pages={pages} change={change} />
    </>
  );
}

function entryOf(
  key: string,
  value: CellValue | undefined,
): readonly (readonly [string, CellValue])[] {
  return value === undefined ? [] : [[key, value]];
}

function SortButton<R>({
  column: { key, title },
  view: { sort, isDescending },
  change,
}: {
  readonly column: Column<R>;
  readonly view: ListView;
  readonly change: (changed: Partial<ListView>) => void;
}): JSX.Element {
  if (key === undefined) return <>{title}</>;
  const isSorted = sort === key;
  const next: Partial<ListView> =
    isSorted && isDescending
      ? { sort: '', isDescending: false }
      : { sort: key, isDescending: isSorted };
  return (
    <button type="button" class="sort" onClick={() => change(next)}>
      {title}
      <span aria-hidden="true">{isSorted ? (isDescending ? ' ↓' : ' ↑') : ''}</span>
    </button>
  );
}

function SaveButton({
  name,
  label,
  columns,
  rows,
}: {
  readonly name: string;
  readonly label: string;
  readonly columns: readonly SavedColumn[];
  readonly rows: readonly ReadonlyMap<string, CellValue>[];
}): JSX.Element {
  const [problem, setProblem] = useState('');
  const save = async (): Promise<void> => {
    try {
      const { csvText, saveText } = await import('../save-csv.ts');
      saveText(`${name}.csv`, csvText(columns, rows));
      setProblem('');
    } catch (error) {
      // What it needs is loaded on demand, and the node can be away.
      setProblem(sentenceOf(error));
    }
  };
  return (
    <>
      <button
        type="button"
        aria-label={t('Save as CSV: {0}', label)}
        onClick={() => inBackground(save())}
      >
        {t('Save as CSV')}
      </button>
      {problem === '' ? null : <span class="bad">{problem}</span>}
    </>
  );
}

function Pages({
  page,
  pages,
  change,
}: {
  readonly page: number;
  readonly pages: number;
  readonly change: (changed: Partial<ListView>) => void;
}): JSX.Element | null {
  if (pages === 1) return null;
  return (
    <p class="list-bar">
      <button type="button" disabled={page === 1} onClick={() => change({ page: page - 1 })}>
        {t('Previous page')}
      </button>
      <span role="status">
        {page} {t('of')} {pages}
      </span>
      <button type="button" disabled={page === pages} onClick={() => change({ page: page + 1 })}>
        {t('Next page')}
      </button>
    </p>
  );
}
