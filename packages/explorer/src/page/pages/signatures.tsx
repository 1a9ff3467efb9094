/** What signatures cost here and now: bytes in blocks, time in this browser and at the node. */
import { getUsage, trustedValidators } from '@trellis/client';
import { type SchemeName, schemeNames, schemes } from '@trellis/crypto';
import { finalHeaderClaims, type Height } from '@trellis/protocol';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { bytesText, count, percent, whole } from '../format.ts';
import { t } from '../language.ts';
import type { LiveBlock } from '../live.ts';
import { Facts, Tiles } from '../parts/facts.tsx';
import { Title } from '../parts/page-frame.tsx';
import { Plot } from '../parts/plot.tsx';
import { Table } from '../parts/table.tsx';
import { CurrentMarks } from '../parts/verified-mark.tsx';
import type { Session } from '../session.ts';
import { useStore } from '../store.ts';
import { useAsked } from '../use-proven.ts';

export function Signatures(): JSX.Element {
  const { live } = useApp();
  const { blocks } = useStore(live);
  const sums = sumUp(blocks);
  return (
    <>
      <Title title={t('What signatures cost')} />
      <CurrentMarks verifications={blocks.map(({ verification }) => verification)} />
      <p class="reported">
        {t('Over')} {count(blocks.length, 'block')} {t('with')}{' '}
        {count(sums.transactions, 'transaction')}
        {t(
          '. Sizes of transactions are reported by the node, not proven, those of certificates are of what was checked.',
        )}
      </p>
      <SizeTiles sums={sums} blocks={blocks.length} />
      <SignatureBytes blocks={blocks} />
      <h2>{t('Time')}</h2>
      <BrowserTime />
      <NodeTime />
      <h2>{t('Sizes')}</h2>
      <SchemeSizes />
    </>
  );
}

interface Sums {
  readonly transactions: number;
  readonly bytes: number;
  readonly signatureBytes: number;
  readonly certificateBytes: number;
}

function sumUp(blocks: readonly LiveBlock[]): Sums {
  let [transactions, bytes, signatureBytes, certificates] = [0, 0, 0, 0];
  for (const one of blocks) {
    certificates += certificateBytes(one);
    for (const transaction of one.block.transactions) {
      transactions += 1;
      bytes += transaction.bytes;
      signatureBytes += transaction.signatureBytes;
    }
  }
  return { transactions, bytes, signatureBytes, certificateBytes: certificates };
}

function certificateBytes({ block }: LiveBlock): number {
  return (
    block.certificate?.signatures.reduce((sum, { signature }) => sum + signature.length, 0) ?? 0
  );
}

function SizeTiles({
  sums,
  blocks,
}: {
  readonly sums: Sums;
  readonly blocks: number;
}): JSX.Element {
  const perTransaction = sums.transactions === 0 ? 0 : sums.signatureBytes / sums.transactions;
  const allBytes = sums.bytes + sums.certificateBytes;
  return (
    <Tiles
      facts={[
        [
          t('Per transaction'),
          sums.transactions === 0 ? '–' : bytesText(Math.round(sums.bytes / sums.transactions)),
        ],
        [
          t('of it signatures'),
          sums.bytes === 0
            ? '–'
            : `${bytesText(Math.round(perTransaction))}, ${percent(sums.signatureBytes / sums.bytes)}`,
        ],
        [
          t('Certificate'),
          blocks === 0 ? '–' : bytesText(Math.round(sums.certificateBytes / blocks)),
        ],
        [
          t('Share of blocks'),
          allBytes === 0 ? '–' : percent((sums.signatureBytes + sums.certificateBytes) / allBytes),
        ],
      ]}
    />
  );
}

function SignatureBytes({ blocks }: { readonly blocks: readonly LiveBlock[] }): JSX.Element {
  return (
    <Plot
      label={t('Kilobytes of signatures by block')}
      xs={blocks.map(({ block }) => Number(block.header.height)).reverse()}
      series={[
        {
          name: 'of transactions',
          colour: 'first',
          values: blocks
            .map(
              ({ block }) =>
                block.transactions.reduce((sum, one) => sum + one.signatureBytes, 0) / 1_000,
            )
            .reverse(),
        },
        {
          name: 'of validators',
          colour: 'second',
          values: blocks.map((one) => certificateBytes(one) / 1_000).reverse(),
        },
      ]}
    />
  );
}

function SchemeSizes(): JSX.Element {
  return (
    <Table
      label={t('Sizes of keys and signatures by scheme')}
      rows={schemeNames.map((name) => ({ name, ...schemes[name] }))}
      keyOf={({ name }) => name}
      empty=""
      columns={[
        { title: t('Scheme'), cell: ({ name }) => name },
        {
          title: t('Post-quantum'),
          cell: ({ postQuantum }) =>
            postQuantum ? <span class="good">{t('yes')}</span> : <span class="bad">{t('no')}</span>,
        },
        { title: t('Public key'), isNumber: true, cell: (row) => bytesText(row.publicKeyBytes) },
        { title: t('Signature'), isNumber: true, cell: (row) => bytesText(row.signatureBytes) },
        {
          title: t('Against Ed25519'),
          isNumber: true,
          cell: (row) => `${(row.signatureBytes / schemes.ed25519.signatureBytes).toFixed(0)} ×`,
        },
      ]}
    />
  );
}

const rounds = 25;

/** Checks one signature of the newest certificate again and again. */
function BrowserTime(): JSX.Element {
  const { session, live } = useApp();
  const [measured, setMeasured] = useState<{ ms: number; scheme: SchemeName } | 'measuring'>();
  const measure = (): void => {
    const newest = live.get().blocks[0];
    if (newest === undefined) return;
    setMeasured('measuring');
    timeVerification(session, newest).then(setMeasured, () => setMeasured(undefined));
  };
  const isReady = useStore(live).blocks.length > 0;
  useEffect(measure, [isReady]);
  return (
    <p>
      {measured === undefined || measured === 'measuring'
        ? t('Measuring in this browser… ')
        : t(
            'Checking one {0} signature in this browser takes {1} ms (median of {2}, in JavaScript, in a worker). ',
            measured.scheme,
            measured.ms.toFixed(2),
            rounds,
          )}
      <button type="button" onClick={measure} disabled={measured === 'measuring'}>
        {t('Measure again')}
      </button>
    </p>
  );
}

async function timeVerification(
  { light, worker }: Session,
  { block }: LiveBlock,
): Promise<{ ms: number; scheme: SchemeName } | undefined> {
  const { header, certificate } = block;
  if (certificate === null) return undefined;
  const { chainId } = header;
  const { recoveries } = light.trusted();
  const validatorsAt = (height: Height) => trustedValidators(light.trusted(), height);
  const required = finalHeaderClaims({ chainId, recoveries, validatorsAt }, header, certificate);
  const claim = required.ok ? required.claims[0] : undefined;
  if (claim === undefined) return undefined;
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = performance.now();
    await worker.verify(claim);
    times.push(performance.now() - before);
  }
  times.sort((a, b) => a - b);
  return { ms: times[Math.floor(rounds / 2)] ?? 0, scheme: claim.scheme };
}

/** What the node has used since the page was opened. */
function NodeTime(): JSX.Element | null {
  const { live } = useApp();
  const { blocks } = useStore(live);
  const loaded = useAsked('usage', 2_000, async ({ transport }) => ({
    usage: await getUsage(transport),
    at: performance.now(),
  }));
  const [first, setFirst] = useState<{ pool: bigint; main: bigint; at: number; height: bigint }>();
  const newest = blocks[0]?.block.header.height ?? 0n;
  const now = loaded.state === 'ready' ? loaded.value : undefined;
  useEffect(() => {
    if (now === undefined || first !== undefined || newest === 0n) return;
    const { pool, main } = now.usage.threads;
    setFirst({ pool, main, at: now.at, height: newest });
  }, [now]);
  if (now === undefined || first === undefined || now.at === first.at) return null;
  const since = blocks.filter(({ block }) => block.header.height > first.height);
  const { transactions } = sumUp(since);
  const pool = Number(now.usage.threads.pool - first.pool);
  const main = Number(now.usage.threads.main - first.main);
  const seconds = (now.at - first.at) / 1_000;
  const each = (us: number): string =>
    transactions === 0
      ? t('no transactions yet')
      : t('{0} µs a transaction', whole(Math.round(us / transactions)));
  return (
    <Facts
      facts={[
        [
          t('The node’s verification threads'),
          t(
            '{0} of a core, {1} (verifying, signing, writing)',
            percent(pool / 1e6 / seconds),
            each(pool),
          ),
        ],
        [t('Its main thread'), t('{0} of a core, {1}', percent(main / 1e6 / seconds), each(main))],
      ]}
    />
  );
}
