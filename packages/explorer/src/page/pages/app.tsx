/** The page: what stands on every one of its pages, and which page is shown. */
import type { JSX } from 'preact';
import { walletBase } from '../../page-base.ts';
import { useApp } from '../app-context.ts';
import { whole } from '../format.ts';
import { t } from '../language.ts';
import { isViewParameter } from '../list-view.ts';
import { HeadLine, HeadProblem } from '../parts/head-line.tsx';
import { LanguageButton } from '../parts/language-button.tsx';
import { OnDemand } from '../parts/on-demand.tsx';
import { Title } from '../parts/page-frame.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { type Place, pathTo, usePlace } from '../router.ts';
import { ThemeButton } from '../theme.tsx';
import { Account } from './account.tsx';
import { Accounts } from './accounts.tsx';
import { Asset, Assets } from './assets.tsx';
import { Block, Blocks } from './blocks.tsx';
import { ConsentPage } from './consent.tsx';
import { Health } from './health.tsx';
import { Hold } from './hold.tsx';
import { Inventory } from './inventory.tsx';
import { Mempool } from './mempool.tsx';
import { Network } from './network.tsx';
import { Overview } from './overview.tsx';
import { Proposal, Proposals } from './proposals.tsx';
import { RawProof } from './raw-proof.tsx';
import { Signatures } from './signatures.tsx';
import { Statement } from './statement.tsx';
import { TransactionPage } from './transaction.tsx';
import { readPlace, Transactions } from './transactions.tsx';
import { Trust } from './trust.tsx';
import { Validators } from './validators.tsx';

const places = [
  ['', 'Overview'],
  ['blocks', 'Blocks'],
  ['transactions', 'Transactions'],
  ['accounts', 'Accounts'],
  ['assets', 'Assets'],
  ['validators', 'Validators'],
  ['proposals', 'Proposals'],
  ['mempool', 'Mempool'],
  ['network', 'Network'],
  ['health', 'Health'],
  ['signatures', 'Signatures'],
  ['inventory', 'Inventory'],
  ['trust', 'Trust'],
] as const;

export function AppFrame(): JSX.Element {
  const place = usePlace();
  const { session } = useApp();
  return (
    <>
      <a class="skip" href="#main">
        {t('To the content')}
      </a>
      <header>
        <div class="bar">
          <a class="brand" href={pathTo('')}>
            {t('Trellis')}
          </a>
          <SearchField />
          <HeadLine />
          <LanguageButton />
          <ThemeButton />
        </div>
        <nav aria-label={t('Pages')}>
          <ul>
            {places.map(([page, name]) => (
              <li key={page}>
                <a href={pathTo(page)} aria-current={isIn(place, page) ? 'page' : undefined}>
                  {t(name)}
                </a>
              </li>
            ))}
            {session.hasWallet ? (
              <li>
                <a href={`${walletBase}/`}>{t('Wallet')}</a>
              </li>
            ) : null}
          </ul>
        </nav>
      </header>
      <main id="main">
        <HeadProblem leave={() => location.assign(pathTo(''))} />
        <PageAt place={place} key={`${place.page}/${place.name}?${placeQuery(place)}`} />
      </main>
      <footer>
        {session.recoveries.map(({ hash, height }) => (
          <p key={hash}>
            <a href={pathTo('trust')}>
              {t('Recovered after block')} {whole(height)} {t('by decision of its operators')}
            </a>
          </p>
        ))}
        <p>
          {t('Served by a node, checked here.')} <a href="/v1/reference">{t('The HTTP API')}</a>{' '}
          <a href={pathTo('administration')}>{t('Administration')}</a>
        </p>
      </footer>
    </>
  );
}

/** What of the query says which place it is: how a list is shown changes nothing else. */
function placeQuery({ query }: Place): string {
  const kept = [...query].filter(([name]) => !isViewParameter(name));
  return new URLSearchParams(kept).toString();
}

/** Pages of one thing belong to the list of their kind. */
const kindOf: Readonly<Record<string, string>> = {
  block: 'blocks',
  tx: 'transactions',
  account: 'accounts',
  asset: 'assets',
  hold: 'accounts',
  statement: 'accounts',
  proposal: 'proposals',
};

function isIn(place: Place, page: string): boolean {
  return (kindOf[place.page] ?? place.page) === page;
}

function PageAt({ place: { page, name, query } }: { readonly place: Place }): JSX.Element {
  switch (page) {
    case '':
      return <Overview />;
    case 'blocks':
      return <Blocks upTo={readUpTo(query.get('upto'))} />;
    case 'block':
      return <Block name={name} />;
    case 'tx':
      return <TransactionPage id={name} />;
    case 'transactions':
      return <Transactions before={readPlace(query.get('before'))} />;
    case 'accounts':
      return <Accounts after={query.get('after')} />;
    case 'account':
      return <Account name={name} />;
    case 'assets':
      return <Assets />;
    case 'asset':
      return <Asset name={name} />;
    case 'validators':
      return <Validators />;
    case 'statement':
      return <Statement name={name} asset={query.get('asset') ?? ''} />;
    case 'hold':
      return <Hold name={name} />;
    case 'consent':
      return <ConsentPage name={name} />;
    case 'proposals':
      return <Proposals />;
    case 'proposal':
      return <Proposal name={name} />;
    case 'mempool':
      return <Mempool />;
    case 'network':
      return <Network />;
    case 'health':
      return <Health />;
    case 'inventory':
      return <Inventory />;
    case 'signatures':
      return <Signatures />;
    case 'proof':
      return <RawProof name={name} />;
    case 'trust':
      return <Trust />;
    case 'administration':
      return <OnDemand load={async () => (await import('./administration.tsx')).Administration} />;
    default:
      return (
        <>
          <Title title={t('Page not found')} />
          <p>
            <a href={pathTo('')}>{t('To the overview')}</a>
          </p>
        </>
      );
  }
}

function readUpTo(text: string | null): bigint | null {
  return text !== null && /^\d{1,18}$/.test(text) ? BigInt(text) : null;
}
