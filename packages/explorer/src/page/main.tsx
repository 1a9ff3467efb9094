/** Starts the page: asks the node for its genesis, trusts it or says why not, and follows the chain. */
import './visible-children.ts';
import { render } from 'preact';
import { pageBase } from '../page-base.ts';
import { AppContext } from './app-context.ts';
import { inBackground } from './background.ts';
import { followChain } from './live.ts';
import { loadChecks } from './load-checks.ts';
import { AppFrame } from './pages/app.tsx';
import { NotStarted } from './pages/not-started.tsx';
import { applyLanguage } from './parts/language-button.tsx';
import { followLinks } from './router.ts';
import { openSession } from './session.ts';
import { createStore } from './store.ts';
import { applyTheme } from './theme.tsx';
import { loadWords } from './words.ts';

async function start(root: HTMLElement): Promise<void> {
  applyTheme();
  applyLanguage();
  await loadWords();
  history.replaceState('first', '');
  try {
    const session = await openSession(`${pageBase}/settings.json`);
    const following = followChain(session, new AbortController().signal);
    const decimals = createStore<ReadonlyMap<string, number>>(new Map());
    followLinks();
    render(
      <AppContext.Provider value={{ session, ...following, decimals }}>
        <AppFrame />
      </AppContext.Provider>,
      root,
    );
    // Not before there is something to see, which has no mark that it is verified until it is. A failure is told there.
    inBackground(loadChecks());
  } catch (error) {
    render(<NotStarted error={error} />, root);
  }
}

const root = document.getElementById('app');
if (root !== null) inBackground(start(root));
