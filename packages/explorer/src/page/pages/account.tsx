/** One account with its balances, holds, keys, roles and recovery; each part has a proof. */
import {
  getHolds,
  type Proven,
  type ProvenAccount,
  type ProvenRecovery,
  type ProvenRoles,
} from '@trellis/client';
import { formatAddress, type Hash, parseAddress } from '@trellis/crypto';
import type { HoldRecord } from '@trellis/protocol';
import type { JSX } from 'preact';
import { count, whole } from '../format.ts';
import { t } from '../language.ts';
import { getBalance, getRecovery, getRoles } from '../light-client.ts';
import { StandingNotes } from '../parts/account-notes.tsx';
import { AliasList } from '../parts/alias-list.tsx';
import { type BalanceReading, BalanceTable } from '../parts/balance-table.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Facts } from '../parts/facts.tsx';
import { MandateTable } from '../parts/mandate-table.tsx';
import { OwnNameField } from '../parts/own-name.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { PolicyView } from '../parts/policy-view.tsx';
import { Receive } from '../parts/receive.tsx';
import { ReportedNote } from '../parts/reported-note.tsx';
import { readAccount } from '../read-account.ts';
import { type AliasReadings, readAliases } from '../read-aliases.ts';
import { type MandateReadings, readMandates } from '../read-mandates.ts';
import { type Reading, readProven } from '../read-proven.ts';
import { readStanding, type Standing } from '../read-standing.ts';
import type { Session } from '../session.ts';
import { type Answer, useProven } from '../use-proven.ts';
import { HoldTable, readHold } from './hold.tsx';
import { RecentTransactions } from './recent-transactions.tsx';

/** Each is checked; an account with more shows those that end first. */
const holdsMax = 30;

interface AccountView {
  readonly account: ProvenAccount;
  readonly balances: readonly BalanceReading[];
  readonly holds: readonly (Reading<Proven<HoldRecord | null>> & { readonly id: Hash })[];
  readonly recovery: Reading<ProvenRecovery>;
  readonly roles: Reading<ProvenRoles>;
  readonly aliases: AliasReadings;
  readonly granted: MandateReadings;
  readonly standing: Standing;
}

/** Everything about an account; each part has a proof. */
export function Account({ name }: { readonly name: string }): JSX.Element {
  const loaded = useProven(`account ${name}`, (session) => load(session, name), { follows: true });
  return (
    <PageFrame
      title={t('Account')}
      about={
        <>
          <span class="mono">{name}</span> <CopyButton text={name} what={t('the address')} />
        </>
      }
      loaded={loaded}
    >
      {(view) => <AccountBody view={view} />}
    </PageFrame>
  );
}

async function load(session: Session, name: string): Promise<Answer<AccountView | undefined>> {
  const address = parseAddress(name);
  if (address === undefined) throw new Error(t('“{0}” is not an address', name.slice(0, 80)));
  const [account, recovery, roles, aliases, granted, { holds: listed }] = await Promise.all([
    readAccount(session, address),
    readProven(session, t('its recovery'), (light) => getRecovery(light, address)),
    readProven(session, t('its roles'), (light) => getRoles(light, address)),
    readAliases(session, address),
    readMandates(session, address),
    getHolds(session.transport, address),
  ]);
  if (account.proven === undefined) return { value: undefined, proofs: [account.verification] };
  // Which balances there are, the node only reports; what stands on the page is what each entry proves.
  const balances = await Promise.all(
    account.proven.reported.balances.map(async ({ asset }) => ({
      asset,
      ...(await readProven(session, t('the balance in {0}', asset), (light) =>
        getBalance(light, address, asset),
      )),
    })),
  );
  const holds = await Promise.all(
    listed.slice(0, holdsMax).map(async ({ id }) => ({ id, ...(await readHold(session, id)) })),
  );
  const assets = balances.map(({ asset }) => asset);
  const standing = await readStanding(session, address, assets);
  const proofs = [
    account,
    ...balances,
    ...holds,
    recovery,
    roles,
    ...aliases.all,
    ...granted.all,
    ...standing.all,
  ].map(({ verification }) => verification);
  return {
    value: {
      account: account.proven,
      balances,
      holds,
      recovery,
      roles,
      aliases,
      granted,
      standing,
    },
    proofs,
  };
}

function AccountBody({ view }: { readonly view: AccountView }): JSX.Element {
  const { account, balances, holds, recovery, roles, aliases, granted } = view;
  const { address, reported } = account;
  if (account.value === null) {
    return <p>{t('There is no account at this address, and the proof shows it.')}</p>;
  }
  const { sequence, policy, nextPolicy } = account.value;
  return (
    <>
      <StandingNotes standing={view.standing} />
      <OwnNameField address={formatAddress(address)} />
      <Receive address={address} assets={balances.map(({ asset }) => asset)} />
      <h2>{t('Balances')}</h2>
      <BalanceTable holder={address} balances={balances} />
      <h2>{t('Holds')}</h2>
      <HoldTable
        holds={holds.flatMap(({ id, proven, verification }) =>
          proven?.value === null ? [] : [{ id, hold: proven?.value, verification }],
        )}
      />
      <h2>{t('Mandates')}</h2>
      <MandateTable mandates={granted.mandates} />
      <ReportedNote what={t('Which balances and holds it has, and which of its keys were used,')} />
      <RecentTransactions address={address} sequence={sequence} />
      <h2>{t('Keys')}</h2>
      <PolicyView policy={policy} registered={reported.registeredKeys} />
      {nextPolicy === null ? null : (
        <>
          <h3>
            {t('From block')} {whole(nextPolicy.fromHeight)} {t('on')}
          </h3>
          <PolicyView policy={nextPolicy.policy} registered={reported.registeredKeys} />
        </>
      )}
      <h2>{t('More')}</h2>
      <Facts
        facts={[
          ...aliasFacts(aliases),
          [t('Transactions sent'), whole(sequence)],
          ...rolesFacts(roles.proven),
          ...(recovery.proven ? [[t('Recovery'), recoveryText(recovery.proven)] as const] : []),
        ]}
      />
      {recovery.proven?.value ? (
        <PolicyView policy={recovery.proven.value.policy} registered={[]} />
      ) : null}
    </>
  );
}

function aliasFacts(aliases: AliasReadings): readonly (readonly [string, JSX.Element])[] {
  if (!aliases.isWhole) return [];
  return [[t('Aliases'), <AliasList key="aliases" holders={aliases.holders} />]];
}

function rolesFacts(roles: ProvenRoles | undefined): readonly (readonly [string, string])[] {
  if (roles === undefined) return [];
  const { value, reported } = roles;
  return [
    [t('Roles'), value.length === 0 ? t('none') : value.join(', ')],
    [t('Voting power'), t('{0}, as the node reports, not proven', whole(reported.votingPower))],
  ];
}

function recoveryText({ value: recovery }: ProvenRecovery): string {
  if (recovery === null) return t('no keys for it');
  const { delay, pending } = recovery;
  const rule = t('by the keys below, after {0}', count(delay, 'block'));
  if (pending === null) return rule;
  return t(
    '{0}; started in block {1}, can be finished from block {2} on',
    rule,
    whole(pending.startedAt),
    whole(pending.finishableFrom),
  );
}
