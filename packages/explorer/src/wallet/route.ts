/** The place in the wallet: behind `#`, which no server ever sees, also what links of other sites bring. */
import { useEffect, useState } from 'preact/hooks';

export interface Route {
  readonly page: string;
  readonly name: string;
  readonly query: URLSearchParams;
}

function readRoute(hash: string): Route {
  const [path = '', ...query] = hash.replace(/^#\/?/, '').split('?');
  const [page = '', name = ''] = path.split('/');
  return { page, name, query: new URLSearchParams(query.join('?')) };
}

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const read = (): void => setHash(location.hash);
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  return readRoute(hash);
}
