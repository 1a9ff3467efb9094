/** What an account is called, and who confirmed each. */
import type { AliasHolder } from '@trellis/client';
import { aliasText } from '@trellis/protocol';
import type { JSX } from 'preact';
import { whole } from '../format.ts';
import { t } from '../language.ts';
import { AccountLink } from './links.tsx';

export function AliasList({ holders }: { readonly holders: readonly AliasHolder[] }): JSX.Element {
  if (holders.length === 0) return <>{t('none')}</>;
  return (
    <>
      {holders.map(({ alias, directory, since, isDirectory }) => (
        <div key={aliasText(alias)}>
          <span class="mono">{aliasText(alias)}</span>
          {t(', confirmed by')} <AccountLink address={directory} /> {t('in block')} {whole(since)}
          {isDirectory ? null : t(', which is no directory any more')}
        </div>
      ))}
    </>
  );
}
