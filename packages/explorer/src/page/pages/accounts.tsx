/** Accounts: the list of them, and one with its keys, balances, roles and recovery. */
import {
  getAccount,
  getAccounts,
  getBalance,
  getHold,
  getHolds,
  getRecovery,
  getRoles,
  getTransaction,
  recentBlocks,
  recentTransactions,
  type TrustedChain,
  verifyAccount,
  verifyBalance,
  verifyRecord,
  verifyRecovery,
  verifyTransaction,
} from '@trellis/client';
import { type Address, formatAddress, parseAddress, schemes } from '@trellis/crypto';
import { isPostQuantum, type Policy, rolesKey } from '@trellis/protocol';
import type {
  AccountResponse,
  BalanceResponse,
  FinalTransaction,
  HoldResponse,
  RecoveryResponse,
  RolesResponse,
} from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { entryProof } from '../entry-proof.ts';
import { count, shortAddress, shortHash, timeText, whole } from '../format.ts';
import { Amount } from '../parts/amount.tsx';
import { Facts } from '../parts/facts.tsx';
import { AccountLink, AssetLink, TransactionLink } from '../parts/links.tsx';
import { OperationLine } from '../parts/operation-view.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { Table } from '../parts/table.tsx';
import { SmallMark } from '../parts/verified-mark.tsx';
import type { Proof } from '../proof.ts';
import { pathTo } from '../router.ts';
import type { Session } from '../session.ts';
import { type Answer, type Loaded, useProven } from '../use-proven.ts';
import { HoldTable, holdProof } from './hold.tsx';
import { Outcome } from './overview.tsx';

export function Accounts({ after }: { readonly after: string | null }): JSX.Element {
  const from = after === null ? undefined : parseAddress(after);
  const loaded = useProven(
    `accounts ${after}`,
    async (session) => {
      const { accounts, next } = await getAccounts(session.client, from);
      const answers = await Promise.all(
        accounts.map(({ address }) => getAccount(session.client, address)),
      );
      const rows = answers.flatMap(({ address, account }) =>
        account === null ? [] : [{ address, ...account }],
      );
      const proofs = answers.map((answer) => accountProof(session, answer.address, answer));
      return { value: { rows, next }, proofs };
    },
    { follows: false },
  );
  const verifications = loaded.state === 'ready' ? loaded.verifications : [];
  return (
    <PageFrame title="Accounts" loaded={loaded}>
      {({ rows, next }) => (
        <>
          <Table
            label="Accounts"
            rows={rows.map((row, index) => ({ ...row, verification: verifications[index] }))}
            keyOf={({ address }) => address}
            empty="There are no more."
            columns={[
              {
                title: 'Proof',
                cell: ({ verification }) => <SmallMark verification={verification} />,
              },
              { title: 'Account', cell: ({ address }) => <AccountLink address={address} /> },
              { title: 'Keys', isNumber: true, cell: ({ policy }) => policy.keys.length },
              { title: 'Needed', isNumber: true, cell: ({ policy }) => policy.threshold },
              { title: 'Transactions', isNumber: true, cell: ({ sequence }) => whole(sequence) },
              {
                title: 'Post-quantum',
                cell: ({ policy }) =>
                  isPostQuantum(policy) ? (
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

function accountProof({ verifier }: Session, address: Address, answer: AccountResponse): Proof {
  const name = shortAddress(formatAddress(address));
  const what = answer.account === null ? `no account ${name}` : `the account ${name}`;
  return entryProof(what, answer.entry, (trusted) =>
    verifyAccount(trusted, verifier, address, answer),
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

/** Each is checked; the others are a link away. */
const shownMax = 20;

/** What the account did and was paid in the last blocks. */
function Lately({
  address,
  sequence,
}: {
  readonly address: Address;
  readonly sequence: bigint;
}): JSX.Element {
  // Asked again when it has sent something; what it is paid shows when the page is opened again.
  const loaded = useProven(
    `lately ${address} ${sequence}`,
    async ({ client, verifier }) => {
      const events = await recentTransactions(client, address);
      const answers = await Promise.all(
        events.slice(0, shownMax).map(({ transactionId }) => getTransaction(client, transactionId)),
      );
      const rows = answers.flatMap(({ final }) => final ?? []);
      const proofs = rows.map((final): Proof => {
        const { header, certificate, transactionId: id } = final;
        const verify = (trusted: TrustedChain) => verifyTransaction(trusted, verifier, id, final);
        return { what: `transaction ${shortHash(id)}`, header, certificate, how: lately, verify };
      });
      return { value: { rows, total: events.length }, proofs };
    },
    { follows: false },
  );
  if (loaded.state === 'loading') return <h2>Lately</h2>;
  if (loaded.state === 'failed') {
    return (
      <>
        <h2>Lately</h2>
        <p class="problem">{loaded.reason}</p>
      </>
    );
  }
  const { rows, total } = loaded.value;
  return (
    <>
      <h2>Lately</h2>
      <Table
        label="Transactions of the account"
        rows={rows.map((final, index) => ({ final, verification: loaded.verifications[index] }))}
        keyOf={({ final }) => final.transactionId}
        empty={`None in the last ${whole(recentBlocks)} blocks.`}
        columns={[
          { title: 'Proof', cell: ({ verification }) => <SmallMark verification={verification} /> },
          {
            title: 'Transaction',
            cell: ({ final }) => <TransactionLink id={final.transactionId} />,
          },
          { title: 'Time', cell: ({ final }) => timeText(final.header.time) },
          { title: 'Outcome', cell: ({ final }) => <Outcome status={final.receipt.status} /> },
          { title: 'What', cell: ({ final }) => <FirstOperation final={final} /> },
          { title: 'Memo', cell: ({ final }) => final.signed.transaction.memo.slice(0, 60) },
        ]}
      />
      {total > rows.length ? (
        <p class="quiet">
          The newest {rows.length} of {total} in the last {whole(recentBlocks)} blocks.
        </p>
      ) : null}
    </>
  );
}

const lately = 'Its id and its receipt lead to the roots in the header';

function FirstOperation({ final }: { readonly final: FinalTransaction }): JSX.Element {
  const [first, ...others] = final.signed.transaction.operations;
  if (first === undefined) return <>nothing</>;
  return (
    <>
      <AccountLink address={first.source} />: <OperationLine operation={first} />
      {others.length === 0 ? null : `, and ${count(others.length, 'more operation')}`}
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
