/** The address of the page: every place in it has one that can be shared. */
import { useEffect, useState } from 'preact/hooks';
import { pageBase as base } from '../page-base.ts';

export interface Place {
  /** `block`, `tx`, `accounts` …; empty for the first page. */
  readonly page: string;
  readonly name: string;
  /** Of the query. */
  readonly query: URLSearchParams;
}

/** The place that the address of the window names. */
function readPlace({ pathname, search }: Pick<Location, 'pathname' | 'search'>): Place {
  const [page = '', name = ''] = pathname.slice(base.length + 1).split('/');
  return { page: decoded(page), name: decoded(name), query: new URLSearchParams(search) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a place: `pathTo('block', 7)`. */
export function pathTo(page: string, name?: string | bigint | number): string {
  if (page === '') return `${base}/`;
  return name === undefined
    ? `${base}/${page}`
    : `${base}/${page}/${encodeURIComponent(String(name))}`;
}

const moved = 'trellis:moved';

/** Goes to an address of this page without loading it again. */
export function goTo(path: string): void {
  history.pushState(null, '', path);
  dispatchEvent(new Event(moved));
}

/** Changes the query of this place; "back" leads to the place before it. */
export function replaceQuery(query: URLSearchParams): void {
  const text = query.toString();
  history.replaceState(history.state, '', `${location.pathname}${text === '' ? '' : `?${text}`}`);
  dispatchEvent(new Event(moved));
}

/** Lets links to other places of this page work without loading it again. */
export function followLinks(): void {
  document.addEventListener('click', (event) => {
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!plain || link === null || link.origin !== location.origin || link.target !== '') return;
    if (!link.pathname.startsWith(`${base}/`) || link.hash !== '') return;
    event.preventDefault();
    goTo(link.pathname + link.search);
  });
}

/** The place now; the component is drawn again when it changes. */
export function usePlace(): Place {
  const [place, setPlace] = useState(() => readPlace(location));
  useEffect(() => {
    const read = (): void => setPlace(readPlace(location));
    addEventListener('popstate', read);
    addEventListener(moved, read);
    return () => {
      removeEventListener('popstate', read);
      removeEventListener(moved, read);
    };
  }, []);
  return place;
}
