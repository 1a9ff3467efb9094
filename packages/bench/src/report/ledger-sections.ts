/** What is shown of a run of ledgers. */
import { schemes as schemeFacts } from '@trellis/crypto';
import { stages } from '@trellis/protocol';
import { costTopics } from '../ledger/node-costs.ts';
import { medianOf, metricTable, subjectsOf } from '../metric-table.ts';
import type { BenchRun } from '../run.ts';
import { figure } from '../table.ts';
import { barPlot, linePlot, type Series } from './chart.ts';
import type { Section } from './page.ts';
import { millionCost, type PaymentResources, type Prices } from './prices.ts';
import { type LedgerRaw, readLedgerRaw } from './raw-parts.ts';

const diskKinds = ['body', 'witness', 'index', 'receipts', 'headers', 'state', 'tree'] as const;

/** The parts of the stacked plot of sizes. */
const sizeNames = ['payment', 'certificate'] as const;

/** What a payment takes on a node; `undefined` for a scheme without a sustained load. */
function resourcesOf(run: BenchRun, scheme: string): PaymentResources | undefined {
  const cpuMicros = medianOf(run, 'CPU', scheme);
  if (cpuMicros === undefined) return undefined;
  const sum = (names: readonly string[]): number =>
    names.reduce((all, name) => all + (medianOf(run, name, scheme) ?? 0), 0);
  return {
    cpuMicros,
    sentBytes: sum(costTopics.map((topic) => `sent ${topic}`)),
    diskBytes: sum(diskKinds.map((kind) => `disk ${kind}`)),
  };
}

/** In plain words: what replacing Ed25519 by the post-quantum scheme costs this ledger. */
export function ledgerLead(run: BenchRun, prices: Prices): readonly string[] {
  const subjects = subjectsOf(run);
  const postQuantum = (['ml-dsa-65', 'ml-dsa-44', 'ml-dsa-87'] as const).find((name) =>
    subjects.includes(name),
  );
  if (postQuantum === undefined || !subjects.includes('ed25519')) return [];
  const [before, after] = [resourcesOf(run, 'ed25519'), resourcesOf(run, postQuantum)];
  if (before === undefined || after === undefined) return [];
  const nodes = Number(run.parameters.validators ?? 4);
  const [cost, costAfter] = [millionCost(before, nodes, prices), millionCost(after, nodes, prices)];
  const [knee, kneeAfter] = ['ed25519', postQuantum].map((name) => medianOf(run, 'knee', name));
  // A run at a given rate has not searched for it.
  const rates =
    knee === undefined || kneeAfter === undefined
      ? ''
      : `, and the network keeps up with ${figure(kneeAfter)} payments a second instead of ${figure(knee)}`;
  const latency = (scheme: string): string =>
    figure(medianOf(run, 'idle finality, median', scheme) ?? Number.NaN);
  const { signatureBytes } = schemeFacts[postQuantum];
  return [
    `The same ledger on the same machine, with ${postQuantum} (signatures of about ${signatureBytes.toLocaleString('en')} bytes) instead of Ed25519:`,
    `Time: a payment is final after ${latency(postQuantum)} ms instead of ${latency('ed25519')} ms under light load${rates}. Each node computes ` +
      `${figure(after.cpuMicros / before.cpuMicros)} times as long on a payment (${figure(after.cpuMicros)} µs).`,
    `Bytes: each node sends ${figure(after.sentBytes)} bytes a payment instead of ${figure(before.sentBytes)} (${figure(after.sentBytes / before.sentBytes)} times), ` +
      `and keeps ${figure(after.diskBytes)} bytes instead of ${figure(before.diskBytes)} (${figure(after.diskBytes / before.diskBytes)} times).`,
    `Money: a million payments cost ${figure(costAfter.total)} instead of ${figure(cost.total)} on all ${nodes} nodes together, at ` +
      `${prices.cpuHour} for a core and hour, ${prices.gigabyteSent} for a gigabyte sent and ${prices.gigabyteMonth} for a gigabyte kept ` +
      `a month, kept ${prices.monthsKept} months.`,
  ];
}

export function ledgerSections(run: BenchRun, prices: Prices): readonly Section[] {
  const raw = readLedgerRaw(run.raw);
  const stacked = (title: string, unit: string, parts: Parts): Section =>
    stackedSection(run, title, unit, parts);
  return [
    latencySection(run, raw),
    throughputSection(raw),
    stacked('Sizes of a payment and of a block’s certificate', 'bytes', {
      names: sizeNames,
      metricOf: (name) => name,
    }),
    stacked('CPU of a payment on each node', 'µs', {
      names: stages,
      metricOf: (stage) => `CPU ${stage}`,
    }),
    stacked('Bytes of a payment that each node sends', 'bytes', {
      names: costTopics,
      metricOf: (topic) => `sent ${topic}`,
    }),
    stacked('Bytes of a payment that each node receives', 'bytes', {
      names: costTopics,
      metricOf: (topic) => `received ${topic}`,
    }),
    stacked('Disk of a payment on each node', 'bytes', {
      names: diskKinds,
      metricOf: (kind) => `disk ${kind}`,
    }),
    moneySection(run, prices),
    { title: 'All figures', text: ['Medians over the repetitions.'], table: metricTable(run) },
  ];
}

function latencySection({ parameters: { rate } }: BenchRun, raw: LedgerRaw): Section {
  return {
    title: 'Latency under the sustained load',
    text: [
      'The share of payments that were final within a time, counted from the moment each was due (coordinated omission). ' +
        (rate == null
          ? 'The load is 80 % of what each network keeps up with.'
          : `The load is ${rate} payments a second.`),
    ],
    plot: linePlot({
      title: 'Latency under the sustained load',
      xLabel: 'ms from due to final, logarithmic',
      yLabel: 'share of payments',
      logX: true,
      series: latencySeries(raw),
    }),
  };
}

function throughputSection(raw: LedgerRaw): Section {
  return {
    title: 'Achieved against offered',
    plot: linePlot({
      title: 'Achieved against offered payments a second',
      xLabel: 'offered payments/s',
      yLabel: 'achieved payments/s',
      series: throughputSeries(raw),
    }),
  };
}

/** The parts of a stacked bar, and the metric that has each of them. */
interface Parts {
  readonly names: readonly string[];
  readonly metricOf: (name: string) => string;
}

function stackedSection(
  run: BenchRun,
  title: string,
  unit: string,
  { names: parts, metricOf }: Parts,
): Section {
  const bars = subjectsOf(run).map((scheme) => ({
    name: scheme,
    values: parts.map((part) => Math.max(0, medianOf(run, metricOf(part), scheme) ?? 0)),
  }));
  return {
    title,
    plot: barPlot({ title, unit, parts, bars }),
    table: [
      ['scheme', ...parts],
      ...bars.map(({ name, values }) => [name, ...values.map((value) => figure(value))]),
    ],
  };
}

function moneySection(run: BenchRun, prices: Prices): Section {
  const nodes = Number(run.parameters.validators ?? 4);
  const costs = subjectsOf(run).flatMap((scheme) => {
    const resources = resourcesOf(run, scheme);
    return resources === undefined ? [] : [{ scheme, ...millionCost(resources, nodes, prices) }];
  });
  return {
    title: 'Money for a million payments',
    text: [
      `On all ${nodes} nodes together: ${prices.cpuHour} for a core and hour, ${prices.gigabyteSent} for a gigabyte sent, ${prices.gigabyteMonth} for a gigabyte kept a month, ${prices.monthsKept} months.`,
    ],
    plot: barPlot({
      title: 'Money for a million payments',
      unit: 'in the currency of the prices',
      parts: ['CPU', 'sent', 'disk'],
      bars: costs.map(({ scheme, cpu, sent, disk }) => ({
        name: scheme,
        values: [cpu, sent, disk],
      })),
    }),
    table: [
      ['scheme', 'CPU', 'sent', 'disk', 'total'],
      ...costs.map(({ scheme, cpu, sent, disk, total }) => [
        scheme,
        ...[cpu, sent, disk, total].map((value) => value.toFixed(2)),
      ]),
    ],
  };
}

/** The first complete trial of each scheme stands for it; curves can't be averaged. */
function firstTrials({ trials }: LedgerRaw): readonly LedgerRaw['trials'][number][] {
  const seen = new Set<string>();
  return trials.filter(({ scheme, status }) => {
    if (status !== 'ok' || seen.has(scheme)) return false;
    seen.add(scheme);
    return true;
  });
}

function latencySeries(raw: LedgerRaw): readonly Series[] {
  return firstTrials(raw).flatMap(({ scheme, phases }) => {
    const points = phases.find(({ phase }) => phase === 'sustained')?.latency?.points;
    return points === undefined ? [] : [{ name: scheme, points }];
  });
}

function throughputSeries(raw: LedgerRaw): readonly Series[] {
  return firstTrials(raw).map(({ scheme, phases }) => ({
    name: scheme,
    points: phases
      .filter(({ phase }) => phase !== 'warm-up')
      .map(
        ({ offeredPerSecond, achievedPerSecond }) => [offeredPerSecond, achievedPerSecond] as const,
      )
      .sort(([a], [b]) => a - b),
  }));
}
