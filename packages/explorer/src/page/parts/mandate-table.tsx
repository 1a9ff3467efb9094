/** Whom an account lets pay from it, and what is left of that. */
import { formatAddress } from '@trellis/crypto';
import { type Delegate, type MandateRecord, mandateRest, periodText } from '@trellis/protocol';
import type { JSX } from 'preact';
import { shortAddress, shortHash, timeText } from '../format.ts';
import { t } from '../language.ts';
import type { MandateReading } from '../read-mandates.ts';
import { Amount } from './amount.tsx';
import { AccountLink } from './links.tsx';
import { Table } from './table.tsx';
import { SmallMark } from './verified-mark.tsx';

export function MandateTable({
  mandates,
}: {
  readonly mandates: readonly MandateReading[];
}): JSX.Element {
  return (
    <Table
      label={t('Mandates')}
      rows={mandates}
      keyOf={({ id }) => id}
      empty={t('None: nobody else pays from it.')}
      columns={[
        {
          title: t('Proof'),
          cell: ({ verification }) => <SmallMark verification={verification} />,
        },
        {
          title: t('Mandate'),
          cell: ({ id }) => (
            <span class="mono" title={id}>
              {shortHash(id)}
            </span>
          ),
        },
        {
          title: t('Delegate'),
          cell: ({ proven }) => proven?.value && <DelegateName delegate={proven.value.delegate} />,
        },
        {
          title: t('Limits'),
          cell: ({ proven }) => proven?.value && <Limits mandate={proven.value} />,
        },
        {
          title: t('Left now'),
          isNumber: true,
          cell: ({ proven }) =>
            proven?.value && (
              <Amount
                amount={mandateRest(proven.value, proven.header.time).amount}
                asset={proven.value.asset}
              />
            ),
        },
        {
          title: t('Payments'),
          isNumber: true,
          cell: ({ proven }) =>
            proven?.value && t('{0} of {1}', proven.value.payments, proven.value.paymentsMax),
        },
        {
          title: t('Until'),
          cell: ({ proven }) => proven?.value && timeText(proven.value.validUntil),
        },
      ]}
    />
  );
}

function DelegateName({ delegate }: { readonly delegate: Delegate }): JSX.Element {
  if (delegate.type === 'account') return <AccountLink address={delegate.account} />;
  const key = formatAddress(delegate.key);
  return (
    <span class="mono" title={key}>
      {t('key')} {shortAddress(key)}
    </span>
  );
}

function Limits({ mandate }: { readonly mandate: MandateRecord }): JSX.Element {
  const { asset, paymentMax, periodMax, period, payees } = mandate;
  return (
    <>
      <Amount amount={paymentMax} asset={asset} /> {t('at once,')}{' '}
      <Amount amount={periodMax} asset={asset} /> {t('in')} {periodText(period)}
      {payees.length === 0
        ? t(', to any account')
        : payees.map((payee, index) => (
            <span key={payee}>
              {index === 0 ? t(', to ') : ', '}
              <AccountLink address={payee} />
            </span>
          ))}
    </>
  );
}
