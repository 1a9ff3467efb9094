/** The screen before a consent is signed, given or ended: what the bytes let whom do, for which account, and until when. */

import { visibleText } from '@trellis/protocol';
import type { Consent as ClientConsent, ConsentRevocation } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { t } from '../../page/language.ts';
import { Facts } from '../../page/parts/facts.tsx';
import type { Consent } from '../consent.ts';
import { readStatement } from '../consent-review.ts';
import { groupedAddress } from '../review.ts';
import type { Decimals } from '../sentence-text.ts';
import { useWallet } from '../wallet-context.ts';
import { clientFacts, DetailList } from './client-facts.tsx';
import { Reviewed, useReview } from './reviewed.tsx';
import { Unlock } from './unlock.tsx';

export function StatementReview({ consent }: { readonly consent: Consent }): JSX.Element {
  const { session } = useWallet();
  const loaded = useReview(consent.bytes, () => readStatement(session, consent.bytes));
  return (
    <Reviewed loaded={loaded}>
      {({ statement, decimals, unusual }) => (
        <>
          {statement.type === 'grant' ? (
            <Grant consent={statement.consent} decimals={decimals} />
          ) : (
            <Revocation revocation={statement.revocation} />
          )}
          {unusual.length === 0 ? null : (
            <section class="unusual" aria-label={t('Unusual')}>
              <h2>{t('Look twice')}</h2>
              <ul>
                {unusual.map((text) => (
                  <li key={text}>{text}</li>
                ))}
              </ul>
            </section>
          )}
          <Unlock consent={consent} />
        </>
      )}
    </Reviewed>
  );
}

function Grant({
  consent,
  decimals,
}: {
  readonly consent: ClientConsent;
  readonly decimals: Decimals;
}): JSX.Element {
  const { client, account, details, mandateTransaction } = consent;
  return (
    <>
      <p class="client-name">
        {t('You let “{0}” act for your account:', visibleText(client.name))}
      </p>
      <DetailList details={details} decimals={decimals} />
      <Facts
        facts={[
          ...clientFacts(consent, [
            [t('You sign for'), <span class="mono">{groupedAddress(account)}</span>],
          ]),
          ...(mandateTransaction === null
            ? []
            : [
                [t('Mandates granted by'), <span class="mono">{mandateTransaction}</span>] as const,
              ]),
        ]}
      />
    </>
  );
}

function Revocation({
  revocation: { consent, account, issuer },
}: {
  readonly revocation: ConsentRevocation;
}): JSX.Element {
  return (
    <>
      <ol class="sentences">
        <li>{t('end the consent {0}, and all its tokens with it', consent)}</li>
      </ol>
      <Facts
        facts={[
          [t('You sign for'), <span class="mono">{groupedAddress(account)}</span>],
          [t('Server'), <span class="mono">{visibleText(issuer)}</span>],
        ]}
      />
      <p>{t('Its mandates stay on the chain until they are revoked there, or end.')}</p>
    </>
  );
}
