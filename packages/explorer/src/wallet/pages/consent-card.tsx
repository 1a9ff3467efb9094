/** One consent: who may do what until when, what is left of it, and who acted when. */
import { codeText, isUnknown, mandateRest, visibleText } from '@trellis/protocol';
import type { ConsentUse } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { timeText, words } from '../../page/format.ts';
import { t } from '../../page/language.ts';
import { Facts } from '../../page/parts/facts.tsx';
import { Table } from '../../page/parts/table.tsx';
import type { MandateReading } from '../../page/read-mandates.ts';
import { leftOf, type OwnConsent } from '../consent-list.ts';
import { ProvenSign } from '../parts.tsx';
import { type Decimals, unitsText } from '../sentence-text.ts';
import { DetailList } from './client-facts.tsx';
import { useDecimalsOf } from './use-decimals-of.ts';

export function ConsentCard({
  own,
  isBusy,
  onEnd,
}: {
  readonly own: OwnConsent;
  readonly isBusy: boolean;
  readonly onEnd: () => void;
}): JSX.Element {
  const { id, client, details, granted, state, revoked, uses } = own.view;
  const decimals = useDecimalsOf(details);
  const name = visibleText(client.name);
  return (
    <section class="card" aria-label={t('Consent to {0} ({1})', name, id.slice(0, 8))}>
      <h3>
        {name} <span class="quiet">{stateText(own)}</span>
      </h3>
      <DetailList details={details} decimals={decimals} />
      <Facts
        facts={[
          [t('Consent'), <span class="mono">{id}</span>],
          [t('Client'), <span class="mono">{client.id}</span>],
          [t('Given'), timeText(granted)],
          ...(revoked === null ? [] : [[t('Ended'), timeText(revoked)] as const]),
          ...own.mandates.map(
            (one) => [t('Mandate'), <MandateRest key={one.id} {...{ one, decimals }} />] as const,
          ),
        ]}
      />
      <details>
        <summary>{t('Who acted when')}</summary>
        <p class="quiet">{t('Each call that the client made, also one that was refused.')}</p>
        <Uses uses={uses} />
      </details>
      {state === 'active' ? (
        <p>
          <button type="button" disabled={isBusy} onClick={onEnd}>
            {t('Revoke')}
          </button>
        </p>
      ) : null}
    </section>
  );
}

function stateText(own: OwnConsent): string {
  const { state } = own.view;
  if (isUnknown(state)) return words(codeText(state));
  switch (state) {
    case 'revoked':
      return t('revoked');
    case 'expired':
      return t('over: its time has come');
    case 'active':
      switch (leftOf(own)) {
        case 'something':
          return t('in force');
        case 'used up':
          return t('used up: all payments were made (proven)');
        case 'no mandate':
          return t('nothing can be paid: its mandates were revoked (proven)');
      }
  }
}

/** What is left on the chain, and the way to end that as well. */
function MandateRest({
  one: { id, verification, proven },
  decimals,
}: {
  readonly one: MandateReading;
  readonly decimals: Decimals;
}): JSX.Element {
  return (
    <>
      <ProvenSign verification={verification} /> <span class="mono">{id}</span>
      {proven === undefined ? null : (
        <>
          {': '}
          {proven.value === null
            ? t('not on the chain any more')
            : t(
                '{0} of {1} payments made, {2} left now',
                proven.value.payments,
                proven.value.paymentsMax,
                unitsText(
                  mandateRest(proven.value, proven.header.time).amount,
                  proven.value.asset,
                  decimals,
                ),
              )}
        </>
      )}
      {proven?.value ? (
        <>
          {' '}
          <a href={`#/do/revoke?${new URLSearchParams({ mandate: id })}`}>
            {t('Revoke the mandate')}
          </a>
        </>
      ) : null}
    </>
  );
}

function Uses({ uses }: { readonly uses: readonly ConsentUse[] }): JSX.Element {
  return (
    <Table
      label={t('Who acted when')}
      rows={uses}
      keyOf={({ time, what, address }) => `${time} ${what} ${address}`}
      empty={t('Nobody acted by it.')}
      columns={[
        { title: t('Time'), cell: ({ time }) => timeText(time) },
        { title: t('Call'), cell: ({ what }) => <span class="mono">{visibleText(what)}</span> },
        { title: t('From'), cell: ({ address }) => visibleText(address) },
        { title: t('Times'), isNumber: true, cell: ({ count }) => count },
      ]}
    />
  );
}
