/** Whose account a page is for: a browser can have several keys. */
import { formatAddress } from '@trellis/crypto';
import type { JSX } from 'preact';
import { shortAddress } from '../../page/format.ts';
import { t } from '../../page/language.ts';
import { useStore } from '../../page/store.ts';
import type { WalletKey } from '../vault.ts';
import { nameOf, useWallet } from '../wallet-context.ts';

export function FromAccount({ walletKey }: { readonly walletKey: WalletKey }): JSX.Element {
  const all = useStore(useWallet().keys);
  return (
    <p class="from">
      {t('From')} <b>{nameOf(walletKey)}</b>{' '}
      <span class="mono">{shortAddress(formatAddress(walletKey.account))}</span>{' '}
      {all.length < 2 ? null : <a href="#/">{t('use another account')}</a>}
    </p>
  );
}
