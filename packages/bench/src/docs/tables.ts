/** The tables of docs/benchmarks.md and the README, from kept runs. */
import { stages } from '@trellis/protocol';
import { apiColumns } from '../api/text.ts';
import { channelLoadColumns } from '../channel-load/text.ts';
import { costTopics } from '../ledger/node-costs.ts';
import { medianOf, subjectsOf } from '../metric-table.ts';
import type { BenchRun, RunKind } from '../run.ts';
import { figure } from '../table.ts';
import { verifyBound as boundOf, boundShareName } from '../verify-bound/bound.ts';

export type Runs = Readonly<Partial<Record<RunKind, BenchRun>>>;

/** Every table by the name that the document's markers have. */
export const tables: Readonly<
  Record<string, { readonly kind: RunKind; readonly of: (run: BenchRun, runs: Runs) => string }>
> = {
  'signature-times': { kind: 'signatures', of: signatureTimes },
  'ledger-short': { kind: 'ledger', of: ledgerShort },
  'ledger-load': { kind: 'ledger', of: ledgerLoad },
  'ledger-cpu': { kind: 'ledger', of: ledgerCpu },
  'ledger-bytes': { kind: 'ledger', of: ledgerBytes },
  'ledger-disk': { kind: 'ledger', of: ledgerDisk },
  'verify-bound': { kind: 'verify-bound', of: verifyBound },
  'growth-accounts': { kind: 'growth', of: (run) => bySubject(run, / accounts$/) },
  'growth-validators': { kind: 'growth', of: (run) => bySubject(run, / validators,/) },
  channel: { kind: 'channel', of: (run) => bySubject(run, /./) },
  'channel-load': { kind: 'channel-load', of: channelLoad },
  api: { kind: 'api', of: apiTable },
  'channel-share': { kind: 'channel', of: channelShare },
};

const begin = (name: string): string => `<!-- ${name} -->`;
const end = '<!-- end -->';

/**
 * The document with the text between each pair of markers replaced by its table. Throws for a marker
 * without a table, a run that is missing, and one that broke off.
 */
export function fillTables(document: string, runs: Runs): string {
  return document.replace(/<!-- ([a-z-]+) -->\n[\s\S]*?<!-- end -->/g, (_whole, name: string) => {
    const table = tables[name];
    if (table === undefined) throw new Error(`there is no table "${name}"`);
    const run = completeRun(runs, table.kind);
    return `${begin(name)}\n${table.of(run, runs)}\n\n${source(run)}\n${end}`;
  });
}

function completeRun(runs: Runs, kind: RunKind): BenchRun {
  const run = runs[kind];
  if (run === undefined || !run.complete) throw new Error(`no complete run of ${kind}`);
  return run;
}

/** From which command on which machine. */
function source({ command, commit, machine, versions, startedAt, seconds }: BenchRun): string {
  return (
    `\`${command}\`, ${startedAt.slice(0, 10)}, ${Math.round(seconds)} s, commit ${commit}: ${machine.processor}, ` +
    `${machine.cores} cores, Node ${versions.node}, OpenSSL ${versions.openssl}.`
  );
}

function markdown(rows: readonly (readonly string[])[]): string {
  const [head = [], ...rest] = rows;
  const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
  return [
    line(head),
    line(head.map((_, index) => (index === 0 ? '---' : '---:'))),
    ...rest.map(line),
  ].join('\n');
}

const shown = (value: number | undefined): string => (value === undefined ? '-' : figure(value));

function signatureTimes(run: BenchRun): string {
  const sizes = run.metrics.flatMap(({ name }) => /^verify ([0-9]+) B$/.exec(name)?.[1] ?? []);
  const bytes = [...new Set(sizes)].includes('1024') ? '1024' : (sizes[0] ?? '');
  const smallest = Math.min(...sizes.map(Number));
  const names = ['keygen', `sign ${bytes} B`, `verify ${bytes} B`];
  return markdown([
    [
      'scheme, provider',
      'public key B',
      'signature B',
      'keygen µs',
      'sign µs',
      'sign p99 µs',
      'verify µs',
      'verify × Ed25519',
      'verify /s, one core',
      'verify /s, all cores',
    ],
    ...subjectsOf(run).map((subject) => {
      const [keygen, sign, verify] = names.map((name) => medianOf(run, name, subject));
      const provider = subject.split(', ')[1] ?? '';
      const ed25519 = medianOf(run, names[2] ?? '', `ed25519, ${provider}`);
      const times = verify === undefined || ed25519 === undefined ? undefined : verify / ed25519;
      const fact = (name: string): string => shown(medianOf(run, name, subject));
      return [
        subject,
        fact('public key'),
        fact('signature'),
        shown(keygen),
        shown(sign),
        fact(`${names[1]}, p99`),
        shown(verify),
        shown(times),
        shown(verify === undefined ? undefined : 1e6 / verify),
        fact(`verify ${smallest} B, all cores`),
      ];
    }),
  ]);
}

function ledgerTable(
  run: BenchRun,
  columns: readonly (readonly [head: string, metric: string])[],
): string {
  return markdown([
    ['scheme', ...columns.map(([head]) => head)],
    ...subjectsOf(run).map((scheme) => [
      scheme,
      ...columns.map(([, metric]) => shown(medianOf(run, metric, scheme))),
    ]),
  ]);
}

/** For whoever only wants to know how fast. */
function ledgerShort(run: BenchRun): string {
  return ledgerTable(run, [
    ['final when idle, ms', 'idle finality, median'],
    ['payments/s it keeps up with', 'knee'],
    ['median ms at 80 % of that', 'latency at the sustained load, median'],
    ['CPU µs/payment and node', 'CPU'],
    ['payment B', 'payment'],
  ]);
}

function ledgerLoad(run: BenchRun): string {
  return ledgerTable(run, [
    ['idle finality ms', 'idle finality, median'],
    ['knee payments/s', 'knee'],
    ['verify bound payments/s', 'verify bound'],
    ['share of the bound %', boundShareName],
    ['p50 ms at 80 %', 'latency at the sustained load, median'],
    ['p99 ms at 80 %', 'latency at the sustained load, p99'],
    ['achieved in overload /s', 'achieved in overload'],
    ['recovery s', 'recovery'],
    ['payment B', 'payment'],
    ['block B at 80 %', 'block at the sustained load'],
    ['certificate B', 'certificate'],
    ['memory B/node', 'memory'],
    ['generator µs/payment', 'generator CPU'],
  ]);
}

function ledgerCpu(run: BenchRun): string {
  return ledgerTable(run, [
    ['µs in all', 'CPU'],
    ...stages.map((stage) => [stage, `CPU ${stage}`] as const),
  ]);
}

function ledgerBytes(run: BenchRun): string {
  return ledgerTable(run, [
    ...costTopics.map((topic) => [`sent: ${topic}`, `sent ${topic}`] as const),
    ...costTopics.map((topic) => [`received: ${topic}`, `received ${topic}`] as const),
    ['received twice, messages', 'duplicates'],
  ]);
}

function ledgerDisk(run: BenchRun): string {
  return ledgerTable(run, [
    ...['body', 'witness', 'index', 'receipts', 'headers', 'state', 'tree'].map(
      (kind) => [kind, `disk ${kind}`] as const,
    ),
    ['state B/account', 'state kept'],
    ['tree B/account', 'tree kept'],
    ['growth of the folder', 'disk folder growth'],
  ]);
}

function verifyBound(run: BenchRun): string {
  const validators = Number(run.parameters.validators ?? 4);
  return markdown([
    [
      'scheme',
      'µs, one core',
      'µs, all cores',
      `payments/s for ${validators} nodes on this machine`,
    ],
    ...subjectsOf(run).map((scheme) => {
      const all = medianOf(run, 'verify, all cores', scheme);
      const bound = all === undefined ? undefined : boundOf(1e6 / all, validators);
      return [scheme, shown(medianOf(run, 'verify, one core', scheme)), shown(all), shown(bound)];
    }),
  ]);
}

function apiTable(run: BenchRun): string {
  return markdown([
    ['', ...apiColumns.map(([head]) => head)],
    ...['idle', 'reads', 'submits'].map((subject) => [
      subject,
      ...apiColumns.map(([, name]) => shown(medianOf(run, name, subject))),
    ]),
  ]);
}

function channelLoad(run: BenchRun): string {
  return markdown([
    ['', ...channelLoadColumns.map(([head]) => head)],
    ...subjectsOf(run).map((channel) => [
      channel,
      ...channelLoadColumns.map(([, metric]) => {
        const samples = run.metrics
          .filter(({ name, subject }) => name === metric && subject === channel)
          .flatMap((one) => one.samples);
        const range = `${figure(Math.min(...samples))}–${figure(Math.max(...samples))}`;
        return `${shown(medianOf(run, metric, channel))} (${range})`;
      }),
    ]),
  ]);
}

/**
 * What a channel takes of a payment's CPU on each node: a node sends and receives as many copies of a
 * payment as the ledger's run says; the channel's run says what a copy costs both ends together.
 */
function channelShare(run: BenchRun, runs: Runs): string {
  const ledger = completeRun(runs, 'ledger');
  const [scheme, spoken] = ['ml-dsa-65', 'X25519MLKEM768'];
  const ofLedger = (name: string): number => medianOf(ledger, name, scheme) ?? Number.NaN;
  const copies = ofLedger('sent transactions') / ofLedger('payment');
  const micros = (channel: string): number =>
    copies * (medianOf(run, 'CPU of such a message', channel) ?? Number.NaN);
  const rest = ofLedger('CPU') - micros(spoken);
  return markdown([
    ['', 'copies/payment/node', 'channel, µs', 'all CPU, µs', 'channel, %', 'payments/s, %'],
    ...subjectsOf(run).map((channel) => {
      const all = rest + micros(channel);
      return [
        channel,
        figure(copies),
        figure(micros(channel)),
        figure(all),
        figure((100 * micros(channel)) / all),
        figure((100 * (rest + micros(spoken))) / all),
      ];
    }),
  ]);
}

/** A line a subject, a column a figure. */
function bySubject(run: BenchRun, wanted: RegExp): string {
  const subjects = subjectsOf(run).filter((subject) => wanted.test(subject));
  const metrics = run.metrics.filter(({ subject }) => subjects.includes(subject));
  const names = [...new Map(metrics.map(({ name, unit }) => [name, unit]))];
  return markdown([
    ['', ...names.map(([name, unit]) => `${name}, ${unit}`)],
    ...subjects.map((subject) => [
      subject,
      ...names.map(([name]) => shown(medianOf(run, name, subject))),
    ]),
  ]);
}
