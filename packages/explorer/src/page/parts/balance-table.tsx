/** What an account holds of each asset, with a link to how that came about. */
import type { Proven } from '@trellis/client';
import { type Address, formatAddress } from '@trellis/crypto';
import type { AssetCode } from '@trellis/protocol';
import type { JSX } from 'preact';
import { t } from '../language.ts';
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
      label={t('Balances')}
      rows={balances}
      keyOf={({ asset }) => asset}
      empty={t('It holds nothing.')}
      columns={[
        {
          title: t('Proof'),
          cell: ({ verification }) => <SmallMark verification={verification} />,
        },
        { title: t('Asset'), cell: ({ asset }) => <AssetLink asset={asset} /> },
        {
          title: t('Amount'),
          isNumber: true,
          cell: ({ proven, asset }) => proven && <Amount amount={proven.value} asset={asset} />,
        },
        {
          title: t('Statement'),
          cell: ({ asset }) => (
            <a
              href={`${pathTo('statement', formatAddress(holder))}?asset=${asset}`}
              aria-label={t('Statement in {0}', asset)}
            >
              {t('statement')}
            </a>
          ),
        },
      ]}
    />
  );
}
