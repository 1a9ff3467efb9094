/** The list of all accounts, each proven. */
import { getAccount, getAccounts } from '@trellis/client';
import { formatAddress, parseAddress } from '@trellis/crypto';
import { isPostQuantum } from '@trellis/protocol';
import type { JSX } from 'preact';
import { accountProof } from '../entry-proof.ts';
import { whole } from '../format.ts';
import { AccountLink } from '../parts/links.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { Table } from '../parts/table.tsx';
import { SmallMark } from '../parts/verified-mark.tsx';
import { pathTo } from '../router.ts';
import { useProven } from '../use-proven.ts';

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
