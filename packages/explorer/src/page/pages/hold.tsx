/** A hold: units that left their payer and have not reached their payee yet. */
import { getHold, verifyHold } from '@trellis/client';
import { type Hash, isHash } from '@trellis/crypto';
import type { HoldRecord } from '@trellis/protocol';
import type { HoldResponse } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { entryProof } from '../entry-proof.ts';
import { shortHash, timeText } from '../format.ts';
import { Amount } from '../parts/amount.tsx';
import { Facts } from '../parts/facts.tsx';
import { AccountLink, BlockLink, HoldLink } from '../parts/links.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { Table } from '../parts/table.tsx';
import { SmallMark } from '../parts/verified-mark.tsx';
import type { Proof, Verification } from '../proof.ts';
import type { Session } from '../session.ts';
import { useProven } from '../use-proven.ts';

export function Hold({ name }: { readonly name: string }): JSX.Element {
  const loaded = useProven(
    `hold ${name}`,
    async (session) => {
      if (!isHash(name)) throw new Error(`“${name.slice(0, 80)}” is not the id of a hold`);
      const answer = await getHold(session.client, name);
      return { value: answer.hold, proofs: [holdProof(session, name, answer)] };
    },
    { follows: true },
  );
  return (
    <PageFrame title="Hold" about={<span class="mono">{name}</span>} loaded={loaded}>
      {(hold) => (hold === null ? <Gone /> : <HoldBody hold={hold} />)}
    </PageFrame>
  );
}

function Gone(): JSX.Element {
  return (
    <p>
      There is no such hold: it was paid out or given back, or it never was. The proof shows it.
    </p>
  );
}

export function holdProof({ verifier }: Session, id: Hash, answer: HoldResponse): Proof {
  return entryProof(`the hold ${shortHash(id)}`, answer.entry, (trusted) =>
    verifyHold(trusted, verifier, id, answer),
  );
}

function HoldBody({ hold }: { readonly hold: HoldRecord }): JSX.Element {
  return (
    <Facts
      facts={[
        ['Reserved', <Amount key="amount" amount={hold.amount} asset={hold.asset} />],
        ['By', <AccountLink key="payer" address={hold.payer} isWhole={true} />],
        ['For', <AccountLink key="payee" address={hold.payee} isWhole={true} />],
        ['Since', <BlockLink key="since" height={hold.reservedAt} />],
        ['Goes back at', timeText(hold.expiresAt)],
        ['Is paid out by', <Release key="release" hold={hold} />],
      ]}
    />
  );
}

function Release({ hold: { release } }: { readonly hold: HoldRecord }): JSX.Element {
  switch (release.type) {
    case 'arbiter':
      return (
        <>
          its arbiter <AccountLink address={release.arbiter} />
        </>
      );
    case 'preimage':
      return (
        <>
          whoever shows what this is the SHA-256 hash of: <span class="mono">{release.sha256}</span>
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
    readonly hold: HoldRecord;
    readonly verification: Verification | undefined;
  }[];
}): JSX.Element {
  return (
    <Table
      label="Holds"
      rows={holds}
      keyOf={({ id }) => id}
      empty="None: nothing is reserved by it or for it."
      columns={[
        { title: 'Proof', cell: ({ verification }) => <SmallMark verification={verification} /> },
        { title: 'Hold', cell: ({ id }) => <HoldLink id={id} /> },
        {
          title: 'Amount',
          isNumber: true,
          cell: ({ hold }) => <Amount amount={hold.amount} asset={hold.asset} />,
        },
        { title: 'From', cell: ({ hold }) => <AccountLink address={hold.payer} /> },
        { title: 'For', cell: ({ hold }) => <AccountLink address={hold.payee} /> },
        { title: 'Goes back at', cell: ({ hold }) => timeText(hold.expiresAt) },
      ]}
    />
  );
}
