/**
 * The API keys of the node that served the page, for its administrators: each request is shown as it will be sent, and signed
 * by a passkey. Loaded on demand, as most visitors administer nothing.
 */
import { call, type HttpTransport, httpTransport } from '@trellis/client';
import { asPasskeyAdministrator } from '@trellis/client/administration';
import { visibleText } from '@trellis/protocol';
import { type ApiKeyPlan, type ApiKeyView, endpoints } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { askPasskey, canHavePasskeys, PasskeyProblem } from '../administrator-passkey.ts';
import { inBackground } from '../background.ts';
import { timeText } from '../format.ts';
import { t } from '../language.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { NewApiKey } from '../parts/new-api-key.tsx';
import { NewPasskey } from '../parts/new-passkey.tsx';
import { Title } from '../parts/page-frame.tsx';
import { Table } from '../parts/table.tsx';
import { sentenceOf } from '../proof.ts';

export function Administration(): JSX.Element {
  return (
    <>
      <Title title={t('Administration')} />
      <p>
        {t(
          'For those who administer this node: its API keys. Each request takes an API key of the scope “admin” and the signature of a passkey that the node names.',
        )}
      </p>
      {canHavePasskeys() ? (
        <>
          <ApiKeys />
          <NewPasskey />
        </>
      ) : (
        <p class="problem">
          {t(
            'Passkeys belong to a name: open this page by https and the name of the node, or on this machine by localhost.',
          )}
        </p>
      )}
    </>
  );
}

/** A request as it will be sent. */
interface Shown {
  readonly line: string;
  readonly body: string;
}

/** A request that waits for the passkey. */
interface Waiting extends Shown {
  readonly credential: string;
  send(client: HttpTransport): Promise<void>;
}

function ApiKeys(): JSX.Element {
  const { state, keys, secret, ask, list, create, revoke } = useApiKeys();
  const { waiting, problem } = state;
  return (
    <>
      <h2>{t('API keys')}</h2>
      <CredentialForm show={list} />
      {keys === undefined ? null : <KeyTable keys={keys} revoke={revoke} />}
      {secret === '' ? null : (
        <p>
          {t('The new API key. It is not shown again:')} <code class="whole">{secret}</code>{' '}
          <CopyButton text={secret} what={t('the API key')} />
        </p>
      )}
      {keys === undefined ? null : <NewApiKey create={create} />}
      {waiting === undefined ? null : (
        <Confirmation
          waiting={waiting}
          confirm={() => inBackground(state.confirm(waiting))}
          leave={() => ask(undefined)}
        />
      )}
      <p role="alert" class={problem === '' ? undefined : 'problem'}>
        {problem}
      </p>
    </>
  );
}

/** The API keys as far as they were shown, and what is asked of the node about them. */
function useApiKeys() {
  const state = useConfirmed();
  const { ask } = state;
  const [keys, setKeys] = useState<readonly ApiKeyView[]>();
  const [secret, setSecret] = useState('');
  return {
    ...{ state, keys, secret, ask },
    list(credential: string): void {
      ask(waitingOf(endpoints.getApiKeys), credential, async (client) =>
        setKeys((await call(client, endpoints.getApiKeys)).keys),
      );
    },
    create(plan: ApiKeyPlan): void {
      const { body } = endpoints.createApiKey;
      const text = JSON.stringify(body.codec.toJson(plan), null, 1);
      ask(waitingOf(endpoints.createApiKey, text), undefined, async (client) => {
        const made = await call(client, endpoints.createApiKey, { body: plan });
        setSecret(made.secret);
        setKeys((known) => known && [...known, made.key]);
      });
    },
    revoke({ id }: ApiKeyView): void {
      const { method, path } = endpoints.revokeApiKey;
      const named = { method, path: path.replace('{key}', id) };
      ask(waitingOf(named), undefined, async (client) => {
        const { key } = await call(client, endpoints.revokeApiKey, { key: id });
        setKeys((known) => known?.map((one) => (one.id === id ? key : one)));
      });
    },
  };
}

/** A request that waits for the passkey, and what became of the one before. */
function useConfirmed() {
  const [credential, setCredential] = useState('');
  const [waiting, setWaiting] = useState<Waiting>();
  const [problem, setProblem] = useState('');
  return {
    ...{ waiting, problem },
    ask(next: Shown | undefined, presented = credential, send: Waiting['send'] = async () => {}) {
      setProblem('');
      setCredential(presented);
      setWaiting(next && { ...next, credential: presented, send });
    },
    async confirm({ credential: presented, send }: Waiting): Promise<void> {
      setProblem('');
      try {
        const own = httpTransport({ url: location.origin, credential: presented });
        await send(asPasskeyAdministrator(own, askPasskey));
        setWaiting(undefined);
      } catch (error) {
        // To the SDK it is a request that did not get through.
        const cause = error instanceof Error ? error.cause : undefined;
        setProblem(sentenceOf(cause instanceof PasskeyProblem ? cause : error));
      }
    },
  };
}

function waitingOf(endpoint: { readonly method: string; readonly path: string }, body = ''): Shown {
  return { line: `${endpoint.method} ${location.origin}${endpoint.path}`, body };
}

function CredentialForm({ show }: { readonly show: (credential: string) => void }): JSX.Element {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        show(String(new FormData(event.currentTarget).get('key') ?? '').trim());
      }}
    >
      <label>
        {t('Your API key')} <input name="key" type="password" autocomplete="off" required={true} />
      </label>{' '}
      <button type="submit">{t('Show the API keys')}</button>
    </form>
  );
}

function Confirmation({
  waiting: { line, body },
  confirm,
  leave,
}: {
  readonly waiting: Waiting;
  readonly confirm: () => void;
  readonly leave: () => void;
}): JSX.Element {
  return (
    <section aria-label={t('To be confirmed')} class="confirm">
      <h3>{t('To be confirmed')}</h3>
      <p>{t('The passkey signs exactly this request, for this once and for a minute:')}</p>
      <pre>{body === '' ? line : `${line}\n\n${body}`}</pre>
      <p>
        <button type="button" onClick={confirm}>
          {t('Confirm with the passkey')}
        </button>{' '}
        <button type="button" onClick={leave}>
          {t('Do not send')}
        </button>
      </p>
    </section>
  );
}

function KeyTable({
  keys,
  revoke,
}: {
  readonly keys: readonly ApiKeyView[];
  readonly revoke: (key: ApiKeyView) => void;
}): JSX.Element {
  return (
    <Table
      label={t('API keys')}
      rows={keys}
      keyOf={({ id }) => id}
      empty={t('There are no API keys.')}
      columns={[
        { title: 'Id', cell: ({ id }) => <code>{id}</code> },
        { title: t('Name'), cell: ({ name }) => visibleText(name) },
        { title: t('Status'), cell: ({ state }) => state },
        { title: t('Scopes'), cell: ({ scopes }) => scopes.join(', ') },
        {
          title: t('Expires'),
          cell: ({ expires }) => (expires === null ? t('never') : timeText(expires)),
        },
        {
          title: t('Last used'),
          cell: ({ lastUse }) => (lastUse === null ? t('never') : timeText(lastUse.time)),
        },
        {
          title: t('End it'),
          cell: (key) =>
            key.state === 'valid' ? (
              <button
                type="button"
                aria-label={t('Revoke {0}', key.id)}
                onClick={() => revoke(key)}
              >
                {t('Revoke')}
              </button>
            ) : null,
        },
      ]}
    />
  );
}
