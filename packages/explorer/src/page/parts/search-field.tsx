/** The search of every page, with suggestions (the pattern "combobox" of the ARIA Authoring Practices). */
import type { Hash } from '@trellis/crypto';
import type { FinalTransaction } from '@trellis/protocol/http-api';
import type { JSX, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { inBackground } from '../background.ts';
import { t } from '../language.ts';
import { ownNames } from '../own-names.ts';
import { sentenceOf } from '../proof.ts';
import { fetchNewest } from '../references.ts';
import { goTo } from '../router.ts';
import { heightIn, type SearchAnswer, search } from '../search.ts';
import type { Session } from '../session.ts';
import { useStore } from '../store.ts';
import {
  listSuggestions,
  liveSuggestions,
  matching,
  ownSuggestions,
  referenceSuggestions,
  type Suggestion,
} from '../suggest.ts';

export function SearchField(): JSX.Element {
  const { session, live } = useApp();
  const field = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState('');
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(-1);
  const { found, references } = useSuggestions(typed);
  useSlashKey(field);
  const go = (path: string): void => {
    setTyped('');
    setProblem('');
    goTo(path);
  };
  const run = async (text: string): Promise<void> => {
    if (text.trim() === '') return;
    const newest = live.get().blocks[0]?.block.header.height;
    const answer =
      found[chosen] ?? (await destination(session, text, { found, references, newest }));
    if ('path' in answer) go(answer.path);
    else setProblem(answer.problem);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') setTyped('');
    if (step === undefined || found.length === 0) return;
    event.preventDefault();
    setChosen(stepped(chosen, step, found.length));
  };
  return (
    <search>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          inBackground(run(field.current?.value ?? ''));
        }}
      >
        <input
          ref={field}
          type="search"
          name="q"
          // biome-ignore lint/a11y/noRedundantRoles: only a field with a list of its own is one by itself
          role="combobox"
          list={undefined}
          aria-label={t('Search for a height, a hash, an address, a name, an asset or a reference')}
          aria-expanded={found.length > 0}
          aria-controls="suggestions"
          aria-autocomplete="list"
          aria-activedescendant={chosen < 0 ? undefined : `suggestion-${chosen}`}
          placeholder={t('Height, hash, address, name, asset, reference   /')}
          autocomplete="off"
          spellcheck={false}
          onKeyDown={onKeyDown}
          onInput={({ currentTarget }) => {
            setProblem('');
            setChosen(-1);
            setTyped(currentTarget.value);
          }}
          // A suggestion that is clicked has to be there until then.
          onBlur={() => setTimeout(() => setTyped(''), 200)}
        />
        <Suggestions found={found} chosen={chosen} go={go} />
      </form>
      <p class="search-problem bad" role="alert">
        {problem}
      </p>
    </search>
  );
}

interface Suggested {
  readonly found: readonly Suggestion[];
  /** What the newest transactions say, when they have been fetched. */
  readonly references: () => Promise<readonly Suggestion[]>;
}

/** Where what was typed leads: to what the search finds, or to the only thing that begins with it. */
async function destination(
  session: Session,
  text: string,
  { found, references, newest }: Suggested & { readonly newest: bigint | undefined },
): Promise<SearchAnswer> {
  try {
    const answer = await search(session, text);
    const height = heightIn(text);
    // An invoice can have the number of a block that there is not yet.
    const isBlockToCome = height !== undefined && newest !== undefined && height > newest;
    if ('path' in answer && !isBlockToCome) return answer;
    return onlyOne([...found, ...matching(await references(), text)], text) ?? answer;
  } catch (error) {
    return { problem: sentenceOf(error) };
  }
}

/** The only place that the suggestions lead to: those that are just what was typed, or else all. */
function onlyOne(found: readonly Suggestion[], text: string): Suggestion | undefined {
  const wanted = text.trim().toLowerCase();
  const exact = found.filter(({ names }) => names.includes(wanted));
  const [only, ...others] = exact.length === 0 ? found : exact;
  return others.every(({ path }) => path === only?.path) ? only : undefined;
}

/** The suggestion after or before the chosen one, in a circle in which what was typed itself has the place -1. */
function stepped(chosen: number, step: number, suggestions: number): number {
  const places = suggestions + 1;
  return ((chosen + 1 + step + places) % places) - 1;
}

function Suggestions({
  found,
  chosen,
  go,
}: {
  readonly found: readonly Suggestion[];
  readonly chosen: number;
  readonly go: (path: string) => void;
}): JSX.Element {
  return (
    <div id="suggestions" role="listbox" aria-label={t('Suggestions')} hidden={found.length === 0}>
      {found.map(({ kind, text, path }, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus, and its keys choose
        // biome-ignore lint/a11y/useFocusableInteractive: the field names the chosen one instead
        <div
          key={`${kind} ${path} ${text}`}
          id={`suggestion-${index}`}
          role="option"
          aria-selected={index === chosen}
          onClick={() => go(path)}
        >
          <span class="quiet">{kind}</span> {text}
        </div>
      ))}
    </div>
  );
}

/** What begins with what was typed: of what is here, and of what the node gives when somebody begins to type. */
function useSuggestions(typed: string): Suggested {
  const { session, live } = useApp();
  const [listed, setListed] = useState<readonly Suggestion[]>([]);
  const [referred, setReferred] = useState<readonly Suggestion[]>([]);
  const fetched = useRef<ReadonlyMap<Hash, FinalTransaction>>(new Map());
  const names = useStore(ownNames);
  const isTyping = typed !== '';
  const references = async (): Promise<readonly Suggestion[]> => {
    fetched.current = await fetchNewest(session, live.get(), fetched.current);
    return referenceSuggestions(fetched.current.values());
  };
  useEffect(() => {
    if (!isTyping) return;
    inBackground(listSuggestions(session).then(setListed));
    inBackground(references().then(setReferred));
  }, [isTyping]);
  if (!isTyping) return { found: [], references };
  const all = [...ownSuggestions(names), ...listed, ...liveSuggestions(live.get()), ...referred];
  return { found: matching(all, typed), references };
}

function useSlashKey(field: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const focus = (event: KeyboardEvent): void => {
      const isTyping =
        event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      field.current?.focus();
    };
    addEventListener('keydown', focus);
    return () => removeEventListener('keydown', focus);
  }, []);
}
