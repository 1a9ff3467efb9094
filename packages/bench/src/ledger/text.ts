/** A measurement of the ledger as text. */

import { stages } from '@trellis/protocol';
import { textTable } from '../table.ts';
import type { LedgerResult } from './ledger-bench.ts';
import { costTopics } from './node-costs.ts';
import type { LedgerTrial, LoadPhase } from './trial-result.ts';

/** Two tables and what to know about them. */
export function formatLedger({ trials, notes, status, options }: LedgerResult): string {
  const failed = trials.filter((trial) => trial.status === 'failed');
  const planned = options.schemes.length * options.repeat;
  return [
    ...notes,
    '',
    textTable([
      [
        'scheme',
        'run',
        'idle ms',
        'knee/s',
        '% of bound',
        'phase',
        'offered/s',
        'achieved/s',
        'final',
        'failed',
        'refused',
        'expired',
        'p50 ms',
        'p90 ms',
        'p99 ms',
      ],
      ...trials.flatMap(loadRows),
    ]),
    '',
    'Sustained load, for each payment and node: µs of CPU by stage, bytes sent',
    textTable([
      [
        'scheme',
        'run',
        'CPU µs',
        ...stages,
        'sent B',
        ...costTopics.slice(0, 4),
        'dup/tx',
        'memory MB',
      ],
      ...trials.flatMap(costRows),
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
  const bound = trial.verifyBoundPerSecond ?? Number.NaN;
  const shown = trial.phases.filter(({ phase }) => phase !== 'ramp');
  return shown.map((phase) => [
    trial.scheme,
    String(trial.repetition),
    number(trial.idle?.p50Ms),
    number(trial.kneePerSecond ?? undefined),
    number((100 * phase.achievedPerSecond) / bound),
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
  const sent = costTopics.reduce((sum, topic) => sum + cost.topics[topic].bytesSent, 0);
  return [
    [
      trial.scheme,
      String(trial.repetition),
      number(cost.cpuMicros),
      ...stages.map((stage) => number(cost.stageMicros[stage])),
      number(sent),
      ...costTopics.slice(0, 4).map((topic) => number(cost.topics[topic].bytesSent)),
      cost.topics.transactions.duplicatesReceived.toFixed(3),
      number(phase.costs.memoryBytes / 1e6),
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
