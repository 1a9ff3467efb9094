/** The list of all accounts, each proven. */
import { getAccounts } from '@trellis/client';
import { formatAddress, parseAddress } from '@trellis/crypto';
import { isPostQuantum } from '@trellis/protocol';
import type { JSX } from 'preact';
import { whole } from '../format.ts';
import { AccountLink } from '../parts/links.tsx';
import { List } from '../parts/list.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { ReportedNote } from '../parts/reported-note.tsx';
import { SmallMark } from '../parts/verified-mark.tsx';
import { readAccount } from '../read-account.ts';
import { pathTo } from '../router.ts';
import { useProven } from '../use-proven.ts';

export function Accounts({ after }: { readonly after: string | null }): JSX.Element {
  const from = after === null ? undefined : parseAddress(after);
  const loaded = useProven(
    `accounts ${after}`,
    async (session) => {
      const { accounts, next } = await getAccounts(session.client, from);
      const rows = await Promise.all(
        accounts.map(async ({ address }) => {
          const { proven, verification } = await readAccount(session, address);
          return { address, record: proven?.value, verification };
        }),
      );
      const proofs = rows.map(({ verification }) => verification);
      return { value: { rows: rows.filter(({ record }) => record !== null), next }, proofs };
    },
    { follows: false },
  );
  return (
    <PageFrame title="Accounts" loaded={loaded}>
      {({ rows, next }) => (
        <>
          <List
            name="accounts"
            label="Accounts"
            rows={rows}
            keyOf={({ address }) => address}
            empty="There are no more."
            columns={[
              {
                title: 'Proof',
                cell: ({ verification }) => <SmallMark verification={verification} />,
              },
              {
                title: 'Account',
                cell: ({ address }) => <AccountLink address={address} />,
                value: ({ address }) => formatAddress(address),
              },
              {
                title: 'Keys',
                isNumber: true,
                cell: ({ record }) => record?.policy.keys.length,
                value: ({ record }) => record?.policy.keys.length,
              },
              {
                title: 'Threshold',
                isNumber: true,
                cell: ({ record }) => record?.policy.threshold,
                value: ({ record }) => record?.policy.threshold,
              },
              {
                title: 'Transactions',
                isNumber: true,
                cell: ({ record }) => record && whole(record.sequence),
                value: ({ record }) => record?.sequence,
              },
              {
                title: 'Post-quantum',
                value: ({ record }) =>
                  record ? (isPostQuantum(record.policy) ? 'yes' : 'no') : undefined,
                cell: ({ record }) =>
                  record &&
                  (isPostQuantum(record.policy) ? (
                    <span class="good">yes</span>
                  ) : (
                    <span class="bad">no</span>
                  )),
              },
            ]}
          />
          <ReportedNote what="Which accounts there are" />
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
