/** One network of one scheme, from its start to its end: idle, ramp, sustained, overload, recovery. */
import { createProvider, type SchemeName, schemes } from '@trellis/crypto';
import { commitCertificateCodec, decodeJson, encode } from '@trellis/protocol';
import { blockResponseCodec, endpoints, pathOf } from '@trellis/protocol/http-api';
import {
  findBasePort,
  findProcess,
  initTestnet,
  logTail,
  makeOwnedHome,
  removeTestnetHome,
  startTestnet,
  stopAll,
  type TestnetManifest,
  testnetFolder,
  testnetStatus,
  untilHeight,
} from '@trellis/testnet';
import { ascending, quantile } from '../statistics.ts';
import { measureBound } from '../verify-bound/bound.ts';
import { accountProblem, totalRefused } from './accounting.ts';
import { benchAccounts } from './accounts.ts';
import { diskSizes } from './disk.ts';
import { type Generator, startGenerator } from './generator.ts';
import { type CalmPlan, probeAccounts } from './generator-messages.ts';
import { keptUp, kneeOf, nextRate, type RampStep } from './knee.ts';
import { LedgerError } from './ledger-error.ts';
import { networkUsage } from './network-usage.ts';
import { nodeCosts } from './node-costs.ts';
import type { LedgerOptions } from './options.ts';
import type { PhasePlan, TrialPlan } from './schedule.ts';
import type {
  IdleFinality,
  LedgerTrial,
  LoadPhase,
  LoadPhaseName,
  MessageSizes,
} from './trial-result.ts';

/** Divides a node's main thread between stages; loaded by the nodes of the trial. */
const stageSampling = new URL('../stages/sample-node.ts', import.meta.url).href;

/** Far more blocks than a phase makes. */
const longValidity = 5_000n;

/** An overload's payments expire soon, so that what is left of it is known in time. */
const shortValidity = 80n;

const timeoutMs = 90_000;

/** Processes that share a few cores get up one after another. */
const startTimeoutMs = (validators: number): number => 60_000 + 5_000 * validators;

export interface TrialTools {
  /** A phase begins. */
  readonly onPhase: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Never throws: what went wrong is in the result, together with all that was measured before it. */
export async function runTrial(
  { scheme, repetition }: TrialPlan,
  options: LedgerOptions,
  phases: PhasePlan,
  tools: TrialTools,
): Promise<LedgerTrial> {
  const result: { -readonly [K in keyof LedgerTrial]: LedgerTrial[K] } = {
    scheme,
    repetition,
    status: 'failed',
    problem: null,
    startedAt: new Date().toISOString(),
    firstBlockSeconds: null,
    paymentBytes: null,
    signatureBytes: schemes[scheme].signatureBytes,
    publicKeyBytes: schemes[scheme].publicKeyBytes,
    verifyBoundPerSecond: null,
    idle: null,
    ramp: [],
    kneePerSecond: null,
    phases: [],
    recovery: null,
    messages: null,
    disk: null,
  };
  const home = await makeOwnedHome();
  try {
    await measure(result, home, options, phases, tools);
    const problems = result.phases.flatMap((phase) => phase.problem ?? []);
    result.problem = problems[0] ?? null;
    result.status = problems.length === 0 ? 'ok' : 'failed';
  } catch (error) {
    result.problem = error instanceof Error ? error.message : String(error);
  } finally {
    await removeTestnetHome(home);
  }
  return result;
}

async function measure(
  result: { -readonly [K in keyof LedgerTrial]: LedgerTrial[K] },
  home: string,
  options: LedgerOptions,
  phases: PhasePlan,
  tools: TrialTools,
): Promise<void> {
  const { scheme } = result;
  result.verifyBoundPerSecond = await measureBound(scheme, options.validators);
  tools.onPhase('start');
  const manifest = await makeTestnet(home, scheme, options);
  const folder = testnetFolder(home);
  let generator: Generator | undefined;
  try {
    const started = performance.now();
    await startTestnet(folder, manifest, { flags: ['--import', stageSampling] });
    await untilHeight(folder, manifest, 1n, startTimeoutMs(options.validators));
    result.firstBlockSeconds = (performance.now() - started) / 1000;
    generator = await startGenerator({
      urls: manifest.nodes.map(({ http }) => http),
      chainId: manifest.chainId,
      scheme,
      accounts: options.accounts,
      seed: options.seed,
      payloadBytes: options.payloadBytes,
      workload: options.workload,
    });
    const running = { folder, manifest, generator };
    await whileAllRun(folder, manifest, tools.signal, () =>
      runPhases({ result, running, options, phases, tools }),
    );
    result.messages = await messageSizes(manifest);
  } finally {
    await generator?.stop();
    await stopAll(folder, manifest);
  }
  const [first] = manifest.nodes;
  if (first === undefined) return;
  const idlePayments = result.idle?.timesMs.length ?? 0;
  result.disk = await diskSizes(folder, first, {
    payments: result.phases.reduce((sum, { final }) => sum + final, idlePayments),
    accounts: probeAccounts + options.accounts,
  });
}

async function makeTestnet(
  home: string,
  scheme: SchemeName,
  options: LedgerOptions,
): Promise<TestnetManifest> {
  const provider = createProvider('native');
  const { latencyMs, lossPercent } = options;
  const accounts = benchAccounts(scheme, probeAccounts + options.accounts, options.seed, provider);
  return initTestnet(home, {
    validators: options.validators,
    scheme,
    provider,
    logLevel: 'warn',
    faults:
      latencyMs === 0 && lossPercent === 0
        ? null
        : { latencyMs, lossPerMillion: Math.round(lossPercent * 10_000), seed: options.seed },
    // Away from where testnets look first.
    basePort: await findBasePort(options.validators),
    accounts: accounts.map(({ key }) => ({
      scheme: key.scheme,
      publicKey: key.publicKey,
      amount: 1_000_000n,
    })),
  });
}

/** Runs `work`, and ends it with an error as soon as a node's process is gone or the user gives up. */
async function whileAllRun(
  folder: string,
  manifest: TestnetManifest,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let aborted: (() => void) | undefined;
  const trouble = new Promise<never>((_, reject) => {
    aborted = () => reject(new LedgerError('interrupted', 'interrupted'));
    signal.addEventListener('abort', aborted);
    if (signal.aborted) aborted();
    timer = setInterval(() => {
      deadNode(folder, manifest).then((problem) => {
        if (problem !== undefined) reject(problem);
      }, reject);
    }, 500);
  });
  try {
    // The generator fails too when a node does; the node is the better explanation.
    await Promise.race([
      work().catch(async (error: unknown) => {
        throw (await deadNode(folder, manifest)) ?? error;
      }),
      trouble,
    ]);
  } finally {
    clearInterval(timer);
    if (aborted !== undefined) signal.removeEventListener('abort', aborted);
  }
}

async function deadNode(
  folder: string,
  manifest: TestnetManifest,
): Promise<LedgerError | undefined> {
  for (const node of manifest.nodes) {
    if ((await findProcess(folder, node)) !== null) continue;
    const tail = await logTail(folder, node, 3);
    const log = tail === '' ? 'Its log is empty.' : `The end of its log:\n${tail}`;
    return new LedgerError(
      'validator_died',
      `the validator ${node.name} died during the run. ${log}`,
    );
  }
  return undefined;
}

interface Running {
  readonly folder: string;
  readonly manifest: TestnetManifest;
  readonly generator: Generator;
}

/** A trial under way: what it works with, and what it has found so far. */
interface Trial {
  readonly result: { -readonly [K in keyof LedgerTrial]: LedgerTrial[K] };
  readonly running: Running;
  readonly options: LedgerOptions;
  readonly phases: PhasePlan;
  readonly tools: TrialTools;
}

/** One after another; a load that went wrong is the last. */
async function runPhases(trial: Trial): Promise<void> {
  const { result, options } = trial;
  const firstRate = options.rate ?? firstRateOf(result.verifyBoundPerSecond ?? 1_000);
  if (!(await warmUp(trial, firstRate))) return;
  const idle = await measureIdle(trial);
  const rate = options.rate ?? (await findRate(trial, firstRate, idle));
  if (rate === null || !(await sustain(trial, rate))) return;
  await overload(trial, rate, idle);
}

/** Runs a load that is kept in the result; whether it went well. */
async function keepLoad(
  { result, running }: Trial,
  phase: LoadPhaseName,
  rate: number,
  seconds: number,
): Promise<Awaited<ReturnType<typeof runLoad>>> {
  const count = Math.round(rate * seconds);
  const run = await runLoad(running, phase, rate, count, longValidity, null);
  result.phases = [...result.phases, run.load];
  return run;
}

/** The search can go up from a rate that is too low in few steps, and not down from one far above what is possible. */
const firstRateMax = 250;

/** With expanded keys, verifying is so little of the work that its bound says nothing of the network's. */
const firstRateOf = (verifyBoundPerSecond: number): number =>
  Math.min(Math.round(verifyBoundPerSecond * 0.1), firstRateMax);

async function warmUp(trial: Trial, rate: number): Promise<boolean> {
  const { warmUpSeconds } = trial.phases;
  if (warmUpSeconds === 0) return true;
  trial.tools.onPhase('warm-up');
  const { load } = await keepLoad(trial, 'warm-up', rate, warmUpSeconds);
  return load.problem === null;
}

async function measureIdle({ result, running, phases, tools }: Trial): Promise<IdleFinality> {
  tools.onPhase('idle');
  const until = await validUntil(running, longValidity);
  const { timesMs } = await running.generator.probe(phases.idlePayments, until);
  const sorted = ascending(timesMs);
  const idle: IdleFinality = {
    p50Ms: quantile(sorted, 0.5),
    p90Ms: quantile(sorted, 0.9),
    maxMs: sorted.at(-1) ?? Number.NaN,
    timesMs,
  };
  result.idle = idle;
  return idle;
}

/** Tries higher rates until the network keeps up no more; the rate to sustain, `null` if a load went wrong. */
async function findRate(
  trial: Trial,
  firstRate: number,
  idle: IdleFinality,
): Promise<number | null> {
  const { result, phases, tools } = trial;
  for (;;) {
    const next = nextRate(result.ramp, firstRate, phases.rampStepsMax);
    if (next === null) break;
    tools.onPhase(`ramp ${next}/s`);
    const { load } = await keepLoad(trial, 'ramp', next, phases.rampStepSeconds);
    if (load.problem !== null) return null;
    const outcome = { ...load, rate: next, idleSeconds: idle.p50Ms / 1000 };
    result.ramp = [...result.ramp, { rate: next, keptUp: keptUp(outcome) } satisfies RampStep];
  }
  result.kneePerSecond = kneeOf(result.ramp);
  if (result.kneePerSecond === null) {
    throw new Error('the network kept up with no rate that was tried; give a --rate to continue');
  }
  return Math.max(1, Math.round(result.kneePerSecond * 0.8));
}

async function sustain(trial: Trial, rate: number): Promise<boolean> {
  const { result, phases, tools } = trial;
  tools.onPhase(`sustained ${rate}/s`);
  const { load, paymentBytes } = await keepLoad(trial, 'sustained', rate, phases.sustainedSeconds);
  result.paymentBytes = paymentBytes;
  return load.problem === null;
}

async function overload(
  { result, running, phases, tools }: Trial,
  rate: number,
  idle: IdleFinality,
): Promise<void> {
  if (phases.overloadSeconds === null) return;
  const tooMuch = Math.round((result.kneePerSecond ?? rate) * 1.5);
  tools.onPhase(`overload ${tooMuch}/s`);
  const count = tooMuch * phases.overloadSeconds;
  const { load, recovery } = await runLoad(running, 'overload', tooMuch, count, shortValidity, {
    calmMs: Math.max(1.5 * idle.p90Ms, idle.p50Ms + 50),
    validUntil: `${await validUntil(running, longValidity)}`,
  });
  result.phases = [...result.phases, load];
  result.recovery = recovery;
}

async function runLoad(
  { folder, manifest, generator }: Running,
  phase: LoadPhaseName,
  rate: number,
  count: number,
  validity: bigint,
  calm: CalmPlan | null,
) {
  const height = (await validUntil({ folder, manifest, generator }, validity)) - validity;
  const signed = await generator.sign(count, height + validity);
  const before = await networkUsage(folder, manifest);
  const { result, recovery, cpuSeconds } = await generator.load({
    rate,
    height,
    validity,
    timeoutMs,
    calm,
  });
  const after = await networkUsage(folder, manifest);
  const { brokenPayers: _, ...counts } = result;
  const load: LoadPhase = {
    phase,
    ...counts,
    ratePerSecond: rate,
    offeredPerSecond: result.offered / result.seconds,
    achievedPerSecond:
      result.secondsToLastFinal === 0 ? 0 : result.final / result.secondsToLastFinal,
    problem: accountProblem(result) ?? missingProblem(result.offered, count) ?? null,
    generatorCpuMicrosPerPayment: (cpuSeconds * 1e6) / Math.max(1, result.offered),
    signingSeconds: signed.seconds,
    refusedTotal: totalRefused(result.refused),
    costs: nodeCosts(before, after, result.final),
  };
  return { load, recovery, paymentBytes: signed.paymentBytes };
}

/** A load that could not offer all that it was to offer. */
function missingProblem(offered: number, count: number): string | undefined {
  if (offered === count) return undefined;
  return `${count - offered} of ${count} payments could not be signed, as no payer was left`;
}

async function validUntil({ folder, manifest }: Running, validity: bigint): Promise<bigint> {
  const [first] = await testnetStatus(folder, manifest);
  return (first?.status?.head.height ?? 0n) + validity;
}

/** Sizes of what consensus sends, from the newest block of the first node. */
async function messageSizes({ nodes }: TestnetManifest): Promise<MessageSizes | null> {
  const [first] = nodes;
  const path = pathOf(endpoints.getBlock, { height: 'latest' });
  const response = await fetch(`${first?.http}${path}`);
  const block = decodeJson(blockResponseCodec, await response.json());
  if (!block.ok || block.value.certificate === null) return null;
  const { certificate } = block.value;
  return {
    certificateBytes: encode(commitCertificateCodec, certificate).length,
    certificateSignatures: certificate.signatures.length,
  };
}
