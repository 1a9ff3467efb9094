/** A proof as the node gives it, and the command that checks it without this page. */
import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { t } from '../language.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Title } from '../parts/page-frame.tsx';
import { proofSource } from '../proof-source.ts';
import { useAsked } from '../use-proven.ts';

/** Some proofs are megabytes; what is longer comes from the API alone. */
const charactersMax = 90_000;

export function RawProof({ name }: { readonly name: string }): JSX.Element {
  const source = proofSource(name);
  if (source === undefined) {
    return (
      <>
        <Title title={t('Proof')} />
        <p class="problem">{t('There is no proof by the name {0}', name.slice(0, 80))}</p>
      </>
    );
  }
  return (
    <>
      <Title title={t('Proof')} about={<span class="mono">{name}</span>} />
      <p>
        {t(
          'The command line checks the same with code that does not come from this node. Where it knows no testnet of its own, add --node with the address of a node, and --genesis with the file of the genesis that you trust; the page Trust has its hash. Without a genesis it says “not checked”.',
        )}
      </p>
      <p>
        <code>{source.command}</code> <CopyButton text={source.command} what={t('the command')} />
      </p>
      <p>
        {t('What this page checked is the answer of')}{' '}
        <a class="raw-path" href={source.path}>
          {source.path}
        </a>
        {t(
          ': the value, the hashes that lead from it to the roots in the header, and the certificate, whose signatures cover the id of that header.',
        )}
      </p>
      <RawAnswer path={source.path} />
    </>
  );
}

function RawAnswer({ path }: { readonly path: string }): JSX.Element {
  const { session } = useApp();
  const loaded = useAsked(`raw ${path}`, 3_600_000, async ({ transport }) => {
    const response = await session.transport.fetch(`${transport.url}${path}`, {
      method: 'GET',
      headers: {},
      signal: AbortSignal.timeout(transport.timeoutMs),
    });
    const json: unknown = await new Response(response.body).json();
    return JSON.stringify(json, null, 2);
  });
  switch (loaded.state) {
    case 'loading':
      return <p class="quiet">{t('Loading…')}</p>;
    case 'failed':
      return (
        <p class="problem" role="alert">
          {loaded.reason}
        </p>
      );
    case 'ready':
      return (
        <>
          <CopyButton text={loaded.value} what={t('the proof')} />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard (WCAG 2.1.1) */}
          <section class="scroll" aria-label={t('The proof, as JSON')} tabIndex={0}>
            <pre class="mono">{loaded.value.slice(0, charactersMax)}</pre>
          </section>
        </>
      );
  }
}
