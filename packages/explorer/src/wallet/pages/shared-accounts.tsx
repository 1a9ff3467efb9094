/** Accounts that keys of this browser sign for together with others, and what they hold. */
import { currentPolicy, getAccount } from '@trellis/client';
import { type Address, formatAddress } from '@trellis/crypto';
import type { Policy } from '@trellis/protocol';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { inBackground } from '../../page/background.ts';
import { t } from '../../page/language.ts';
import { CopyButton } from '../../page/parts/copy-button.tsx';
import { useStore } from '../../page/store.ts';
import { useProven } from '../../page/use-proven.ts';
import { LabelledInput, textsOf, useWork, WorkProblem } from '../parts.tsx';
import { forgetShared, keepShared, listShared } from '../shared-accounts.ts';
import { readValues } from '../values.ts';
import { useWallet } from '../wallet-context.ts';
import { Balances } from './balances.tsx';

export function SharedAccounts(): JSX.Element {
  const { database } = useWallet();
  const [shown, setShown] = useState<readonly Address[]>([]);
  const read = async (): Promise<void> => setShown(await listShared(database));
  useEffect(() => inBackground(read()), []);
  return (
    <>
      {shown.map((account) => (
        <SharedCard key={account} account={account} changed={read} />
      ))}
      <details>
        <summary>{t('Show a shared account')}</summary>
        <AddShared changed={read} />
      </details>
    </>
  );
}

interface SharedProps {
  readonly account: Address;
  readonly changed: () => Promise<void>;
}

function SharedCard({ account, changed }: SharedProps): JSX.Element {
  const { database } = useWallet();
  const [work, run] = useWork();
  const text = formatAddress(account);
  return (
    <section class="card" aria-label={t('Shared account {0}', text)}>
      <h2>{t('Shared account')}</h2>
      <p>
        {t('Account')} <span class="mono">{text}</span>{' '}
        <CopyButton text={text} what={t('the address')} />
      </p>
      <WhoSigns account={account} />
      <Balances account={account} />
      <p>
        <button
          type="button"
          onClick={() =>
            run(async () => {
              await forgetShared(database, account);
              await changed();
            })
          }
        >
          {t('Do not show it here')}
        </button>
      </p>
      <WorkProblem work={work} />
    </section>
  );
}

/** How many have to sign, and which of them are here; proven. */
function WhoSigns({ account }: { readonly account: Address }): JSX.Element | null {
  const here = useKeysHere();
  const loaded = useProven(
    `policy ${account}`,
    async ({ light }) => ({ value: currentPolicy(await getAccount(light, account)), proofs: [] }),
    { follows: true },
  );
  if (loaded.state === 'failed') return <p class="problem">{loaded.reason}</p>;
  if (loaded.state === 'loading' || loaded.value === undefined) return null;
  const { keys, threshold } = loaded.value;
  const weights = keys.reduce((sum, { weight }) => sum + weight, 0);
  const own = keysIn(loaded.value, here).length;
  return (
    <p class={own === 0 ? 'problem' : undefined}>
      {own === 0
        ? t('No key of this browser signs for it any more (proven).')
        : t(
            'It takes signatures of weight {0} of {1}; of its {2} keys {3} in this browser (proven).',
            threshold,
            weights,
            keys.length,
            own,
          )}
    </p>
  );
}

/** Addresses of the keys of this browser. */
function useKeysHere(): ReadonlySet<string> {
  return new Set(useStore(useWallet().keys).map(({ address }) => address));
}

const keysIn = ({ keys }: Policy, here: ReadonlySet<string>): Policy['keys'] =>
  keys.filter(({ address }) => here.has(formatAddress(address)));

function AddShared({ changed }: Pick<SharedProps, 'changed'>): JSX.Element {
  const { database, session } = useWallet();
  const here = useKeysHere();
  const [work, run] = useWork();
  const add = async (texts: Readonly<Record<string, string>>): Promise<void> => {
    const account = await readValues(session, texts).account('account');
    const policy = currentPolicy(await getAccount(session.light, account));
    if (policy === undefined) throw new Error(t('there is no such account: this is proven'));
    if (keysIn(policy, here).length === 0) {
      throw new Error(t('no key of this browser signs for it: this is proven'));
    }
    await keepShared(database, [account]);
    await changed();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const texts = textsOf(event.currentTarget);
        run(() => add(texts));
      }}
    >
      <LabelledInput
        label={t('Shared account')}
        name="account"
        hint={t('an address or alias; the wallet shows by itself those for which it has signed')}
      />
      <WorkProblem work={work} />
      <button type="submit" disabled={work.state === 'busy'}>
        {t('Show it')}
      </button>
    </form>
  );
}
