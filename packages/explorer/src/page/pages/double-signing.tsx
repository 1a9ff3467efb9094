/** Validators that signed two different messages for one place, as the chain has it. */
import { getEvidence } from '@trellis/client';
import { infractionOf } from '@trellis/protocol';
import type { EvidenceBlock } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { count, whole } from '../format.ts';
import { t } from '../language.ts';
import { verifyEvidence } from '../light-client.ts';
import { BlockLink } from '../parts/links.tsx';
import { ReportedNote } from '../parts/reported-note.tsx';
import { Table } from '../parts/table.tsx';
import { PageMark } from '../parts/verified-mark.tsx';
import type { Proof } from '../proof.ts';
import type { Session } from '../session.ts';
import { useProven } from '../use-proven.ts';

export function DoubleSigning(): JSX.Element | null {
  const loaded = useProven(
    'evidence',
    async (session) => {
      const { blocks, waiting } = await getEvidence(session.transport);
      return {
        value: { blocks, waiting },
        proofs: blocks.map((block) => evidenceProof(session, block)),
      };
    },
    { follows: true },
  );
  if (loaded.state !== 'ready') return null;
  const { blocks, waiting } = loaded.value;
  return (
    <>
      <h2>{t('Double signing')}</h2>
      {blocks.length === 0 ? null : <PageMark loaded={loaded} />}
      <EvidenceTable blocks={blocks} />
      <ReportedNote what={t('That there is no more')} />
      {waiting.length === 0 ? null : (
        <p class="problem">
          {count(waiting.length, 'more case')} {t('of')}{' '}
          {waiting.map(({ node }) => node).join(', ')} {t('waits for a block.')}
        </p>
      )}
    </>
  );
}

/** Who signed what twice, and the block that says so. */
export function EvidenceTable({
  blocks,
}: {
  readonly blocks: readonly EvidenceBlock[];
}): JSX.Element {
  const rows = blocks.flatMap(({ header, evidence }) =>
    evidence.map(({ node, evidence: messages }) => ({
      node,
      height: header.height,
      infraction: infractionOf(messages),
    })),
  );
  return (
    <Table
      label={t('Validators that signed two different messages')}
      rows={rows}
      keyOf={({ node, infraction }) =>
        `${node} ${infraction?.what} ${infraction?.height} ${infraction?.round}`
      }
      empty={t('Nobody was found to have signed two different messages.')}
      columns={[
        { title: t('Node'), cell: ({ node }) => <span class="bad">{node}</span> },
        {
          title: t('Signed'),
          cell: ({ infraction }) =>
            infraction === null
              ? t('two messages that do not contradict each other')
              : t(
                  'two {0}s for block {1}, round {2}',
                  infraction.what,
                  whole(infraction.height),
                  infraction.round,
                ),
        },
        {
          title: t('Found in'),
          cell: ({ height }) => (
            <>
              {t('block')} <BlockLink height={height} />
            </>
          ),
        },
        {
          title: t('No power from'),
          cell: ({ height }) =>
            t('block {0} on, until the others vote it back in', whole(height + 2n)),
        },
      ]}
    />
  );
}

export function evidenceProof({ light, verifier }: Session, block: EvidenceBlock): Proof {
  const { header, certificate, evidence } = block;
  return {
    what: t('evidence in block {0}', whole(header.height)),
    header,
    certificate,
    how: t(
      'Both signatures of {0} hold, and the evidence hashes to the evidence root of the header',
      count(evidence.length, 'validator'),
    ),
    async verify(trusted) {
      for (const one of evidence) {
        const height = infractionOf(one.evidence)?.height;
        // Who the validators were when it was signed.
        if (height !== undefined) await light.check(height, async () => undefined);
      }
      await verifyEvidence(
        light.trusted().epochs.length > trusted.epochs.length ? light.trusted() : trusted,
        verifier,
        block,
      );
    },
  };
}
