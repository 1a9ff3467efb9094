/** What every part of the page can ask for. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Live } from './live.ts';
import type { Session } from './session.ts';
import type { Store } from './store.ts';

export interface App {
  readonly session: Session;
  readonly live: Store<Live>;
  /** Asks the node now. */
  retry(): void;
  /** Decimals of the assets that were looked at; amounts of others are shown in smallest units. */
  readonly decimals: Store<ReadonlyMap<string, number>>;
}

export const AppContext = createContext<App | undefined>(undefined);

export function useApp(): App {
  const app = useContext(AppContext);
  if (app === undefined) throw new Error('this part is shown outside of the page');
  return app;
}
