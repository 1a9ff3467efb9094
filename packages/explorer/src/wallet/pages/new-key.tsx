/** Makes a key from a new phrase: shown once, three of its words asked back, and only then encrypted and kept. */
import { generatePhrase } from '@trellis/crypto/phrase';
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { t } from '../../page/language.ts';
import { areWords, chooseWords } from '../backup.ts';
import { expectNewPassword } from '../new-password.ts';
import { LabelledInput, textsOf, useWork, WorkProblem } from '../parts.tsx';
import { addKey } from '../vault.ts';
import { useWallet } from '../wallet-context.ts';
import { expectScheme, SchemeField } from './import-key.tsx';
import { NewPasswordFields } from './key-menu.tsx';

export function NewKey(): JSX.Element {
  const phrase = useMemo(() => generatePhrase(), []);
  const [isWritten, setWritten] = useState(false);
  return isWritten ? (
    <CheckPhrase phrase={phrase} showAgain={() => setWritten(false)} />
  ) : (
    <ShowPhrase phrase={phrase} done={() => setWritten(true)} />
  );
}

function ShowPhrase({
  phrase,
  done,
}: {
  readonly phrase: string;
  readonly done: () => void;
}): JSX.Element {
  return (
    <>
      <h1 tabIndex={-1}>{t('Make a key')}</h1>
      <p>
        {t(
          'Write these words down on paper, in their order. Whoever has them has the account; without them and without this browser it is lost. Once the key is made they are not shown again.',
        )}
      </p>
      <ol class="words" aria-label={t('The phrase')}>
        {phrase.split(' ').map((word, index) => (
          <li key={`${index} ${word}`}>{word}</li>
        ))}
      </ol>
      <button type="button" class="primary" onClick={done}>
        {t('I wrote them down')}
      </button>
    </>
  );
}

function CheckPhrase({
  phrase,
  showAgain,
}: {
  readonly phrase: string;
  readonly showAgain: () => void;
}): JSX.Element {
  const { database, reload, chosen } = useWallet();
  const [work, run] = useWork();
  const words = phrase.split(' ');
  const places = useMemo(() => chooseWords(words.length, randomShare), []);
  const make = async (texts: Readonly<Record<string, string>>): Promise<void> => {
    const answers = places.map((place) => texts[`word${place}`] ?? '');
    if (!areWords(words, places, answers))
      throw new Error(t('these are not the words: look again'));
    const password = expectNewPassword(texts);
    const source = { type: 'phrase', phrase, scheme: expectScheme(texts.scheme ?? '') } as const;
    const label = (texts.label ?? '').trim();
    const key = await addKey(database, source, { password, label, isBackedUp: true });
    chosen.change(() => key.address);
    await reload();
    location.hash = '#/';
  };
  return (
    <>
      <h1 tabIndex={-1}>{t('Three of the words')}</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const texts = textsOf(event.currentTarget);
          run(() => make(texts));
        }}
      >
        {places.map((place) => (
          <LabelledInput key={place} label={t('Word {0}', place + 1)} name={`word${place}`} />
        ))}
        <LabelledInput
          label={t('Name')}
          name="label"
          hint={t('what you call it, in this browser alone')}
        />
        <SchemeField />
        <NewPasswordFields />
        <WorkProblem work={work} />
        <p class="buttons">
          <button type="submit" class="primary" disabled={work.state === 'busy'}>
            {work.state === 'busy' ? t('Encrypting…') : t('Make the key')}
          </button>
          <button type="button" onClick={showAgain}>
            {t('Show the words again')}
          </button>
        </p>
      </form>
    </>
  );
}

/** At least 0 and below 1. */
function randomShare(): number {
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
  return number / 2 ** 32;
}
