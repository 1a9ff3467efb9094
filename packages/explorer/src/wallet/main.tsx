/** Starts the wallet: the keys of this browser, and a node that is believed nothing. */
import '../page/visible-children.ts';
import { render } from 'preact';
import { AppContext } from '../page/app-context.ts';
import { inBackground } from '../page/background.ts';
import { followChain } from '../page/live.ts';
import { NotStarted } from '../page/pages/not-started.tsx';
import { applyLanguage } from '../page/parts/language-button.tsx';
import { openSession } from '../page/session.ts';
import { createStore } from '../page/store.ts';
import { applyTheme } from '../page/theme.tsx';
import { loadWords } from '../page/words.ts';
import type { Consent } from './consent.ts';
import { openDatabase, type StorageLoss } from './database.ts';
import { forgetPasswords } from './forget-passwords.ts';
import { WalletFrame } from './pages/app.tsx';
import { StorageGone } from './pages/storage-gone.tsx';
import { createBrowserSubmissions } from './submissions.ts';
import { listWalletKeys, type WalletKey } from './vault.ts';
import { WalletContext } from './wallet-context.ts';

/** Without it a browser has neither locks nor passkeys, and whoever is on the way could change this script. */
function expectSecureContext(): void {
  if (isSecureContext) return;
  throw new Error('a wallet works over https alone, or on this machine itself (localhost)');
}

async function start(root: HTMLElement): Promise<void> {
  applyTheme();
  applyLanguage();
  await loadWords();
  const ended = new AbortController();
  forgetPasswords(ended.signal);
  const consent = createStore<Consent | undefined>(undefined);
  const showLoss = (loss: StorageLoss): void => {
    // What waits for another tab continues by itself.
    if (loss !== 'older') ended.abort();
    render(<StorageGone loss={loss} />, root);
    // What waits for a signature frees its account for other tabs.
    consent.get()?.decline();
  };
  try {
    expectSecureContext();
    const opening = openDatabase(showLoss);
    const [session, database] = await Promise.all([openSession('settings.json'), opening]);
    const following = followChain(session, ended.signal);
    const decimals = createStore<ReadonlyMap<string, number>>(new Map());
    const keys = createStore<readonly WalletKey[]>(await listWalletKeys(database));
    const reload = async (): Promise<void> => {
      const read = await listWalletKeys(database);
      keys.change(() => read);
    };
    // Another tab may have changed them meanwhile.
    addEventListener('focus', () => inBackground(reload()), { signal: ended.signal });
    const wallet = {
      session,
      database,
      submissions: createBrowserSubmissions(database),
      consent,
      keys,
      chosen: createStore<string | undefined>(undefined),
      reload,
    };
    if (ended.signal.aborted) return;
    render(
      <AppContext.Provider value={{ session, ...following, decimals }}>
        <WalletContext.Provider value={wallet}>
          <WalletFrame />
        </WalletContext.Provider>
      </AppContext.Provider>,
      root,
    );
  } catch (error) {
    if (!ended.signal.aborted) render(<NotStarted error={error} />, root);
  }
}

const root = document.getElementById('app');
if (root !== null) inBackground(start(root));
