/** The keys of this browser, what their accounts hold, and what can be done with each key. */
import { formatAddress } from '@trellis/crypto';
import type { JSX } from 'preact';
import { t } from '../../page/language.ts';
import { CopyButton } from '../../page/parts/copy-button.tsx';
import { useStore } from '../../page/store.ts';
import { policyKeyText } from '../account-form.ts';
import type { WalletKey } from '../vault.ts';
import { nameOf, useWallet } from '../wallet-context.ts';
import { Balances } from './balances.tsx';
import { KeyMenu } from './key-menu.tsx';
import { SharedAccounts } from './shared-accounts.tsx';

export function Accounts(): JSX.Element {
  const { keys } = useWallet();
  const all = useStore(keys);
  return (
    <>
      <h1 tabIndex={-1}>{t('Accounts')}</h1>
      {all.length === 0 ? (
        <p>
          {t(
            'This browser has no keys yet. They are made here, and never leave it unless you export them.',
          )}
        </p>
      ) : null}
      {all.map((key) => (
        <AccountCard key={key.address} walletKey={key} />
      ))}
      {all.length === 0 ? null : <SharedAccounts />}
      <p class="buttons">
        <a class="button" href="#/new">
          {t('Make a key')}
        </a>
        <a class="button" href="#/import">
          {t('Import a key')}
        </a>
      </p>
    </>
  );
}

function AccountCard({ walletKey }: { readonly walletKey: WalletKey }): JSX.Element {
  const { chosen, keys } = useWallet();
  const all = useStore(keys);
  const current = useStore(chosen) ?? all[0]?.address;
  const text = formatAddress(walletKey.account);
  const keyText = policyKeyText(walletKey.header);
  return (
    <section class="card" aria-label={nameOf(walletKey)}>
      <h2>
        {nameOf(walletKey)} <span class="quiet">{walletKey.header.scheme}</span>
      </h2>
      <p>
        {t('Account')} <span class="mono">{text}</span>{' '}
        <CopyButton text={text} what={t('the address')} />
      </p>
      <p>
        {t('Key')} <span class="mono">{keyText}</span>{' '}
        <CopyButton text={keyText} what={t('the key')} />
      </p>
      {walletKey.isBackedUp ? null : (
        <p class="problem">
          {t(
            'No backup yet: if this browser loses what it keeps, the account is lost. Export the key.',
          )}
        </p>
      )}
      <Balances account={walletKey.account} />
      {all.length < 2 ? null : (
        <p>
          <label>
            <input
              type="radio"
              name="chosen"
              checked={current === walletKey.address}
              onChange={() => chosen.change(() => walletKey.address)}
            />{' '}
            {t('Use this account')}
          </label>
        </p>
      )}
      <KeyMenu walletKey={walletKey} />
    </section>
  );
}
