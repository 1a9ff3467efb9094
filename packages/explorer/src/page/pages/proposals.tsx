/** Proposals: what validators vote on. */
import { getProposals, type Proven } from '@trellis/client';
import { formatAddress } from '@trellis/crypto';
import { type ProposalRecord, proposalRecordCodec } from '@trellis/protocol';
import type { JSX } from 'preact';
import { codeWord } from '../code-words.ts';
import { count, whole } from '../format.ts';
import { t } from '../language.ts';
import { getProposal } from '../light-client.ts';
import { Facts } from '../parts/facts.tsx';
import { AccountLink, ProposalLink } from '../parts/links.tsx';
import { List } from '../parts/list.tsx';
import { ActionParts } from '../parts/operation-view.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { ReportedNote } from '../parts/reported-note.tsx';
import { SentenceLine } from '../parts/sentence-line.tsx';
import { Table } from '../parts/table.tsx';
import { SmallMark } from '../parts/verified-mark.tsx';
import { type Reading, readProven } from '../read-proven.ts';
import type { Session } from '../session.ts';
import { useProven } from '../use-proven.ts';
import { actionLabel, actionSentence } from '../words.ts';

const shownMax = 50;

export function Proposals(): JSX.Element {
  const loaded = useProven(
    'proposals',
    async (session) => {
      const { proposals } = await getProposals(session.transport);
      const rows = await Promise.all(
        proposals.slice(0, shownMax).map(async ({ number }) => {
          const { proven, verification } = await readProposal(session, number);
          return { number, record: proven?.value, verification };
        }),
      );
      return { value: rows, proofs: rows.map(({ verification }) => verification) };
    },
    { follows: true },
  );
  return (
    <PageFrame title={t('Proposals')} loaded={loaded}>
      {(rows) => (
        <>
          <List
            name="proposals"
            label={t('Proposals')}
            rows={rows}
            keyOf={({ number }) => String(number)}
            empty={t('Nothing was proposed yet.')}
            columns={[
              {
                title: t('Proof'),
                cell: ({ verification }) => <SmallMark verification={verification} />,
              },
              {
                key: 'number',
                title: t('Number'),
                isNumber: true,
                cell: ({ number }) => <ProposalLink number={number} />,
                value: ({ number }) => number,
              },
              {
                key: 'actions',
                title: t('Actions'),
                isProse: true,
                cell: ({ record }) => actionsText(record),
                value: ({ record }) => actionsText(record),
              },
              {
                title: t('Status'),
                cell: ({ record }) => record && <OutcomeOf outcome={record.outcome} />,
              },
              {
                key: 'votes',
                title: t('Votes'),
                isNumber: true,
                cell: ({ record }) => record?.votes.length,
                value: ({ record }) => record?.votes.length,
              },
              {
                key: 'proposed-by',
                title: t('Proposed by'),
                cell: ({ record }) => record && <AccountLink address={record.proposer} />,
                value: ({ record }) => record && formatAddress(record.proposer),
              },
            ]}
          />
          <ReportedNote what={t('Which proposals there are')} />
        </>
      )}
    </PageFrame>
  );
}

function actionsText(record: ProposalRecord | undefined): string | undefined {
  return record?.actions.map(({ type }) => actionLabel(type)).join(', ');
}

function readProposal(session: Session, number: number): Promise<Reading<Proven<ProposalRecord>>> {
  return readProven(session, t('proposal {0}', number), (light) => getProposal(light, number));
}

function OutcomeOf({ outcome }: { readonly outcome: ProposalRecord['outcome'] }): JSX.Element {
  switch (outcome.type) {
    case 'open':
      return (
        <>
          {t('open since block')} {whole(outcome.since)}
        </>
      );
    case 'passed':
      return (
        <span class="good">
          {t('passed in block')} {whole(outcome.at)}
        </span>
      );
    case 'rejected':
      return (
        <span class="bad">
          {t('rejected in block')} {whole(outcome.at)}
        </span>
      );
    case 'failed':
      return (
        <span class="bad">
          {t('passed, but action')} {outcome.action + 1} {t('failed:')}{' '}
          {outcome.status.replaceAll('_', ' ')}
        </span>
      );
  }
}

export function Proposal({ name }: { readonly name: string }): JSX.Element {
  const loaded = useProven(
    `proposal ${name}`,
    async (session) => {
      if (!/^[1-9]\d{0,8}$/.test(name)) throw new Error(t('A proposal has a number, from 1 on.'));
      const { proven, verification } = await readProposal(session, Number(name));
      return { value: proven?.value, proofs: [verification] };
    },
    { follows: true },
  );
  return (
    <PageFrame title={t('Proposal {0}', name.slice(0, 10))} loaded={loaded}>
      {(proposal) => <ProposalBody proposal={proposal} />}
    </PageFrame>
  );
}

function ProposalBody({ proposal }: { readonly proposal: ProposalRecord }): JSX.Element {
  const { proposer, expiresAt, votes, outcome } = proposal;
  const json = proposalRecordCodec.toJson(proposal) as { readonly actions: readonly never[] };
  return (
    <>
      <Facts
        facts={[
          [t('Status'), <OutcomeOf key="outcome" outcome={outcome} />],
          [t('Proposed by'), <AccountLink key="by" address={proposer} isWhole={true} />],
          ...(outcome.type === 'open'
            ? [[t('Can be voted on until'), t('block {0}', whole(expiresAt))] as const]
            : []),
        ]}
      />
      <h2>{count(proposal.actions.length, 'action')}</h2>
      <ol class="operations">
        {proposal.actions.map((action, index) => (
          <li key={index}>
            <p>
              <b>
                <SentenceLine sentence={actionSentence(action)} />
              </b>
            </p>
            <ActionParts json={json.actions[index] ?? null} />
          </li>
        ))}
      </ol>
      <h2>{t('Votes')}</h2>
      <Table
        label={t('Votes')}
        rows={votes}
        keyOf={({ operator }) => operator}
        empty={t('Nobody has voted yet.')}
        columns={[
          { title: t('Operator'), cell: ({ operator }) => <AccountLink address={operator} /> },
          {
            title: t('Vote'),
            cell: ({ choice }) => (
              <span class={choice === 'approve' ? 'good' : 'bad'}>{codeWord(choice)}</span>
            ),
          },
        ]}
      />
    </>
  );
}
