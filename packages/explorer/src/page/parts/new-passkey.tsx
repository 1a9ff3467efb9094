/** Makes a passkey, and shows what the operator writes into the node's configuration. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { makePasskey } from '../administrator-passkey.ts';
import { inBackground } from '../background.ts';
import { t } from '../language.ts';
import { sentenceOf } from '../proof.ts';
import { CopyButton } from './copy-button.tsx';

export function NewPasskey(): JSX.Element {
  const [made, setMade] = useState('');
  const [problem, setProblem] = useState('');
  const make = async (name: string): Promise<void> => {
    setProblem('');
    try {
      setMade(JSON.stringify(await makePasskey(name)));
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };
  return (
    <>
      <h2>{t('A passkey for this node')}</h2>
      <p>
        {t(
          'Your device makes it and asks you for each signature. The operator of the node then names it: without that it opens nothing. It signs classically, which a quantum computer could forge; administrators at the command line sign with ML-DSA.',
        )}
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          inBackground(make(String(new FormData(event.currentTarget).get('name') ?? '')));
        }}
      >
        <label>
          {t('Your name')}{' '}
          <input name="name" required={true} pattern="[A-Za-z0-9._\-]{1,64}" autocomplete="off" />
        </label>{' '}
        <button type="submit">{t('Make a passkey')}</button>
      </form>
      {made === '' ? null : (
        <>
          <p>
            {t('The operator adds this to http.administratorPasskeys, and starts the node again:')}
          </p>
          <pre class="whole">{made}</pre>
          <p>
            <CopyButton text={made} what={t('the passkey')} />
          </p>
        </>
      )}
      <p role="alert" class={problem === '' ? undefined : 'problem'}>
        {problem}
      </p>
    </>
  );
}
