/** A hold: units that left their payer and have not reached their payee yet. */
import type { Proven } from '@trellis/client';
import { type Hash, isHash } from '@trellis/crypto';
import type { HoldRecord } from '@trellis/protocol';
import type { JSX } from 'preact';
import { shortHash, timeText } from '../format.ts';
import { t } from '../language.ts';
import { getHold } from '../light-client.ts';
import { Amount } from '../parts/amount.tsx';
import { Facts } from '../parts/facts.tsx';
import { AccountLink, BlockLink, HoldLink } from '../parts/links.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { Table } from '../parts/table.tsx';
import { SmallMark } from '../parts/verified-mark.tsx';
import type { Verification } from '../proof.ts';
import { type Reading, readProven } from '../read-proven.ts';
import type { Session } from '../session.ts';
import { useProven } from '../use-proven.ts';

export function Hold({ name }: { readonly name: string }): JSX.Element {
  const loaded = useProven(
    `hold ${name}`,
    async (session) => {
      if (!isHash(name)) throw new Error(t('“{0}” is not the id of a hold', name.slice(0, 80)));
      const { proven, verification } = await readHold(session, name);
      return { value: proven, proofs: [verification] };
    },
    { follows: true },
  );
  return (
    <PageFrame title={t('Hold')} about={<span class="mono">{name}</span>} loaded={loaded}>
      {({ value }) => (value === null ? <Gone /> : <HoldBody hold={value} />)}
    </PageFrame>
  );
}

function Gone(): JSX.Element {
  return (
    <p>
      {t(
        'There is no such hold: it was paid out or given back, or it never was. The proof shows it.',
      )}
    </p>
  );
}

export function readHold(session: Session, id: Hash): Promise<Reading<Proven<HoldRecord | null>>> {
  return readProven(session, t('the hold {0}', shortHash(id)), (light) => getHold(light, id));
}

function HoldBody({ hold }: { readonly hold: HoldRecord }): JSX.Element {
  return (
    <Facts
      facts={[
        [t('Reserved'), <Amount key="amount" amount={hold.amount} asset={hold.asset} />],
        [t('Payer'), <AccountLink key="payer" address={hold.payer} isWhole={true} />],
        [t('Payee'), <AccountLink key="payee" address={hold.payee} isWhole={true} />],
        [t('Since'), <BlockLink key="since" height={hold.reservedAt} />],
        [t('Expires'), timeText(hold.expiresAt)],
        [t('Released by'), <Release key="release" hold={hold} />],
      ]}
    />
  );
}

function Release({ hold: { release } }: { readonly hold: HoldRecord }): JSX.Element {
  switch (release.type) {
    case 'arbiter':
      return (
        <>
          {t('its arbiter')} <AccountLink address={release.arbiter} />
        </>
      );
    case 'preimage':
      return (
        <>
          {t('whoever shows what this is the SHA-256 hash of:')}{' '}
          <span class="mono">{release.sha256}</span>
        </>
      );
  }
}

/** Open holds of an account. */
export function HoldTable({
  holds,
}: {
  readonly holds: readonly {
    readonly id: Hash;
    /** Nothing where its proof fails. */
    readonly hold: HoldRecord | undefined;
    readonly verification: Verification;
  }[];
}): JSX.Element {
  return (
    <Table
      label={t('Holds')}
      rows={holds}
      keyOf={({ id }) => id}
      empty={t('None: nothing is reserved by it or for it.')}
      columns={[
        {
          title: t('Proof'),
          cell: ({ verification }) => <SmallMark verification={verification} />,
        },
        { title: t('Hold'), cell: ({ id }) => <HoldLink id={id} /> },
        {
          title: t('Amount'),
          isNumber: true,
          cell: ({ hold }) => hold && <Amount amount={hold.amount} asset={hold.asset} />,
        },
        { title: t('Payer'), cell: ({ hold }) => hold && <AccountLink address={hold.payer} /> },
        { title: t('Payee'), cell: ({ hold }) => hold && <AccountLink address={hold.payee} /> },
        { title: t('Expires'), cell: ({ hold }) => hold && timeText(hold.expiresAt) },
      ]}
    />
  );
}
