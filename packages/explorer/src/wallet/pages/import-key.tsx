/** Taking in a key that exists: a file of the command line, PKCS#8, or a phrase. */
import { isSchemeName, type SchemeName, schemeNames } from '@trellis/crypto';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../page/language.ts';
import { readChosenFile } from '../file-access.ts';
import { expectNewPassword } from '../new-password.ts';
import { Labelled, LabelledInput, textsOf, useWork, WorkProblem } from '../parts.tsx';
import type { KeySource } from '../signing/messages.ts';
import { addKey } from '../vault.ts';
import { useWallet } from '../wallet-context.ts';
import { NewPasswordFields } from './key-menu.tsx';

export function ImportKey(): JSX.Element {
  const { database, reload, chosen } = useWallet();
  const [work, run] = useWork();
  const [text, setText] = useState('');
  const source = kindOf(text);
  const take = async (texts: Readonly<Record<string, string>>): Promise<void> => {
    const { label = '', filePassword = '', scheme = '' } = texts;
    const password = expectNewPassword(texts);
    const from = sourceOf(text, filePassword, scheme);
    const key = await addKey(database, from, { password, label: label.trim(), isBackedUp: true });
    chosen.change(() => key.address);
    setText('');
    await reload();
    location.hash = '#/';
  };
  return (
    <>
      <h1 tabIndex={-1}>{t('Import a key')}</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const texts = textsOf(event.currentTarget);
          run(() => take(texts));
        }}
      >
        <LabelledInput
          label={t('Key file')}
          type="file"
          onChange={(input) => run(async () => setText((await readChosenFile(input)) ?? ''))}
        />
        <Labelled
          label={t('Or its text, or a phrase')}
          hint={t('a file of “trellis keys”, PKCS#8 (BEGIN PRIVATE KEY), or the words of a phrase')}
        >
          {(ids) => (
            <textarea
              {...ids}
              rows={5}
              spellcheck={false}
              autocomplete="off"
              value={text}
              onInput={({ currentTarget }) => setText(currentTarget.value)}
            />
          )}
        </Labelled>
        {/* Before all passwords: a browser takes a name between two of them for a second form. */}
        <LabelledInput
          label={t('Name')}
          name="label"
          hint={t('what you call it, in this browser alone')}
        />
        {source === 'keyFile' ? (
          <LabelledInput label={t('Password of the file')} name="filePassword" type="password" />
        ) : null}
        {source === 'phrase' ? <SchemeField /> : null}
        <NewPasswordFields />
        <WorkProblem work={work} />
        <button type="submit" class="primary" disabled={work.state === 'busy'}>
          {work.state === 'busy' ? t('Encrypting…') : t('Import')}
        </button>
      </form>
    </>
  );
}

export function SchemeField(): JSX.Element {
  return (
    <Labelled label={t('Signature scheme')} hint={t('the phrase gives another key for each')}>
      {(ids) => (
        <select {...ids} name="scheme">
          {shownSchemes.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

/** The usual one first. */
const usual: SchemeName = 'ml-dsa-65';
const shownSchemes = [usual, ...schemeNames.filter((name) => name !== usual)];

export function expectScheme(name: string): SchemeName {
  if (isSchemeName(name)) return name;
  throw new Error('choose a signature scheme');
}

function kindOf(text: string): KeySource['type'] | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (trimmed.startsWith('{')) return 'keyFile';
  return trimmed.includes('-----BEGIN') ? 'pem' : 'phrase';
}

function sourceOf(text: string, password: string, scheme: string): KeySource {
  switch (kindOf(text)) {
    case 'keyFile':
      return { type: 'keyFile', text, password };
    case 'pem':
      if (text.includes('-----BEGIN ENCRYPTED')) {
        throw new Error(
          t('an encrypted PEM can’t be read here: “trellis keys import” makes a key file of it'),
        );
      }
      return { type: 'pem', text };
    case 'phrase':
      return { type: 'phrase', phrase: text, scheme: expectScheme(scheme) };
    default:
      throw new Error(t('choose a file, or paste a key'));
  }
}
