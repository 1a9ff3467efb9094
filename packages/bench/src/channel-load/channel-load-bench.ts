/** What our channel costs a whole network beside libp2p's Noise: the same load on networks of both, in turn. */
import { ledgerMetrics } from '../ledger/metrics.ts';
import {
  defaultLedgerOptions,
  type LedgerOptions,
  ledgerOptionsProblem,
} from '../ledger/options.ts';
import type { PhasePlan } from '../ledger/schedule.ts';
import { runTrial } from '../ledger/trial.ts';
import type { LedgerTrial } from '../ledger/trial-result.ts';
import { BenchError, type Metric } from '../run.ts';

/** `noise` is libp2p's own (X25519, Ed25519, ChaCha20-Poly1305); the other is what nodes speak. */
export const loadedChannels = ['noise', 'X25519MLKEM768'] as const;
type LoadedChannel = (typeof loadedChannels)[number];

export interface ChannelLoadOptions {
  readonly ledger: LedgerOptions;
  readonly phases: PhasePlan;
}

const ledger: LedgerOptions = {
  ...defaultLedgerOptions,
  schemes: ['ml-dsa-65'],
  rate: 400,
};

/** A load that both bear, then one and a half times of it, which neither does on two cores. */
export const defaultChannelLoadOptions: ChannelLoadOptions = {
  ledger,
  phases: {
    warmUpSeconds: 2,
    idlePayments: 10,
    rampStepSeconds: 1,
    rampStepsMax: 0,
    sustainedSeconds: 5,
    overloadSeconds: 4,
  },
};

/** Done within a minute on two cores. */
export const quickChannelLoadOptions: ChannelLoadOptions = {
  ledger: { ...ledger, accounts: 500, rate: 200, repeat: 1, quick: true },
  phases: { ...defaultChannelLoadOptions.phases, sustainedSeconds: 4, overloadSeconds: null },
};

export interface ChannelLoadResult {
  /** In the order in which they were made. */
  readonly trials: readonly { readonly channel: LoadedChannel; readonly trial: LedgerTrial }[];
  readonly metrics: readonly Metric[];
  /** Why there are fewer figures than planned; `null` when there are not. */
  readonly problem: string | null;
}

/** Measures each channel once a repetition, beginning with another one each time; ends at the first failure. */
export async function runChannelLoadBench(
  { ledger: options, phases }: ChannelLoadOptions,
  onProgress: (share: number, what: string) => void,
  signal: AbortSignal,
): Promise<ChannelLoadResult> {
  const trials: { readonly channel: LoadedChannel; readonly trial: LedgerTrial }[] = [];
  const wrong = ledgerOptionsProblem(options);
  if (wrong !== undefined) throw new BenchError('bad_option', wrong);
  const [scheme = 'ml-dsa-65'] = options.schemes;
  const total = options.repeat * loadedChannels.length;
  let problem: string | null = null;
  for (let repetition = 1; repetition <= options.repeat && problem === null; repetition++) {
    const order = repetition % 2 === 0 ? loadedChannels.toReversed() : loadedChannels;
    for (const channel of order) {
      const trial = await withChannel(channel, () =>
        runTrial({ scheme, repetition }, options, phases, {
          signal,
          onPhase: (phase) =>
            onProgress(
              trials.length / total,
              `${channel} ${repetition}/${options.repeat}: ${phase}`,
            ),
        }),
      );
      trials.push({ channel, trial });
      problem = trial.problem;
      if (problem !== null) break;
    }
  }
  const metrics = loadedChannels.flatMap((channel) =>
    ledgerMetrics(trials.filter((one) => one.channel === channel).map(({ trial }) => trial)).map(
      (metric) => ({ ...metric, subject: channel }),
    ),
  );
  return { trials, metrics, problem };
}

/** Processes that are started meanwhile speak this channel. */
async function withChannel<Result>(
  channel: LoadedChannel,
  work: () => Promise<Result>,
): Promise<Result> {
  if (channel !== 'noise') return work();
  const before = process.env.NODE_OPTIONS;
  const preload = new URL('./noise-nodes.ts', import.meta.url).href;
  process.env.NODE_OPTIONS = `${before ?? ''} --import=${preload}`.trim();
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env.NODE_OPTIONS;
    else process.env.NODE_OPTIONS = before;
  }
}
