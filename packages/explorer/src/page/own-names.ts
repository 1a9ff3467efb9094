/** What the viewer calls accounts: kept in this browser, told to nobody, proven by nothing. */
import { createStore, type Store } from './store.ts';

const keptAs = 'trellis.names';
const charactersMax = 40;
const namesMax = 1_000;

type Names = ReadonlyMap<string, string>;

function kept(): Names {
  try {
    const json: unknown = JSON.parse(globalThis.localStorage?.getItem(keptAs) ?? '[]');
    if (!Array.isArray(json)) return new Map();
    const pairs = json.flatMap((pair: unknown): readonly (readonly [string, string])[] => {
      if (!Array.isArray(pair)) return [];
      const [address, name]: readonly unknown[] = pair;
      return typeof address === 'string' && typeof name === 'string' ? [[address, name]] : [];
    });
    return new Map(pairs);
  } catch {
    // A browser without storage, or something else in its place: nobody has a name then.
    return new Map();
  }
}

/** By the text of the address. */
export const ownNames: Store<Names> = createStore(kept());

/** Calls an account by this name from now on; by none if it is empty. */
export function nameAccount(address: string, name: string): void {
  const short = name.trim().slice(0, charactersMax);
  ownNames.change((names) => {
    const others = [...names].filter(([one]) => one !== address);
    const all = short === '' ? others : [...others, [address, short] as const];
    return new Map(all.slice(-namesMax));
  });
  try {
    localStorage.setItem(keptAs, JSON.stringify([...ownNames.get()]));
  } catch {
    // It lasts until the page is closed.
  }
}
