/** The keys of this browser, what their accounts hold, and what can be done with each key. */
import { getBalance } from '@trellis/client';
import { formatAddress } from '@trellis/crypto';
import type { JSX } from 'preact';
import { amountText } from '../../page/format.ts';
import { t } from '../../page/language.ts';
import { useDecimals } from '../../page/parts/amount.tsx';
import { CopyButton } from '../../page/parts/copy-button.tsx';
import { Facts } from '../../page/parts/facts.tsx';
import { Receive } from '../../page/parts/receive.tsx';
import { readAccount } from '../../page/read-account.ts';
import { readProven } from '../../page/read-proven.ts';
import { useStore } from '../../page/store.ts';
import { useProven } from '../../page/use-proven.ts';
import { policyKeyText } from '../account-form.ts';
import { ProvenSign } from '../parts.tsx';
import type { WalletKey } from '../vault.ts';
import { nameOf, useWallet } from '../wallet-context.ts';
import { KeyMenu } from './key-menu.tsx';

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
      <Balances walletKey={walletKey} />
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

function Balances({ walletKey: { account } }: { readonly walletKey: WalletKey }): JSX.Element {
  const loaded = useProven(
    `balances ${account}`,
    async (session) => {
      const read = await readAccount(session, account);
      const assets = (read.proven?.reported.balances ?? []).map(({ asset }) => asset);
      const balances = await Promise.all(
        assets.map(async (asset) => ({
          asset,
          ...(await readProven(session, `the balance in ${asset}`, (light) =>
            getBalance(light, account, asset),
          )),
        })),
      );
      const proofs = [read, ...balances].map(({ verification }) => verification);
      return { value: { balances, isThere: read.proven?.value !== null }, proofs };
    },
    { follows: true },
  );
  if (loaded.state === 'failed') return <p class="problem">{loaded.reason}</p>;
  if (loaded.state === 'loading') return <p class="quiet">{t('Loading…')}</p>;
  const { balances, isThere } = loaded.value;
  const failed = loaded.verifications.find(({ state }) => state === 'failed');
  return (
    <>
      {failed?.state === 'failed' ? (
        <p class="problem" role="alert">{`${failed.what}: ${failed.reason}`}</p>
      ) : null}
      {isThere ? null : (
        <p>
          {t(
            'The account does not exist yet, and can’t be paid: this is proven. Give its key to whoever has an account, who creates it (Actions, Create an account).',
          )}
        </p>
      )}
      {isThere && balances.length === 0 ? <p>{t('It holds nothing yet.')}</p> : null}
      <Facts
        facts={balances.map(({ asset, proven, verification }) => [
          asset,
          <>
            <ProvenSign verification={verification} />{' '}
            {proven === undefined ? '' : <Held amount={proven.value} asset={asset} />}
          </>,
        ])}
      />
      <Receive address={account} assets={balances.map(({ asset }) => asset)} />
    </>
  );
}

function Held({ amount, asset }: { readonly amount: bigint; readonly asset: string }): JSX.Element {
  const decimals = useDecimals(asset);
  return (
    <span class="number">
      {decimals === undefined ? t('{0} units', amount) : amountText(amount, decimals)}
    </span>
  );
}
