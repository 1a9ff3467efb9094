/** The search of every page, with suggestions (the pattern "combobox" of the ARIA Authoring Practices). */
import type { JSX, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { inBackground } from '../background.ts';
import { t } from '../language.ts';
import { ownNames } from '../own-names.ts';
import { sentenceOf } from '../proof.ts';
import { goTo } from '../router.ts';
import { type SearchAnswer, search } from '../search.ts';
import type { Session } from '../session.ts';
import { useStore } from '../store.ts';
import {
  listSuggestions,
  liveSuggestions,
  matching,
  ownSuggestions,
  type Suggestion,
} from '../suggest.ts';

export function SearchField(): JSX.Element {
  const { session } = useApp();
  const field = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState('');
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(-1);
  const found = useSuggestions(typed);
  useSlashKey(field);
  const go = (path: string): void => {
    setTyped('');
    setProblem('');
    goTo(path);
  };
  const run = async (text: string): Promise<void> => {
    if (text.trim() === '') return;
    const answer = await destination(session, text, found, found[chosen]);
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
          aria-label={t('Search for a height, a hash, an address, a name or an asset')}
          aria-expanded={found.length > 0}
          aria-controls="suggestions"
          aria-autocomplete="list"
          aria-activedescendant={chosen < 0 ? undefined : `suggestion-${chosen}`}
          placeholder={t('Height, hash, address, name, asset   /')}
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

/** Where what was typed leads: to the chosen suggestion, to what the search finds, or to the only suggestion. */
async function destination(
  session: Session,
  text: string,
  found: readonly Suggestion[],
  chosen: Suggestion | undefined,
): Promise<SearchAnswer> {
  if (chosen !== undefined) return chosen;
  try {
    const answer = await search(session, text);
    const [only, ...others] = found;
    if ('problem' in answer && only !== undefined && others.length === 0) return only;
    return answer;
  } catch (error) {
    return { problem: sentenceOf(error) };
  }
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

/** What begins with what was typed: of what is here, and of what the node lists when somebody begins to type. */
function useSuggestions(typed: string): readonly Suggestion[] {
  const { session, live } = useApp();
  const [listed, setListed] = useState<readonly Suggestion[]>([]);
  const names = useStore(ownNames);
  const isTyping = typed !== '';
  useEffect(() => {
    if (isTyping) inBackground(listSuggestions(session).then(setListed));
  }, [isTyping]);
  if (!isTyping) return [];
  return matching([...ownSuggestions(names), ...listed, ...liveSuggestions(live.get())], typed);
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
