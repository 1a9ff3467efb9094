/** What an account holds and is called, and whether it is frozen or being recovered or others pay from it, proven. */
import { getBalance } from '@trellis/client';
import type { Address } from '@trellis/crypto';
import { aliasText } from '@trellis/protocol';
import type { JSX } from 'preact';
import { amountText } from '../../page/format.ts';
import { t } from '../../page/language.ts';
import { useDecimals } from '../../page/parts/amount.tsx';
import { Facts } from '../../page/parts/facts.tsx';
import { Receive } from '../../page/parts/receive.tsx';
import { readAccount } from '../../page/read-account.ts';
import { readAliases } from '../../page/read-aliases.ts';
import { readProven } from '../../page/read-proven.ts';
import { readStanding } from '../../page/read-standing.ts';
import { useProven } from '../../page/use-proven.ts';
import { holderText } from '../alias-text.ts';
import { ProvenSign } from '../parts.tsx';

export function Balances({ account }: { readonly account: Address }): JSX.Element {
  const loaded = useProven(
    `balances ${account}`,
    async (session) => {
      const [read, aliases] = await Promise.all([
        readAccount(session, account),
        readAliases(session, account),
      ]);
      const assets = (read.proven?.reported.balances ?? []).map(({ asset }) => asset);
      const balances = await Promise.all(
        assets.map(async (asset) => ({
          asset,
          ...(await readProven(session, `the balance in ${asset}`, (light) =>
            getBalance(light, account, asset),
          )),
        })),
      );
      const isThere = read.proven?.value !== null;
      const standing = isThere ? await readStanding(session, account, assets) : null;
      const proofs = [read, ...balances, ...aliases.all, ...(standing?.all ?? [])].map(
        ({ verification }) => verification,
      );
      const notes = standing?.notes.map(({ text }) => text) ?? [];
      return { value: { balances, holders: aliases.holders, notes, isThere }, proofs };
    },
    { follows: true },
  );
  if (loaded.state === 'failed') return <p class="problem">{loaded.reason}</p>;
  if (loaded.state === 'loading') return <p class="quiet">{t('Loading…')}</p>;
  const { balances, holders, notes, isThere } = loaded.value;
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
      {notes.map((note) => (
        <p key={note} class="problem">
          {t('{0} (proven)', note)}
        </p>
      ))}
      {holders.map((one) => (
        <p key={aliasText(one.alias)}>{t('Called {0} (proven)', holderText(one))}</p>
      ))}
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
