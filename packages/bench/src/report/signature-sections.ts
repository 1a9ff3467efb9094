/** What is shown of a run of signatures. */
import type { BenchRun } from '../run.ts';
import { figureColumns, figuresOf } from '../signatures/figures.ts';
import { ascending } from '../statistics.ts';
import { figure } from '../table.ts';
import { barPlot, linePlot } from './chart.ts';
import type { Section } from './page.ts';
import { readSignaturesRaw, type SignaturesRaw } from './raw-parts.ts';

type Row = SignaturesRaw['rows'][number];

/** In a sentence or two: what changes when Ed25519 is replaced. */
export function signatureLead(run: BenchRun): readonly string[] {
  const { sizes, rows } = readSignaturesRaw(run.raw);
  const of = (operation: string): Row | undefined =>
    rows.find(
      (row) =>
        row.scheme === 'ml-dsa-65' && row.provider === 'openssl' && row.operation === operation,
    );
  const [sign, verify] = [of('sign'), of('verify')];
  const [small, large] = ['ed25519', 'ml-dsa-65'].map((name) =>
    sizes.find(({ scheme }) => scheme === name),
  );
  if (!sign?.timesEd25519 || !verify?.timesEd25519 || !small || !large) return [];
  return [
    `With OpenSSL on this machine, verifying an ML-DSA-65 signature takes ${figure(verify.timesEd25519)} times as long as ` +
      `an Ed25519 one (${figure(verify.medianMicros)} µs), signing ${figure(sign.timesEd25519)} times (${figure(sign.medianMicros)} µs in the middle, ` +
      `up to ${figure(sign.p99Micros)} µs once in a hundred, as ML-DSA tries until a signature fits).`,
    `The signature has ${large.signatureBytes.toLocaleString('en')} bytes instead of ${small.signatureBytes}, the public key ` +
      `${large.publicKeyBytes.toLocaleString('en')} instead of ${small.publicKeyBytes}: ${figure(large.signatureBytes / small.signatureBytes)} and ` +
      `${figure(large.publicKeyBytes / small.publicKeyBytes)} times as many.`,
  ];
}

export function signatureSections(run: BenchRun): readonly Section[] {
  const { sizes, rows } = readSignaturesRaw(run.raw);
  const smallest = Math.min(...rows.flatMap(({ messageBytes }) => messageBytes ?? []));
  const shown = (operation: string): readonly Row[] =>
    rows.filter(
      (row) =>
        row.operation === operation && (row.messageBytes === null || row.messageBytes === smallest),
    );
  const times = (operation: string, title: string): Section => ({
    title,
    plot: barPlot({
      title,
      unit: 'µs, logarithmic',
      log: true,
      parts: ['median'],
      bars: shown(operation).map((row) => ({ name: label(row), values: [row.medianMicros] })),
    }),
    table: [
      ['scheme, provider', ...figureColumns],
      ...shown(operation).map((row) => [label(row), ...figuresOf(row)]),
    ],
  });
  const distributions = shown('sign').filter(
    ({ scheme, provider, sample }) =>
      scheme.startsWith('ml-dsa') && provider === 'openssl' && sample.length > 9,
  );
  const title = 'How long signing takes, as a distribution';
  return [
    {
      title: 'Sizes',
      plot: barPlot({
        title: 'Sizes of public keys and signatures',
        unit: 'bytes',
        parts: ['public key', 'signature'],
        bars: sizes.map(({ scheme, publicKeyBytes, signatureBytes }) => ({
          name: scheme,
          values: [publicKeyBytes, signatureBytes],
        })),
      }),
      table: [
        ['scheme', 'public key B', 'signature B'],
        ...sizes.map(({ scheme, publicKeyBytes, signatureBytes }) => [
          scheme,
          publicKeyBytes.toLocaleString('en'),
          signatureBytes.toLocaleString('en'),
        ]),
      ],
    },
    times('verify', 'Verifying'),
    times('sign', 'Signing'),
    times('keygen', 'Making keys'),
    {
      title,
      text: ['The share of signatures that took no longer than a time, OpenSSL.'],
      plot: linePlot({
        title,
        xLabel: 'µs, logarithmic',
        yLabel: 'share',
        logX: true,
        series: distributions.map(({ scheme, sample }) => ({
          name: scheme,
          points: ascending(sample).map((value, index) => [value, (index + 1) / sample.length]),
        })),
      }),
    },
  ].filter(({ plot }) => plot !== '');
}

function label({ scheme, provider }: Row): string {
  return `${scheme}, ${provider}`;
}
