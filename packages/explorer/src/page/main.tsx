/** Starts the page: asks the node for its genesis, trusts it or says why not, and follows the chain. */
import { ProofError } from '@trellis/client';
import { render } from 'preact';
import { AppFrame } from './app.tsx';
import { AppContext } from './app-context.ts';
import { followChain } from './live.ts';
import { sentenceOf } from './proof.ts';
import { followLinks } from './router.ts';
import { forgetTrust, openSession } from './session.ts';
import { createStore } from './store.ts';
import { applyTheme } from './theme.tsx';

async function start(root: HTMLElement): Promise<void> {
  applyTheme();
  history.replaceState('first', '');
  try {
    const session = await openSession();
    const live = followChain(session, new AbortController().signal);
    const decimals = createStore<ReadonlyMap<string, number>>(new Map());
    followLinks();
    render(
      <AppContext.Provider value={{ session, live, decimals }}>
        <AppFrame />
      </AppContext.Provider>,
      root,
    );
  } catch (error) {
    render(<NotStarted error={error} />, root);
  }
}

/** The node can't be talked to, or is of another chain than the trusted one. */
function NotStarted({ error }: { readonly error: unknown }) {
  const isOther = error instanceof ProofError;
  return (
    <main id="main">
      <h1>{isOther ? 'This is not the chain that you trust' : 'The node does not answer'}</h1>
      <p class="problem" role="alert">
        {sentenceOf(error)}
      </p>
      {isOther ? (
        <p>
          If the network was made anew, trust begins anew too.{' '}
          <button
            type="button"
            onClick={() => {
              forgetTrust();
              location.assign(location.pathname);
            }}
          >
            Trust the chain of this node from now on
          </button>
        </p>
      ) : (
        <p>
          <button type="button" onClick={() => location.reload()}>
            Try again
          </button>
        </p>
      )}
    </main>
  );
}

const root = document.getElementById('app');
if (root !== null) void start(root);
