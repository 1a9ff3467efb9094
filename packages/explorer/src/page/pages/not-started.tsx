/** What is shown in place of a page that can't start. */
import { ApiProblem, ProofError, type RecoverySummary } from '@trellis/client';
import { whole } from '../format.ts';
import { t } from '../language.ts';
import { RecoveryFacts } from '../parts/recovery-facts.tsx';
import { sentenceOf } from '../proof.ts';
import { agreeTo, BadKey, forgetTrust, keepApiKey, RecoveredChain } from '../session.ts';

/** Why a page does not start: the node can't be talked to, wants a key, or is of another chain than the trusted one. */
export function NotStarted({ error }: { readonly error: unknown }) {
  const kind = kindOf(error);
  return (
    <main id="main">
      <h1>{titles[kind]}</h1>
      <p class="problem" role="alert">
        {sentenceOf(error)}
      </p>
      {kind === 'key' ? <KeyForm /> : null}
      {error instanceof RecoveredChain ? <Agreement recovery={error.recovery} /> : null}
      {kind === 'trust' ? (
        <p>
          {t('If the network was created again, trust has to begin again too.')}{' '}
          <button
            type="button"
            onClick={() => {
              forgetTrust();
              location.assign(location.pathname);
            }}
          >
            {t('Trust the chain of this node from now on')}
          </button>
        </p>
      ) : (
        <p>
          <button type="button" onClick={() => location.reload()}>
            {t('Try again')}
          </button>
        </p>
      )}
    </main>
  );
}

const titles = {
  trust: t('This is not the chain that you trust'),
  recovered: t('This chain was recovered'),
  key: t('This node asks who you are'),
  unresponsive: t('The node does not answer'),
} as const;

function kindOf(error: unknown): keyof typeof titles {
  if (error instanceof ProofError) return 'trust';
  if (error instanceof BadKey) return 'key';
  if (error instanceof RecoveredChain) return 'recovered';
  const isRefused = error instanceof ApiProblem && (error.status === 401 || error.status === 403);
  return isRefused ? 'key' : 'unresponsive';
}

/** Nothing proves a recovery: a person has to decide. */
function Agreement({ recovery }: { readonly recovery: RecoverySummary }) {
  return (
    <>
      <p>
        {t(
          'More than a third of its validators lost what they knew, and the operators agreed on how it continues. No certificate proves that no final block was left out: it is their word. Ask them for the hash of the recovery, and continue only if it is this one.',
        )}
      </p>
      <RecoveryFacts recovery={recovery} />
      <p>
        <button
          type="button"
          onClick={() => {
            agreeTo(recovery.hash);
            location.reload();
          }}
        >
          {t('I agree: believe what comes after block')} {whole(recovery.height)}
        </button>
      </p>
    </>
  );
}

/** For nodes that open their API to keys alone. */
function KeyForm() {
  return (
    <form
      class="trust"
      onSubmit={(event) => {
        event.preventDefault();
        keepApiKey(String(new FormData(event.currentTarget).get('key') ?? '').trim());
        location.reload();
      }}
    >
      <label for="key">
        {t('An API key with the scopes “read” and “events”; it is kept until this tab is closed')}
      </label>
      <input id="key" name="key" type="password" autocomplete="off" />
      <button type="submit">{t('Use it')}</button>
    </form>
  );
}
