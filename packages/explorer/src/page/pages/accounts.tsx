/** Accounts: the list of them, and one with its keys, balances, roles and recovery. */
import {
  getAccount,
  getAccounts,
  getBalance,
  getHold,
  getHolds,
  getRecovery,
  getRoles,
  verifyAccount,
  verifyBalance,
  verifyRecord,
  verifyRecovery,
} from '@trellis/client';
import { type Address, formatAddress, parseAddress, schemes } from '@trellis/crypto';
import { isPostQuantum, type Policy, rolesKey } from '@trellis/protocol';
import type {
  AccountResponse,
  BalanceResponse,
  HoldResponse,
  RecoveryResponse,
  RolesResponse,
} from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { entryProof } from '../entry-proof.ts';
import { count, whole } from '../format.ts';
import { Amount } from '../parts/amount.tsx';
import { Facts } from '../parts/facts.tsx';
import { AccountLink, AssetLink } from '../parts/links.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { Table } from '../parts/table.tsx';
import { SmallMark } from '../parts/verified-mark.tsx';
import { pathTo } from '../router.ts';
import type { Session } from '../session.ts';
import { type Answer, type Loaded, useAsked, useProven } from '../use-proven.ts';
import { HoldTable, holdProof } from './hold.tsx';

export function Accounts({ after }: { readonly after: string | null }): JSX.Element {
  const from = after === null ? undefined : parseAddress(after);
  const loaded = useAsked(`accounts ${after}`, 5_000, ({ client }) => getAccounts(client, from));
  return (
    <PageFrame title="Accounts" loaded={loaded}>
      {({ accounts, next }) => (
        <>
          <p class="quiet">
            A list to choose from, as the node tells it. Each account has a proof of its own.
          </p>
          <Table
            label="Accounts"
            rows={accounts}
            keyOf={({ address }) => address}
            empty="There are no more."
            columns={[
              { title: 'Account', cell: ({ address }) => <AccountLink address={address} /> },
              { title: 'Keys', isNumber: true, cell: ({ keys }) => keys },
              {
                title: 'Transactions',
                isNumber: true,
                cell: ({ sequence }) => whole(sequence),
              },
              {
                title: 'Post-quantum',
                cell: ({ postQuantum }) =>
                  postQuantum === 'yes' ? (
                    <span class="good">yes</span>
                  ) : (
                    <span class="bad">no</span>
                  ),
              },
            ]}
          />
          {next === null ? null : (
            <p>
              <a href={`${pathTo('accounts')}?after=${formatAddress(next)}`}>Next</a>
            </p>
          )}
        </>
      )}
    </PageFrame>
  );
}

/** Each is checked; an account with more shows those that end first. */
const holdsMax = 30;

interface AccountView {
  readonly account: AccountResponse;
  readonly balances: readonly BalanceResponse[];
  readonly holds: readonly HoldResponse[];
  readonly recovery: RecoveryResponse;
  readonly roles: RolesResponse;
}

/** Everything about an account; each part has a proof. */
export function Account({ name }: { readonly name: string }): JSX.Element {
  const loaded = useProven(`account ${name}`, (session) => load(session, name), { follows: true });
  return (
    <PageFrame title="Account" about={<span class="mono">{name}</span>} loaded={loaded}>
      {(view) => <AccountBody view={view} loaded={loaded} />}
    </PageFrame>
  );
}

async function load(session: Session, name: string): Promise<Answer<AccountView>> {
  const address = parseAddress(name);
  if (address === undefined) throw new Error(`“${name.slice(0, 80)}” is not an address`);
  const { client, verifier } = session;
  const [account, recovery, roles, { holds: listed }] = await Promise.all([
    getAccount(client, address),
    getRecovery(client, address),
    getRoles(client, address),
    getHolds(client, address),
  ]);
  // The list of balances is the node's word; what stands on the page is what each entry proves.
  const balances = await Promise.all(
    account.balances.map(({ asset }) => getBalance(client, address, asset)),
  );
  const holds = await Promise.all(listed.slice(0, holdsMax).map(({ id }) => getHold(client, id)));
  const proofs = [
    entryProof(
      account.account === null ? 'there is no such account' : 'the account',
      account.entry,
      (trusted) => verifyAccount(trusted, verifier, address, account),
    ),
    ...balances.map((balance) =>
      entryProof(`the balance in ${balance.asset}`, balance.entry, (trusted) =>
        verifyBalance(trusted, verifier, { address, asset: balance.asset }, balance),
      ),
    ),
    ...holds.map((hold) => holdProof(session, hold.id, hold)),
    entryProof('its recovery', recovery.entry, (trusted) =>
      verifyRecovery(trusted, verifier, address, recovery),
    ),
    entryProof('its roles', roles.entry, (trusted) =>
      verifyRecord(
        trusted,
        verifier,
        rolesKey(address),
        roles.roles.length === 0 ? null : { roles: roles.roles },
        roles.entry,
      ),
    ),
  ];
  return { value: { account, balances, holds, recovery, roles }, proofs };
}

function AccountBody({
  view,
  loaded,
}: {
  readonly view: AccountView;
  readonly loaded: Loaded<AccountView>;
}): JSX.Element {
  const { account, balances, holds, recovery, roles } = view;
  const verifications = loaded.state === 'ready' ? loaded.verifications : [];
  if (account.account === null) {
    return <p>There is no account at this address, and the proof shows it.</p>;
  }
  const { sequence, policy, nextPolicy } = account.account;
  const rows = balances.map((balance, index) => ({
    ...balance,
    verification: verifications[1 + index],
  }));
  return (
    <>
      <h2>Balances</h2>
      <Table
        label="Balances"
        rows={rows}
        keyOf={({ asset }) => asset}
        empty="It holds nothing."
        columns={[
          { title: 'Proof', cell: ({ verification }) => <SmallMark verification={verification} /> },
          { title: 'Asset', cell: ({ asset }) => <AssetLink asset={asset} /> },
          {
            title: 'Amount',
            isNumber: true,
            cell: ({ amount, asset }) => <Amount amount={amount} asset={asset} />,
          },
        ]}
      />
      <h2>Holds</h2>
      <HoldTable
        holds={holds.flatMap(({ id, hold }, index) =>
          hold === null
            ? []
            : [{ id, hold, verification: verifications[1 + balances.length + index] }],
        )}
      />
      <h2>Keys</h2>
      <PolicyView policy={policy} registered={account.registeredKeys} />
      {nextPolicy === null ? null : (
        <>
          <h3>From block {whole(nextPolicy.fromHeight)} on</h3>
          <PolicyView policy={nextPolicy.policy} registered={account.registeredKeys} />
        </>
      )}
      <h2>More</h2>
      <Facts
        facts={[
          ['Transactions sent', whole(sequence)],
          ['Roles', roles.roles.length === 0 ? 'none' : roles.roles.join(', ')],
          ['Voting power', whole(roles.votingPower)],
          ['Recovery', recoveryText(recovery)],
        ]}
      />
      {recovery.recovery === null ? null : (
        <PolicyView policy={recovery.recovery.policy} registered={[]} />
      )}
    </>
  );
}

function recoveryText({ recovery }: RecoveryResponse): string {
  if (recovery === null) return 'no keys for it';
  const { delay, pending } = recovery;
  const rule = `by the keys below, after ${count(delay, 'block')}`;
  if (pending === null) return rule;
  return `${rule}; started in block ${whole(pending.startedAt)}, can be finished from block ${whole(pending.finishableFrom)} on`;
}

function PolicyView({
  policy,
  registered,
}: {
  readonly policy: Policy;
  readonly registered: readonly Address[];
}): JSX.Element {
  const quota =
    policy.postQuantumWeight === 0 ? '' : `, ${policy.postQuantumWeight} of it post-quantum`;
  return (
    <>
      <p>
        Keys of weight {policy.threshold}
        {quota} have to sign.{' '}
        {isPostQuantum(policy) ? (
          <span class="good">Post-quantum: classical keys alone can’t.</span>
        ) : (
          <span class="bad">Classical keys alone can.</span>
        )}
      </p>
      <Table
        label="Keys"
        rows={policy.keys}
        keyOf={({ address }) => address}
        empty="It has no keys."
        columns={[
          {
            title: 'Key',
            cell: ({ address }) => <span class="mono">{formatAddress(address)}</span>,
          },
          {
            title: 'Scheme',
            cell: ({ scheme }) => (
              <span class={schemes[scheme].postQuantum ? undefined : 'bad'}>{scheme}</span>
            ),
          },
          { title: 'Weight', isNumber: true, cell: ({ weight }) => weight },
          {
            title: 'Used',
            cell: ({ address }) => (registered.includes(address) ? 'yes' : 'not yet'),
          },
        ]}
      />
    </>
  );
}
