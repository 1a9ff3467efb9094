/** One account with its balances, holds, keys, roles and recovery; each part has a proof. */
import {
  getAccount,
  getBalance,
  getHold,
  getHolds,
  getRecovery,
  getRoles,
  verifyBalance,
  verifyRecord,
  verifyRecovery,
} from '@trellis/client';
import { formatAddress, parseAddress } from '@trellis/crypto';
import { stateKey } from '@trellis/protocol';
import type {
  AccountResponse,
  BalanceResponse,
  HoldResponse,
  RecoveryResponse,
  RolesResponse,
} from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { accountProof, entryProof } from '../entry-proof.ts';
import { count, whole } from '../format.ts';
import { Amount } from '../parts/amount.tsx';
import { Facts } from '../parts/facts.tsx';
import { AssetLink } from '../parts/links.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { PolicyView } from '../parts/policy-view.tsx';
import { Table } from '../parts/table.tsx';
import { SmallMark } from '../parts/verified-mark.tsx';
import { pathTo } from '../router.ts';
import type { Session } from '../session.ts';
import { type Answer, type Loaded, useProven } from '../use-proven.ts';
import { HoldTable, holdProof } from './hold.tsx';
import { Lately } from './lately.tsx';

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
    accountProof(session, address, account),
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
        stateKey.roles(address),
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
          {
            title: 'How it came about',
            cell: ({ address, asset }) => (
              <a
                href={`${pathTo('statement', formatAddress(address))}?asset=${asset}`}
                aria-label={`Statement in ${asset}`}
              >
                statement
              </a>
            ),
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
      <Lately address={account.address} sequence={sequence} />
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
