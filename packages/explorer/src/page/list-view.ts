/** Which rows of a list are shown, in which order: by the address of the page, so that it can be shared. */

export interface ListView {
  /** Part of any cell; empty shows all. */
  readonly find: string;
  /** Key of the column to sort by; empty leaves the order of the list. */
  readonly sort: string;
  readonly isDescending: boolean;
  /** From 1 on. */
  readonly page: number;
}

export const rowsOfPage = 25;

/** What a cell is sorted, searched and saved by. */
export type CellValue = string | number | bigint;

/** Parameters of a list begin with its name and a point: other lists, and the place itself, have others. */
const names = { find: 'find', sort: 'sort', page: 'page' } as const;

/** Whether a parameter is about how a list is shown, and not which place this is. */
export function isViewParameter(name: string): boolean {
  return name.includes('.');
}

export function readView(query: URLSearchParams, list: string): ListView {
  const sort = query.get(`${list}.${names.sort}`) ?? '';
  const page = Number(query.get(`${list}.${names.page}`) ?? 1);
  return {
    find: query.get(`${list}.${names.find}`) ?? '',
    sort: sort.replace(/^-/, ''),
    isDescending: sort.startsWith('-'),
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  };
}

/** The query with this view of a list; what is as it is without one is left out. */
export function writeView(query: URLSearchParams, list: string, view: ListView): URLSearchParams {
  const written = new URLSearchParams(query);
  const set = (name: string, value: string): void => {
    if (value === '') written.delete(`${list}.${name}`);
    else written.set(`${list}.${name}`, value);
  };
  set(names.find, view.find);
  set(names.sort, view.sort === '' ? '' : `${view.isDescending ? '-' : ''}${view.sort}`);
  set(names.page, view.page === 1 ? '' : String(view.page));
  return written;
}

/** The rows that are found, in their order. `valuesOf`: those of a row by the keys of the columns. */
export function arrange<R>(
  rows: readonly R[],
  valuesOf: (row: R) => ReadonlyMap<string, CellValue>,
  { find, sort, isDescending }: ListView,
): readonly R[] {
  const wanted = find.trim().toLowerCase();
  const found = rows.filter(
    (row) =>
      wanted === '' ||
      [...valuesOf(row).values()].some((value) => String(value).toLowerCase().includes(wanted)),
  );
  if (sort === '') return found;
  const sign = isDescending ? -1 : 1;
  return found
    .map((row) => ({ row, value: valuesOf(row).get(sort) }))
    .sort((a, b) => sign * compare(a.value, b.value))
    .map(({ row }) => row);
}

function compare(a: CellValue | undefined, b: CellValue | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  if (typeof a === 'string' || typeof b === 'string') return String(a).localeCompare(String(b));
  return a < b ? -1 : a > b ? 1 : 0;
}
