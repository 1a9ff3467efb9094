/** Who has to sign for an account. */
import { type Address, formatAddress, schemes } from '@trellis/crypto';
import { isPostQuantum, type Policy } from '@trellis/protocol';
import type { JSX } from 'preact';
import { t } from '../language.ts';
import { Table } from './table.tsx';

export function PolicyView({
  policy,
  registered,
}: {
  readonly policy: Policy;
  readonly registered: readonly Address[];
}): JSX.Element {
  const quota =
    policy.postQuantumWeight === 0 ? '' : t(', {0} of it post-quantum', policy.postQuantumWeight);
  return (
    <>
      <p>
        {t('Keys of weight')} {policy.threshold}
        {quota} {t('have to sign.')}{' '}
        {isPostQuantum(policy) ? (
          <span class="good">{t('Post-quantum: classical keys alone can’t.')}</span>
        ) : (
          <span class="bad">{t('Classical keys alone can.')}</span>
        )}
      </p>
      <Table
        label={t('Keys')}
        rows={policy.keys}
        keyOf={({ address }) => address}
        empty={t('It has no keys.')}
        columns={[
          {
            title: t('Key'),
            cell: ({ address }) => <span class="mono">{formatAddress(address)}</span>,
          },
          {
            title: t('Scheme'),
            cell: ({ scheme }) => (
              <span class={schemes[scheme].postQuantum ? undefined : 'bad'}>{scheme}</span>
            ),
          },
          { title: t('Weight'), isNumber: true, cell: ({ weight }) => weight },
          {
            title: t('Used'),
            cell: ({ address }) => (registered.includes(address) ? t('yes') : t('not yet')),
          },
        ]}
      />
    </>
  );
}
