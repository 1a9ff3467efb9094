/** Why there is no new block, or that there is, and what the node says of its own memory. */

import { getStatus, getWhy } from '@trellis/client';
import { codeText, limits, visibleText } from '@trellis/protocol';
import type { StatusResponse, WhyResponse } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { codeWord } from '../code-words.ts';
import { agoText, percent, whole } from '../format.ts';
import { t } from '../language.ts';
import { guardText, isStorageWell, storageText } from '../own-memory.ts';
import { Facts, Tiles } from '../parts/facts.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { StandingAlerts } from '../parts/standing-alerts.tsx';
import { Table } from '../parts/table.tsx';
import { useAsked } from '../use-proven.ts';
import { causeSentence } from '../words.ts';

export function Health(): JSX.Element {
  const loaded = useAsked('why', 500, async ({ transport }) => ({
    why: await getWhy(transport),
    status: await getStatus(transport),
  }));
  return (
    <PageFrame title={t('Health')} loaded={loaded}>
      {(told) => <HealthBody {...told} />}
    </PageFrame>
  );
}

export function HealthBody({
  why,
  status,
}: {
  readonly why: WhyResponse;
  readonly status: StatusResponse;
}): JSX.Element {
  const { power, voting, validators } = why;
  const isWell = why.cause === 'deciding' || why.cause === 'nothing_to_do';
  return (
    <>
      <Cause of={why} look={isWell ? 'good big' : 'problem big'} />
      {why.also.map((one) => (
        <Cause key={one.cause} of={one} look="problem" />
      ))}
      <Tiles
        facts={[
          [t('Newest block'), whole(why.head)],
          [t('Final for'), why.headMs === null ? '–' : agoText(Number(why.headMs))],
          [t('Power present'), t('{0} of {1}', whole(power.present), whole(power.total))],
          [t('Threshold'), `${whole(power.needed)} (${percent(power.needed / power.total)})`],
          [t('Mempool'), whole(why.waiting)],
        ]}
      />
      {voting === null ? (
        <p class="quiet">{t('Nothing is being voted on at the moment.')}</p>
      ) : (
        <Facts
          facts={[
            [
              t('Voting on'),
              t(
                'block {0}, round {1}, {2}',
                whole(voting.height),
                voting.round,
                codeWord(codeText(voting.step)),
              ),
            ],
            [t('For'), agoText(Number(voting.sinceMs))],
            [t('Proposer'), visibleText(voting.proposer)],
            [t('Its proposal'), codeWord(codeText(voting.proposal))],
          ]}
        />
      )}
      <StandingAlerts alerts={why.alerts} />
      <OwnMemory status={status} />
      <RoundVotes validators={validators} />
      <p class="reported">
        {t('Reported by the node')} {why.node}
        {t(', not proven. Another node may see it differently.')}
      </p>
    </>
  );
}

/** What is so in the language of the page, and the node's own sentence, which says more, in English. */
function Cause({
  of: { cause, sentence },
  look,
}: {
  readonly of: Pick<WhyResponse, 'cause' | 'sentence'>;
  readonly look: string;
}): JSX.Element {
  const told = visibleText(sentence, limits.sentenceBytesMax);
  const translated = causeSentence(cause);
  if (translated === undefined) return <p class={look}>{told}</p>;
  return (
    <>
      <p class={look}>{translated}</p>
      <p class="quiet" lang="en">
        {told}
      </p>
    </>
  );
}

/** Whether it is damaged, and whether it may sign. */
function OwnMemory({ status }: { readonly status: StatusResponse }): JSX.Element {
  return (
    <Facts
      facts={[
        [
          t('Storage'),
          <span key="storage" class={isStorageWell(status) ? undefined : 'bad'}>
            {storageText(status)}
          </span>,
        ],
        [t('Double-sign guard'), guardText(status)],
      ]}
    />
  );
}

function RoundVotes({ validators }: Pick<WhyResponse, 'validators'>): JSX.Element {
  return (
    <Table
      label={t('Validators in this round')}
      rows={validators}
      keyOf={({ name }) => visibleText(name)}
      empty={t('None.')}
      columns={[
        { title: t('Validator'), cell: ({ name }) => visibleText(name) },
        { title: t('Power'), isNumber: true, cell: ({ power: own }) => whole(own) },
        {
          title: t('Liveness'),
          cell: ({ presence }) => (
            <span class={presence === 'self' || presence === 'here' ? 'good' : 'bad'}>
              {codeWord(codeText(presence))}
            </span>
          ),
        },
        { title: t('Prevote'), cell: ({ prevote }) => codeWord(codeText(prevote)) },
        { title: t('Precommit'), cell: ({ precommit }) => codeWord(codeText(precommit)) },
      ]}
    />
  );
}
