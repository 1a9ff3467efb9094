/** The head of every page: the newest block, and what is wrong if anything is. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { type HeadKind, type HeadState, headState, isCurrent } from '../head-state.ts';
import { t } from '../language.ts';
import { pathTo } from '../router.ts';
import { forgetTrust } from '../session.ts';
import { useStore } from '../store.ts';

/** How it stands now, drawn again while time passes. */
export function useHeadState(): HeadState {
  const { live } = useApp();
  const now = useNow(500);
  return headState(useStore(live), now);
}

function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}

const looks: Partial<Record<HeadKind, Look>> = {
  live: { look: 'proven', sign: '✓' },
  unchecked: { look: 'unchecked', sign: '–' },
  connecting: { look: 'unchecked', sign: '…' },
};

interface Look {
  /** Class of the style. */
  readonly look: string;
  readonly sign: string;
}

export const lookOf = (kind: HeadKind): Look => looks[kind] ?? { look: 'failed', sign: '✗' };

export function HeadLine(): JSX.Element {
  const { kind, text, about } = useHeadState();
  const { look, sign } = lookOf(kind);
  return (
    <p class={`head ${look}`} data-state={kind} title={about === '' ? undefined : about}>
      {sign} {kind === 'stale' ? <a href={pathTo('health')}>{text}</a> : text}
    </p>
  );
}

interface Leaving {
  /** Loads the page again, where nothing of the chain that it knew is shown. */
  readonly leave: () => void;
}

/** What the state means, and what can be done; nothing when all is well. */
export function HeadProblem({ leave }: Leaving): JSX.Element | null {
  const { live, session, retry } = useApp();
  const state = useHeadState();
  const { found, url, blocks } = useStore(live);
  const lines = [...found].map(([node, problem]) => `${node} ${problem}.`);
  const isMoved = url !== session.nodes.urls[0];
  if (isCurrent(state) && lines.length === 0 && !isMoved) return null;
  const newest = blocks[0]?.block.header.height;
  return (
    <section class="head-problem" aria-label={t('What is wrong')} role="status">
      {isCurrent(state) ? null : (
        <p>
          <b>
            {t('Not current:')} {state.text}.
          </b>{' '}
          {state.about}
          {newest === undefined ? null : t(' The newest block here is {0}.', newest)}
        </p>
      )}
      {isMoved ? (
        <p>
          {t(
            'Another node is asked now: {0}. It only lets this page read: to submit, the node that served the page has to answer.',
            url,
          )}
        </p>
      ) : null}
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      <Remedy kind={state.kind} retry={retry} leave={leave} />
    </section>
  );
}

function Remedy({
  kind,
  retry,
  leave,
}: Leaving & {
  readonly kind: HeadKind;
  readonly retry: () => void;
}): JSX.Element | null {
  switch (kind) {
    case 'silent':
    case 'refused':
    case 'behind':
      return (
        <button type="button" onClick={retry}>
          {t('Try again now')}
        </button>
      );
    case 'begunAgain':
    case 'otherChain':
      return (
        <button
          type="button"
          onClick={() => {
            forgetTrust();
            leave();
          }}
        >
          {t('Trust the chain of this node from now on')}
        </button>
      );
    case 'recovered':
      return (
        <button type="button" onClick={() => location.reload()}>
          {t('See the recovery')}
        </button>
      );
    default:
      return null;
  }
}
