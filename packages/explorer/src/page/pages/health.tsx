/** Why there is no new block, or that there is. */

import { getWhy } from '@trellis/client';
import { codeText, limits, visibleText } from '@trellis/protocol';
import type { WhyResponse } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { agoText, percent, whole, words } from '../format.ts';
import { Facts, Tiles } from '../parts/facts.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { Table } from '../parts/table.tsx';
import { useAsked } from '../use-proven.ts';

export function Health(): JSX.Element {
  const loaded = useAsked('why', 500, ({ client }) => getWhy(client));
  return (
    <PageFrame title="Health" loaded={loaded}>
      {(why) => <HealthBody why={why} />}
    </PageFrame>
  );
}

export function HealthBody({ why }: { readonly why: WhyResponse }): JSX.Element {
  const { power, voting, validators } = why;
  const isWell = why.cause === 'deciding' || why.cause === 'nothing_to_do';
  return (
    <>
      <p class={isWell ? 'good big' : 'problem big'}>
        {visibleText(why.sentence, limits.sentenceBytesMax)}
      </p>
      {why.also.map(({ cause, sentence }) => (
        <p key={cause} class="problem">
          {visibleText(sentence, limits.sentenceBytesMax)}
        </p>
      ))}
      <Tiles
        facts={[
          ['Newest block', whole(why.head)],
          ['Final for', why.headMs === null ? '–' : agoText(Number(why.headMs))],
          ['Power present', `${whole(power.present)} of ${whole(power.total)}`],
          ['Threshold', `${whole(power.needed)} (${percent(power.needed / power.total)})`],
          ['Mempool', whole(why.waiting)],
        ]}
      />
      {voting === null ? (
        <p class="quiet">Nothing is being voted on at the moment.</p>
      ) : (
        <Facts
          facts={[
            [
              'Voting on',
              `block ${whole(voting.height)}, round ${voting.round}, ${codeText(voting.step)}`,
            ],
            ['For', agoText(Number(voting.sinceMs))],
            ['Proposer', visibleText(voting.proposer)],
            ['Its proposal', codeText(voting.proposal)],
          ]}
        />
      )}
      <Table
        label="Validators in this round"
        rows={validators}
        keyOf={({ name }) => visibleText(name)}
        empty="None."
        columns={[
          { title: 'Validator', cell: ({ name }) => visibleText(name) },
          { title: 'Power', isNumber: true, cell: ({ power: own }) => whole(own) },
          {
            title: 'Liveness',
            cell: ({ presence }) => (
              <span class={presence === 'self' || presence === 'here' ? 'good' : 'bad'}>
                {words(codeText(presence))}
              </span>
            ),
          },
          { title: 'Prevote', cell: ({ prevote }) => codeText(prevote) },
          { title: 'Precommit', cell: ({ precommit }) => codeText(precommit) },
        ]}
      />
      <p class="reported">
        Reported by the node {why.node}, not proven. Another node may see it differently.
      </p>
    </>
  );
}
