/** The last hour or day of the chain, drawn from blocks spread over it; each is checked here. The same as a table. */
import { ApiProblem, getReportedBlock } from '@trellis/client';
import { toHeight } from '@trellis/protocol';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { inBackground } from '../background.ts';
import { blockProof } from '../block-proof.ts';
import { count, durationText, timeText } from '../format.ts';
import { t } from '../language.ts';
import { prove, sentenceOf, type Verification } from '../proof.ts';
import { type DrawnBlock, type Sample, sampleBlocks } from '../sample-blocks.ts';
import type { Session } from '../session.ts';
import { BlockLink } from './links.tsx';
import { Plot } from './plot.tsx';
import { Table } from './table.tsx';

const spans = [
  { name: 'Last hour', ms: 3_600_000 },
  { name: 'Last day', ms: 86_400_000 },
] as const;
type Span = (typeof spans)[number];

/** Blocks that are drawn. */
const samplesMax = 48;

type Checked = DrawnBlock & { readonly verification: Verification };

type Drawn =
  | { readonly state: 'none' | 'loading' }
  | { readonly state: 'failed'; readonly reason: string }
  | {
      readonly state: 'ready';
      readonly span: Span;
      readonly samples: readonly (Checked & Sample)[];
    };

export function ChainHistory(): JSX.Element {
  const { session } = useApp();
  const [drawn, setDrawn] = useState<Drawn>({ state: 'none' });
  const load = async (span: Span): Promise<void> => {
    setDrawn({ state: 'loading' });
    try {
      setDrawn({ state: 'ready', span, samples: await samplesOf(session, span.ms) });
    } catch (error) {
      setDrawn({ state: 'failed', reason: sentenceOf(error) });
    }
  };
  return (
    <section aria-label={t('History')}>
      <p class="buttons">
        {spans.map((span) => (
          <button
            key={span.name}
            type="button"
            disabled={drawn.state === 'loading'}
            aria-pressed={drawn.state === 'ready' && drawn.span === span}
            onClick={() => inBackground(load(span))}
          >
            {t(span.name)}
          </button>
        ))}
      </p>
      {drawn.state === 'loading' ? <p class="quiet">{t('Loading…')}</p> : null}
      {drawn.state === 'failed' ? <p class="problem">{drawn.reason}</p> : null}
      {drawn.state === 'ready' ? <Charts {...drawn} /> : null}
    </section>
  );
}

function Charts({
  span,
  samples,
}: {
  readonly span: Span;
  readonly samples: readonly (Checked & Sample)[];
}): JSX.Element {
  const proven = samples.filter(({ verification }) => verification.state === 'proven').length;
  const xs = samples.map(({ time }) => time / 1_000);
  return (
    <>
      <p class="quiet">
        {t(
          '{0}: {1} spread over it, {2} of them proven here.',
          t(span.name),
          count(samples.length, 'block'),
          proven,
        )}
      </p>
      <Plot
        label={t('Block interval in seconds')}
        xs={xs}
        x="time"
        series={[
          {
            name: 'seconds',
            values: samples.map(({ intervalMs }) => intervalMs / 1_000),
            colour: 'second',
          },
        ]}
      />
      <Plot
        label={t('Transactions in these blocks')}
        xs={xs}
        x="time"
        series={[
          {
            name: 'transactions',
            values: samples.map(({ transactions }) => transactions),
            colour: 'first',
          },
        ]}
      />
      <details>
        <summary>{t('As a table')}</summary>
        <Table
          label={t(span.name)}
          rows={samples}
          keyOf={({ height }) => String(height)}
          empty={t('No blocks in this time.')}
          columns={[
            {
              title: t('Block'),
              isNumber: true,
              cell: ({ height }) => <BlockLink height={height} />,
            },
            { title: t('Time'), cell: ({ time }) => timeText(time) },
            { title: t('Interval'), isNumber: true, cell: (row) => durationText(row.intervalMs) },
            { title: t('Transactions'), isNumber: true, cell: (row) => row.transactions },
          ]}
        />
      </details>
    </>
  );
}

async function samplesOf(session: Session, spanMs: number): Promise<readonly (Checked & Sample)[]> {
  const newest = await readChecked(session, 'latest');
  if (newest === undefined) return [];
  const read = (height: bigint): Promise<Checked | undefined> => readChecked(session, height);
  return sampleBlocks(read, newest, { spanMs, most: samplesMax });
}

/** `undefined`: the node has pruned it. Throws when it does not answer. */
async function readChecked(session: Session, at: bigint | 'latest'): Promise<Checked | undefined> {
  try {
    const block = await getReportedBlock(session.transport, at);
    const { height, time } = block.header;
    const asked = at === 'latest' ? height : toHeight(at);
    const verification = await prove(session, blockProof(session, block, asked));
    const transactions = block.transactions.length;
    return { height, time: Number(time), transactions, verification };
  } catch (error) {
    if (error instanceof ApiProblem) return undefined;
    throw error;
  }
}
