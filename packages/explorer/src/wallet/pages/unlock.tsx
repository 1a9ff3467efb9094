/** What opens the key that signs: its password, or its passkey. */
import type { JSX } from 'preact';
import { t } from '../../page/language.ts';
import type { Consent } from '../consent.ts';
import { LabelledInput, textsOf, useWork, WorkProblem } from '../parts.tsx';
import { hasPasskeys, passkeyPassword } from '../passkey.ts';
import { nameOf } from '../wallet-context.ts';

/** Asks for what opens the key, as often as it is wrong. */
export function Unlock({ consent }: { readonly consent: Consent }): JSX.Element {
  const [work, run] = useWork();
  const { key } = consent;
  const { passkey } = key;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const { password = '' } = textsOf(event.currentTarget);
        event.currentTarget.reset();
        run(() => consent.agree({ type: 'password', password }));
      }}
    >
      <LabelledInput label={t('Password of {0}', nameOf(key))} name="password" type="password" />
      <WorkProblem work={work} />
      <p class="buttons">
        <button type="submit" class="primary" disabled={work.state === 'busy'}>
          {work.state === 'busy' ? t('Signing…') : t('Sign')}
        </button>
        {passkey === null || !hasPasskeys() ? null : (
          <button
            type="button"
            disabled={work.state === 'busy'}
            onClick={() =>
              run(async () => {
                const password = await passkeyPassword(passkey);
                await consent.agree({ type: 'passkey', password });
              })
            }
          >
            {t('Sign with the passkey')}
          </button>
        )}
      </p>
    </form>
  );
}
