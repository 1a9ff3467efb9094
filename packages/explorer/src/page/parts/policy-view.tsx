/** Who has to sign for an account. */
import { type Address, formatAddress, schemes } from '@trellis/crypto';
import { isPostQuantum, type Policy } from '@trellis/protocol';
import type { JSX } from 'preact';
import { Table } from './table.tsx';

export function PolicyView({
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
