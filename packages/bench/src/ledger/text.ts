/** A measurement of the ledger as text. */

import { stages } from '@trellis/protocol';
import { textTable } from '../table.ts';
import type { LedgerResult } from './ledger-bench.ts';
import { costTopics } from './node-costs.ts';
import { boundShare, type LedgerTrial, type LoadPhase } from './trial-result.ts';

/** Two tables and what to know about them. */
export function formatLedger({ trials, notes, status, options }: LedgerResult): string {
  const failed = trials.filter((trial) => trial.status === 'failed');
  const planned = options.schemes.length * options.repeat;
  return [
    ...notes,
    ...(options.workload === 'mixed'
      ? [
          'A mixed load: "payments" are transactions, of 1.2 operations and 1.2 signatures on average.',
        ]
      : []),
    '',
    textTable([
      [
        'scheme',
        'run',
        'idle ms',
        'knee/s',
        'bound/s',
        'share %',
        'phase',
        'offered/s',
        'achieved/s',
        'final',
        'failed',
        'rejected',
        'expired',
        'p50 ms',
        'p90 ms',
        'p99 ms',
      ],
      ...trials.flatMap(loadRows),
    ]),
    '',
    'Sustained load, for each payment and node: µs of CPU by stage (the generator is one process of its own)',
    textTable([
      ['scheme', 'run', 'CPU µs', ...stages, 'memory MB', 'generator µs'],
      ...trials.flatMap(costRows),
    ]),
    '',
    'Sustained load, for each payment and node: bytes sent/received by topic, duplicates, bytes kept',
    textTable([
      ['scheme', 'run', 'in all', ...costTopics, 'dup/tx', ...keptKinds, 'state+tree/account'],
      ...trials.flatMap(byteRows),
    ]),
    ...trials.flatMap(recoveryLine),
    ...failed.map((trial) => `FAILED ${trial.scheme} run ${trial.repetition}: ${trial.problem}`),
    ...(trials.length < planned ? [`FAILED: ${trials.length} of ${planned} runs were made.`] : []),
    status === 'ok'
      ? 'Every payment is accounted for.'
      : 'FAILED: the figures must not be compared.',
  ].join('\n');
}

function loadRows(trial: LedgerTrial): string[][] {
  const share = boundShare(trial);
  const shown = trial.phases.filter(({ phase }) => phase !== 'ramp' && phase !== 'warm-up');
  return shown.map((phase) => [
    trial.scheme,
    String(trial.repetition),
    number(trial.idle?.p50Ms),
    number(trial.kneePerSecond ?? undefined),
    number(trial.verifyBoundPerSecond ?? undefined),
    number(share === null ? undefined : 100 * share),
    phase.phase,
    number(phase.offeredPerSecond),
    number(phase.achievedPerSecond),
    String(phase.final),
    String(phase.failed),
    String(phase.refusedTotal),
    String(phase.expired),
    number(phase.latency?.p50Ms),
    number(phase.latency?.p90Ms),
    number(phase.latency?.p99Ms),
  ]);
}

function costRows(trial: LedgerTrial): string[][] {
  const phase = trial.phases.find((one): one is LoadPhase => one.phase === 'sustained');
  const cost = phase?.costs.perPayment;
  if (phase === undefined || cost == null) return [];
  return [
    [
      trial.scheme,
      String(trial.repetition),
      number(cost.cpuMicros),
      ...stages.map((stage) => number(cost.stageMicros[stage])),
      number(phase.costs.memoryBytes / 1e6),
      number(phase.generatorCpuMicrosPerPayment),
    ],
  ];
}

const keptKinds = ['body', 'witness', 'index', 'receipt', 'header', 'state', 'tree'] as const;

function byteRows(trial: LedgerTrial): string[][] {
  const phase = trial.phases.find((one): one is LoadPhase => one.phase === 'sustained');
  const topics = phase?.costs.perPayment?.topics;
  if (topics === undefined) return [];
  const both = (names: readonly (typeof costTopics)[number][]): string => {
    const sum = (direction: 'bytesSent' | 'bytesReceived'): string =>
      number(names.reduce((all, name) => all + topics[name][direction], 0));
    return `${sum('bytesSent')}/${sum('bytesReceived')}`;
  };
  const { disk } = trial;
  return [
    [
      trial.scheme,
      String(trial.repetition),
      both(costTopics),
      ...costTopics.map((topic) => both([topic])),
      topics.transactions.duplicatesReceived.toFixed(3),
      ...keptKinds.map((kind) => number(disk?.perPayment[`${kind}Bytes`])),
      number(disk === null ? undefined : disk.perAccount.stateBytes + disk.perAccount.treeBytes),
    ],
  ];
}

function recoveryLine({ scheme, repetition, recovery }: LedgerTrial): string[] {
  if (recovery === null) return [];
  const { calmAfterSeconds } = recovery;
  const calm =
    calmAfterSeconds === null
      ? 'not calm again'
      : `calm ${calmAfterSeconds.toFixed(1)} s after the overload`;
  return [`${scheme} run ${repetition}: ${calm}`];
}

function number(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '-' : value.toFixed(0);
}
