/** The list of all accounts, each proven. */
import { getAccounts } from '@trellis/client';
import { type Address, formatAddress, parseAddress } from '@trellis/crypto';
import { type AccountRecord, isPostQuantum } from '@trellis/protocol';
import type { JSX } from 'preact';
import { whole } from '../format.ts';
import { t } from '../language.ts';
import { AccountLink } from '../parts/links.tsx';
import { List } from '../parts/list.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { ReportedNote } from '../parts/reported-note.tsx';
import type { Column } from '../parts/table.tsx';
import { SmallMark } from '../parts/verified-mark.tsx';
import type { Verification } from '../proof.ts';
import { readAccount } from '../read-account.ts';
import { pathTo } from '../router.ts';
import type { Session } from '../session.ts';
import { type Answer, useProven } from '../use-proven.ts';

interface Row {
  readonly address: Address;
  /** Nothing where its proof fails. */
  readonly record: AccountRecord | undefined;
  readonly verification: Verification;
}

interface Shown {
  readonly rows: readonly Row[];
  /** Where the node's list continues. */
  readonly next: Address | null;
}

export function Accounts({ after }: { readonly after: string | null }): JSX.Element {
  const from = after === null ? undefined : parseAddress(after);
  const loaded = useProven(`accounts ${after}`, (session) => load(session, from), {
    follows: false,
    isOfNow: true,
  });
  return (
    <PageFrame title={t('Accounts')} loaded={loaded}>
      {({ rows, next }) => (
        <>
          <List
            name="accounts"
            label={t('Accounts')}
            rows={rows}
            keyOf={({ address }) => address}
            empty={t('There are no more.')}
            columns={columns}
          />
          <ReportedNote what={t('Which accounts there are')} />
          {next === null ? null : (
            <p>
              <a href={`${pathTo('accounts')}?after=${formatAddress(next)}`}>{t('Next')}</a>
            </p>
          )}
        </>
      )}
    </PageFrame>
  );
}

async function load(session: Session, from: Address | undefined): Promise<Answer<Shown>> {
  const { accounts, next } = await getAccounts(session.transport, from);
  const read = await Promise.all(
    accounts.map(async ({ address }) => ({ address, ...(await readAccount(session, address)) })),
  );
  // One that the proof shows not to be there is none.
  const rows = read.flatMap(({ address, proven, verification }) =>
    proven?.value === null ? [] : [{ address, record: proven?.value, verification }],
  );
  return { value: { rows, next }, proofs: read.map(({ verification }) => verification) };
}

const columns: readonly Column<Row>[] = [
  { title: t('Proof'), cell: ({ verification }) => <SmallMark verification={verification} /> },
  {
    key: 'account',
    title: t('Account'),
    cell: ({ address }) => <AccountLink address={address} />,
    value: ({ address }) => formatAddress(address),
  },
  {
    key: 'keys',
    title: t('Keys'),
    isNumber: true,
    cell: ({ record }) => record?.policy.keys.length,
    value: ({ record }) => record?.policy.keys.length,
  },
  {
    key: 'threshold',
    title: t('Threshold'),
    isNumber: true,
    cell: ({ record }) => record?.policy.threshold,
    value: ({ record }) => record?.policy.threshold,
  },
  {
    key: 'transactions',
    title: t('Transactions'),
    isNumber: true,
    cell: ({ record }) => record && whole(record.sequence),
    value: ({ record }) => record?.sequence,
  },
  {
    key: 'post-quantum',
    title: t('Post-quantum'),
    cell: ({ record }) =>
      record &&
      (isPostQuantum(record.policy) ? (
        <span class="good">{t('yes')}</span>
      ) : (
        <span class="bad">{t('no')}</span>
      )),
    value: ({ record }) => (record ? (isPostQuantum(record.policy) ? 'yes' : 'no') : undefined),
  },
];
