/** What an account holds of each asset, with a link to how that came about. */
import type { Proven } from '@trellis/client';
import { type Address, formatAddress } from '@trellis/crypto';
import type { AssetCode } from '@trellis/protocol';
import type { JSX } from 'preact';
import type { Reading } from '../read-proven.ts';
import { pathTo } from '../router.ts';
import { Amount } from './amount.tsx';
import { AssetLink } from './links.tsx';
import { Table } from './table.tsx';
import { SmallMark } from './verified-mark.tsx';

export interface BalanceReading extends Reading<Proven<bigint>> {
  readonly asset: AssetCode;
}

export function BalanceTable({
  holder,
  balances,
}: {
  readonly holder: Address;
  readonly balances: readonly BalanceReading[];
}): JSX.Element {
  return (
    <Table
      label="Balances"
      rows={balances}
      keyOf={({ asset }) => asset}
      empty="It holds nothing."
      columns={[
        { title: 'Proof', cell: ({ verification }) => <SmallMark verification={verification} /> },
        { title: 'Asset', cell: ({ asset }) => <AssetLink asset={asset} /> },
        {
          title: 'Amount',
          isNumber: true,
          cell: ({ proven, asset }) => proven && <Amount amount={proven.value} asset={asset} />,
        },
        {
          title: 'Statement',
          cell: ({ asset }) => (
            <a
              href={`${pathTo('statement', formatAddress(holder))}?asset=${asset}`}
              aria-label={`Statement in ${asset}`}
            >
              statement
            </a>
          ),
        },
      ]}
    />
  );
}
