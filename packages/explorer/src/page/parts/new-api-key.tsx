/** The form of a new API key. */
import { type ApiKeyPlan, type Scope, scopes } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { t } from '../language.ts';

const dayMs = 86_400_000;

export function NewApiKey({
  create,
}: {
  readonly create: (plan: ApiKeyPlan) => void;
}): JSX.Element {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create(planOf(new FormData(event.currentTarget)));
      }}
    >
      <h3>{t('A new API key')}</h3>
      <p>
        <label>
          {t('Name')} <input name="name" required={true} maxLength={64} autocomplete="off" />
        </label>
      </p>
      <fieldset>
        <legend>{t('Scopes')}</legend>
        {scopes.map((scope) => (
          <label key={scope}>
            <input type="checkbox" name="scope" value={scope} checked={scope === 'read'} /> {
              scope
            }{' '}
          </label>
        ))}
      </fieldset>
      <p>
        <label>
          {t('Days that it lasts')}{' '}
          <input name="days" type="number" min="1" max="3650" value="90" required={true} />
        </label>
      </p>
      <p>
        <button type="submit">{t('Make it')}</button>
      </p>
    </form>
  );
}

function planOf(form: FormData): ApiKeyPlan {
  const chosen = form.getAll('scope');
  return {
    name: String(form.get('name') ?? '').trim(),
    scopes: scopes.filter((scope: Scope) => chosen.includes(scope)),
    accounts: null,
    addresses: [],
    expires: BigInt(Date.now() + Number(form.get('days')) * dayMs),
    boundTo: null,
  };
}
