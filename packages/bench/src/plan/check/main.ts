/**
 * `node packages/bench/src/plan/check/main.ts`: measures a network of four, and what blocks cost by four and by seven, then
 * networks of 4, 10 and 16, and says how far the model was from these. Minutes on two cores; all nodes share the machine.
 * Prints the table of docs/scale.md.
 */
import { availableParallelism } from 'node:os';
import { createRun } from '../../environment.ts';
import { growthMetrics, runGrowthBench } from '../../growth/index.ts';
import { defaultGrowthOptions } from '../../growth/options.ts';
import { ledgerMetrics } from '../../ledger/metrics.ts';
import { defaultLedgerOptions, type LedgerOptions } from '../../ledger/options.ts';
import { planPhases } from '../../ledger/schedule.ts';
import { runTrial } from '../../ledger/trial.ts';
import type { LedgerTrial } from '../../ledger/trial-result.ts';
import type { BenchRun } from '../../run.ts';
import { type CapacityPlan, planCapacity } from '../capacity.ts';
import { type CapacityConstants, capacityConstants } from '../constants.ts';
import { namedSites } from '../sites.ts';

const scheme = 'ml-dsa-65';
const cores = availableParallelism();
const { signal } = new AbortController();

/** Payments a second that so many validators on two cores take although other work shares these. */
const measured = [
  { validators: 4, rate: 40 },
  { validators: 10, rate: 8 },
  { validators: 16, rate: 3 },
] as const;

async function main(): Promise<void> {
  const constants = await measureConstants();
  console.log('| network | figure | measured | by the model | error |');
  console.log('| --- | --- | ---: | ---: | ---: |');
  for (const { validators, rate } of measured) {
    const trial = await measure(validators, rate);
    const plan = planCapacity(constants, {
      validators,
      payments: rate,
      retentionDays: 1,
      sites: namedSites['one-site'],
      accounts: defaultLedgerOptions.accounts,
      coresPerHost: cores,
      nodesPerHost: validators,
      megabitsPerSecond: 100_000,
    });
    for (const row of rows(trial, plan)) console.log(rowText(`${validators}, ${rate}/s`, row));
  }
}

async function measureConstants(): Promise<CapacityConstants> {
  const trial = await measure(4, 100);
  const growth = await runGrowthBench(
    { ...defaultGrowthOptions, accounts: [], validators: [4, 7] },
    { onProgress: () => undefined, onSize: () => undefined, signal },
  );
  const facts = { seed: 1, raw: null, failure: null, startedAt: new Date(), command: 'check' };
  const runs: readonly [BenchRun, BenchRun] = [
    await createRun({
      ...facts,
      kind: 'ledger',
      parameters: { validators: 4 },
      metrics: ledgerMetrics([trial]),
    }),
    await createRun({
      ...facts,
      kind: 'growth',
      parameters: {},
      metrics: growthMetrics(growth),
    }),
  ];
  return capacityConstants(...runs, scheme);
}

/** Idle, then at a rate. Throws for a network that did not get through. */
async function measure(validators: number, rate: number): Promise<LedgerTrial> {
  const options: LedgerOptions = {
    ...defaultLedgerOptions,
    schemes: [scheme],
    validators,
    rate,
    accounts: 500,
    durationSeconds: 15,
  };
  const phases = { ...planPhases(options), overloadSeconds: null };
  const trial = await runTrial({ scheme, repetition: 1 }, options, phases, {
    signal,
    onPhase: (phase) => console.error(`${validators} validators, ${rate}/s: ${phase}`),
  });
  if (trial.status === 'ok') return trial;
  throw new Error(`${validators} validators: ${trial.problem}`);
}

type Row = readonly [figure: string, measured: number | undefined, predicted: number | null];

function rows(trial: LedgerTrial, plan: CapacityPlan): readonly Row[] {
  const load = trial.phases.find(({ phase }) => phase === 'sustained');
  const cost = load?.costs.perPayment;
  const sent = Object.values(cost?.topics ?? {}).reduce((sum, { bytesSent }) => sum + bytesSent, 0);
  return [
    ['CPU µs/payment/node', cost?.cpuMicros, plan.cpuMicrosPerPayment],
    ['sent B/payment/node', sent, plan.sentBytesPerPayment],
    ['payments/block', load && load.final / load.blocks, plan.paymentsPerBlock],
    ['memory MB/node', load && load.costs.memoryBytes / 1e6, plan.memoryBytes / 1e6],
    ['idle finality ms', trial.idle?.p50Ms, plan.idleFinalityMs],
    ['finality at the load, median ms', load?.latency?.p50Ms, plan.finalityMs],
  ];
}

function rowText(network: string, [figure, seen, model]: Row): string {
  const number = (value: number): string => String(Number(value.toPrecision(3)));
  if (seen === undefined) throw new Error(`${network}: ${figure} was not measured`);
  const error = model === null ? '' : `${Math.round((100 * (model - seen)) / seen)} %`;
  const shown = model === null ? 'not sustained' : number(model);
  return `| ${network} | ${figure} | ${number(seen)} | ${shown} | ${error} |`;
}

await main();
