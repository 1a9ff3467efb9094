/** The first page: what the chain does right now. */
import { getStatus, getWhy } from '@trellis/client';
import { codeText } from '@trellis/protocol';
import type { StatusResponse, WhyResponse } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { codeWord } from '../code-words.ts';
import { finalityMs, quantile } from '../finality-times.ts';
import { agoText, bytesText, count, durationText, percent, whole } from '../format.ts';
import { isCurrent } from '../head-state.ts';
import { t } from '../language.ts';
import type { LiveBlock } from '../live.ts';
import { BlockTable } from '../parts/block-table.tsx';
import { ChainHistory } from '../parts/chain-history.tsx';
import { Tiles } from '../parts/facts.tsx';
import { useHeadState } from '../parts/head-line.tsx';
import { BlockLink, TransactionLink } from '../parts/links.tsx';
import { Outcome } from '../parts/outcome.tsx';
import { Title } from '../parts/page-frame.tsx';
import { Plot } from '../parts/plot.tsx';
import { Table } from '../parts/table.tsx';
import { CurrentMarks } from '../parts/verified-mark.tsx';
import { pathTo } from '../router.ts';
import { useStore } from '../store.ts';
import { useAsked } from '../use-proven.ts';
import { causeSentence } from '../words.ts';

export function Overview(): JSX.Element {
  const { live } = useApp();
  const { blocks, clockAheadMs } = useStore(live);
  const asked = useAsked('overview', 1_000, async ({ transport }) => ({
    status: await getStatus(transport),
    why: await getWhy(transport),
  }));
  const answer = asked.state === 'ready' ? asked.value : undefined;
  const [newest] = blocks;
  const head = useHeadState();
  return (
    <div class={isCurrent(head) ? undefined : 'old'}>
      <Title title={t('Overview')} />
      {newest === undefined ? (
        // It takes the place of what comes, so that nothing is moved then.
        <p class="mark">{t('Loading…')}</p>
      ) : (
        <CurrentMarks verifications={[newest.verification]} />
      )}
      <ChainTiles blocks={blocks} status={answer?.status} clockAheadMs={clockAheadMs} />
      {answer === undefined ? <p class="quiet">{t('Loading…')}</p> : <Why why={answer.why} />}
      <Plot
        label={t('Transactions by block')}
        xs={blocks.map(({ block }) => Number(block.header.height)).reverse()}
        series={[
          {
            name: 'transactions',
            values: blocks.map(({ block }) => block.transactions.length).reverse(),
            colour: 'first',
          },
        ]}
      />
      <ChainHistory />
      <h2>
        {t('Blocks')} <a href={pathTo('blocks')}>{t('all')}</a>
      </h2>
      <BlockTable blocks={blocks.slice(0, 10)} />
      <h2>{t('Recent transactions')}</h2>
      <NewestTransactions blocks={blocks} />
    </div>
  );
}

function ChainTiles({
  blocks,
  status,
  clockAheadMs,
}: {
  readonly blocks: readonly LiveBlock[];
  readonly clockAheadMs: number;
  readonly status: StatusResponse | undefined;
}): JSX.Element {
  const [newest] = blocks;
  return (
    <Tiles
      facts={[
        [
          t('Block'),
          newest === undefined ? '–' : <BlockLink height={newest.block.header.height} />,
        ],
        [t('Consensus'), status === undefined ? '–' : decidingText(status)],
        [t('Transactions/s'), rateOf(blocks)],
        [t('Block interval'), intervalOf(blocks)],
        [t('Finality p50, p99'), finalityText(finalityMs(blocks, clockAheadMs))],
        [
          t('Mempool'),
          status === undefined ? (
            '–'
          ) : (
            <a href={pathTo('mempool')}>{count(status.mempool.count, 'transaction')}</a>
          ),
        ],
        [t('Signatures in blocks'), signatureShare(blocks)],
      ]}
    />
  );
}

/** Why there is, or is no, new block. */
function Why({ why: { cause, sentence } }: { readonly why: WhyResponse }): JSX.Element {
  const isFine = cause === 'deciding' || cause === 'nothing_to_do';
  return (
    <p class={isFine ? 'quiet' : 'problem'}>
      {causeSentence(cause) ?? sentence} <a href={pathTo('health')}>{t('More')}</a>
    </p>
  );
}

function NewestTransactions({ blocks }: { readonly blocks: readonly LiveBlock[] }): JSX.Element {
  const transactions = blocks.flatMap(({ block }) =>
    block.transactions.map((one) => ({ ...one, height: block.header.height })),
  );
  return (
    <Table
      label={t('Recent transactions')}
      rows={transactions.slice(0, 12)}
      keyOf={({ transactionId }) => transactionId}
      empty={t('None in these blocks.')}
      columns={[
        { title: t('Transaction'), cell: (row) => <TransactionLink id={row.transactionId} /> },
        { title: t('Status'), cell: (row) => <Outcome status={row.status} /> },
        { title: t('Block'), isNumber: true, cell: (row) => <BlockLink height={row.height} /> },
        { title: t('Size'), isNumber: true, cell: (row) => bytesText(row.bytes) },
        {
          title: t('Signatures'),
          isNumber: true,
          cell: (row) => (row.bytes === 0 ? '–' : percent(row.signatureBytes / row.bytes)),
        },
      ]}
    />
  );
}

function decidingText({ consensus: { height, round, step } }: StatusResponse): string {
  if (step === 'idle' || step === 'decided') return t('nothing now');
  return t('{0} · round {1} · {2}', whole(height), round, codeWord(codeText(step)));
}

/** Over the blocks of the last minute. */
function rateOf(blocks: readonly LiveBlock[]): string {
  const recent = within(blocks, 60_000);
  const [newest] = recent;
  const oldest = recent.at(-1);
  if (newest === undefined || oldest === undefined || newest === oldest) return '0';
  const seconds = Number(newest.block.header.time - oldest.block.header.time) / 1_000;
  const total = recent.slice(0, -1).reduce((sum, { block }) => sum + block.transactions.length, 0);
  return (total / seconds).toFixed(1);
}

function intervalOf(blocks: readonly LiveBlock[]): string {
  const recent = blocks.slice(0, 20);
  const [newest] = recent;
  const oldest = recent.at(-1);
  if (newest === undefined || oldest === undefined || newest === oldest) return '–';
  const ms = Number(newest.block.header.time - oldest.block.header.time) / (recent.length - 1);
  return agoText(ms);
}

function finalityText(times: readonly number[]): JSX.Element | string {
  if (times.length === 0) return '–';
  const [half, most] = [0.5, 0.99].map((share) => durationText(quantile(times, share)));
  const about = t(
    'from the time in the header until this page heard that the block is final, over {0}',
    count(times.length, 'block'),
  );
  return <span title={about}>{`${half}, ${most}`}</span>;
}

function signatureShare(blocks: readonly LiveBlock[]): string {
  let all = 0;
  let signatures = 0;
  for (const { block } of blocks) {
    for (const { bytes, signatureBytes } of block.transactions) {
      all += bytes;
      signatures += signatureBytes;
    }
  }
  return all === 0 ? '–' : percent(signatures / all);
}

function within(blocks: readonly LiveBlock[], ms: number): readonly LiveBlock[] {
  const now = blocks[0]?.block.header.time ?? 0n;
  return blocks.filter(({ block }) => now - block.header.time <= BigInt(ms));
}
