/** The viewer's own name for an account, and the field to change it. */
import type { JSX } from 'preact';
import { t } from '../language.ts';
import { nameAccount, ownNames } from '../own-names.ts';
import { useStore } from '../store.ts';

export function OwnNameField({ address }: { readonly address: string }): JSX.Element {
  const name = useStore(ownNames).get(address) ?? '';
  return (
    <form
      class="list-bar"
      onSubmit={(event) => {
        event.preventDefault();
        nameAccount(address, String(new FormData(event.currentTarget).get('name') ?? ''));
      }}
    >
      <label>
        {t('Your name for it')}{' '}
        <input name="name" maxLength={40} defaultValue={name} autocomplete="off" key={name} />
      </label>
      <button type="submit">{t('Keep')}</button>
      <span class="quiet">
        {t('Only this browser knows it. It is no alias, and nothing proves it.')}
      </span>
    </form>
  );
}
