/** The figures of trials as metrics of a run, one sample a repetition. */
import { stages } from '@trellis/protocol';
import type { Metric } from '../run.ts';
import { boundShareName } from '../verify-bound/bound.ts';
import { costTopics } from './node-costs.ts';
import { boundShare, type LedgerTrial, type LoadPhase } from './trial-result.ts';

interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly better: Metric['better'];
  readonly value: number | null | undefined;
}

/** Failed trials give none: their figures must not be compared. */
export function ledgerMetrics(trials: readonly LedgerTrial[]): Metric[] {
  const metrics = new Map<string, Metric>();
  for (const trial of trials) {
    if (trial.status === 'failed') continue;
    for (const { name, unit, better, value } of figures(trial)) {
      if (value == null || !Number.isFinite(value)) continue;
      const key = `${name}\n${trial.scheme}`;
      const known = metrics.get(key);
      if (known === undefined) {
        metrics.set(key, { name, subject: trial.scheme, unit, better, samples: [value] });
      } else known.samples.push(value);
    }
  }
  return [...metrics.values()];
}

function figures(trial: LedgerTrial): Figure[] {
  const sustained = trial.phases.find(({ phase }) => phase === 'sustained');
  const overload = trial.phases.find(({ phase }) => phase === 'overload');
  const cost = sustained?.costs.perPayment ?? null;
  const lower = (name: string, unit: string, value: Figure['value']): Figure => ({
    name,
    unit,
    better: 'lower',
    value,
  });
  const higher = (name: string, unit: string, value: Figure['value']): Figure => ({
    name,
    unit,
    better: 'higher',
    value,
  });
  return [
    lower('idle finality, median', 'ms', trial.idle?.p50Ms),
    higher('knee', 'payments/s', trial.kneePerSecond),
    higher('verify bound', 'payments/s', trial.verifyBoundPerSecond),
    higher(boundShareName, '%', boundPercent(trial)),
    lower('latency at the sustained load, median', 'ms', sustained?.latency?.p50Ms),
    lower('latency at the sustained load, p99', 'ms', sustained?.latency?.p99Ms),
    higher('achieved in overload', 'payments/s', overload?.achievedPerSecond),
    lower('recovery', 's', trial.recovery?.calmAfterSeconds),
    lower('CPU', 'µs/payment/node', cost?.cpuMicros),
    ...stages.map((stage) => lower(`CPU ${stage}`, 'µs/payment/node', cost?.stageMicros[stage])),
    ...costTopics.map((topic) =>
      lower(`sent ${topic}`, 'B/payment/node', cost?.topics[topic].bytesSent),
    ),
    ...costTopics.map((topic) =>
      lower(`received ${topic}`, 'B/payment/node', cost?.topics[topic].bytesReceived),
    ),
    lower('duplicates', 'messages/payment/node', cost?.topics.transactions.duplicatesReceived),
    lower('generator CPU', 'µs/payment', sustained?.generatorCpuMicrosPerPayment),
    lower('generator signing, before the load', 'µs/payment', signingMicros(sustained)),
    lower('memory', 'B/node', sustained?.costs.memoryBytes),
    lower('payment', 'B', trial.paymentBytes),
    {
      name: 'block at the sustained load',
      unit: 'B',
      better: 'none',
      value: meanBlockBytes(trial),
    },
    lower('certificate', 'B', trial.messages?.certificateBytes),
    lower('disk body', 'B/payment', trial.disk?.perPayment.bodyBytes),
    lower('disk witness', 'B/payment', trial.disk?.perPayment.witnessBytes),
    lower('disk index', 'B/payment', trial.disk?.perPayment.indexBytes),
    lower('disk receipts', 'B/payment', trial.disk?.perPayment.receiptBytes),
    lower('disk headers', 'B/payment', trial.disk?.perPayment.headerBytes),
    lower('disk state', 'B/payment', trial.disk?.perPayment.stateBytes),
    lower('disk tree', 'B/payment', trial.disk?.perPayment.treeBytes),
    lower('state kept', 'B/account', trial.disk?.perAccount.stateBytes),
    lower('tree kept', 'B/account', trial.disk?.perAccount.treeBytes),
    lower('disk folder growth', 'B/payment/node', cost?.folderBytes),
  ];
}

function boundPercent(trial: LedgerTrial): number | null {
  const share = boundShare(trial);
  return share === null ? null : 100 * share;
}

function signingMicros(load: LoadPhase | undefined): number | null {
  return load === undefined ? null : (load.signingSeconds * 1e6) / Math.max(1, load.offered);
}

/** The transactions of a block, signatures included; its header and hashes add less than 1 kB. */
function meanBlockBytes({ phases, paymentBytes }: LedgerTrial): number | null {
  const sustained = phases.find(({ phase }) => phase === 'sustained');
  if (sustained === undefined || paymentBytes === null || sustained.costs.blocks === 0) return null;
  return (sustained.final * paymentBytes) / sustained.costs.blocks;
}
