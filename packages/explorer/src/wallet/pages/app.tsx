/** Which screen of the wallet is shown; the question whether to sign takes the place of all. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../../page/language.ts';
import { HeadProblem, lookOf, useHeadState } from '../../page/parts/head-line.tsx';
import { LanguageButton } from '../../page/parts/language-button.tsx';
import { OnDemand } from '../../page/parts/on-demand.tsx';
import { useStore } from '../../page/store.ts';
import { ThemeButton } from '../../page/theme.tsx';
import { type Route, useRoute } from '../route.ts';
import { useWallet } from '../wallet-context.ts';
import { Accounts } from './accounts.tsx';
import { Actions, Do } from './do.tsx';
import { ImportKey } from './import-key.tsx';
import { Link } from './link.tsx';
import { Messages } from './messages.tsx';
import { NewKey } from './new-key.tsx';
import { ReviewScreen } from './review-screen.tsx';
import { SignFile } from './sign-file.tsx';
import { Transactions } from './transactions.tsx';
import { WalletTrust } from './wallet-trust.tsx';

const places = [
  ['', 'Accounts'],
  ['do/pay', 'Pay'],
  ['do', 'Actions'],
  ['transactions', 'Transactions'],
  ['consents', 'Consents'],
  ['trust', 'Trust'],
] as const;

export function WalletFrame(): JSX.Element {
  const route = useRoute();
  const consent = useStore(useWallet().consent);
  const at = route.name === '' ? route.page : `${route.page}/${route.name}`;
  const place = places.find(([page]) => page !== '' && page === at)?.[1];
  useEffect(() => {
    document.title = [...(place === undefined ? [] : [t(place)]), t('Trellis wallet')].join(' · ');
    scrollTo(0, 0);
  }, [at, consent]);
  return (
    <>
      <a class="skip" href="#main">
        {t('To the content')}
      </a>
      <header>
        <div class="bar">
          <a class="brand" href="#/">
            {t('Trellis wallet')}
          </a>
          <Head />
          <LanguageButton />
          <ThemeButton />
        </div>
        <nav aria-label={t('Pages')}>
          <ul>
            {places.map(([page, name]) => (
              <li key={page}>
                <a href={`#/${page}`} aria-current={at === page ? 'page' : undefined}>
                  {t(name)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <main id="main">
        <HeadProblem leave={() => location.reload()} />
        {/* Of each question its own: what is shown of one never stands above the signature of another. */}
        {consent === undefined ? null : <ReviewScreen consent={consent} key={consent} />}
        {/* What asked for the signature stays, with what was typed. */}
        <div hidden={consent !== undefined}>
          <PageAt route={route} key={`${at}?${route.query}`} />
        </div>
      </main>
      <footer>
        <p>{t('Keys stay in this browser. What the node says is checked here.')}</p>
      </footer>
    </>
  );
}

function Head(): JSX.Element {
  const { kind, text, about } = useHeadState();
  const { look } = lookOf(kind);
  return (
    <p class={`head ${look}`} data-state={kind} title={about === '' ? undefined : about}>
      {text}
    </p>
  );
}

function PageAt({ route: { page, name, query } }: { readonly route: Route }): JSX.Element {
  switch (page) {
    case '':
      return <Accounts />;
    case 'new':
      return <NewKey />;
    case 'import':
      return <ImportKey />;
    case 'do':
      return name === '' ? <Actions /> : <Do name={name} mandate={query.get('mandate')} />;
    case 'messages':
      return <Messages />;
    case 'file':
      return <SignFile linked={query.get('transaction')} />;
    case 'consents':
      return (
        <OnDemand
          load={async () => {
            const { Consents } = await import('./consents.tsx');
            return () => <Consents linked={query.get('signed')} />;
          }}
        />
      );
    case 'consent':
      return (
        <OnDemand
          load={async () => {
            const { GiveConsent } = await import('./give-consent.tsx');
            return () => (
              <GiveConsent request={query.get('request')} linked={query.get('signed')} />
            );
          }}
        />
      );
    case 'transactions':
      return <Transactions />;
    case 'link':
      return <Link query={query} />;
    case 'trust':
      return <WalletTrust />;
    default:
      return <h1 tabIndex={-1}>{t('Page not found')}</h1>;
  }
}
