/** `trellis bench growth`: how costs grow with the number of accounts and of validators. */
import { isSchemeName } from '@trellis/crypto';
import { LedgerError } from '../ledger/ledger-error.ts';
import { requireMachine } from '../ledger/machine-limits.ts';
import { networkSchemes, notForVotes } from '../ledger/options.ts';
import { secondsLeft } from '../ledger/schedule.ts';
import { type AccountsSize, measureAccounts } from './accounts-growth.ts';
import type { GrowthOptions } from './options.ts';
import { measureValidators, type ValidatorsSize } from './validators-growth.ts';

export interface GrowthResult {
  readonly options: GrowthOptions;
  readonly accounts: readonly AccountsSize[];
  readonly validators: readonly ValidatorsSize[];
  /** `failed` when any size that was asked for has no figures. */
  readonly status: 'ok' | 'failed';
}

export interface GrowthProgress {
  /** What is in progress, such as `20000 of 100000 accounts`. */
  readonly text: string;
  /** From 0 to 1. */
  readonly share: number;
  readonly secondsLeft: number;
}

export interface GrowthHandlers {
  readonly onProgress: (progress: GrowthProgress) => void;
  /** A size is done: the time to save what there is, which is `failed` until the last is. */
  readonly onSize: (soFar: GrowthResult) => void | Promise<void>;
  readonly signal: AbortSignal;
}

/** Why these options make no measurement, naming the option. */
export function growthOptionsProblem(options: GrowthOptions): string | undefined {
  const { accounts, validators, scheme, seconds, seed } = options;
  if (!isSchemeName(scheme)) {
    return `--scheme: there is no scheme "${scheme}"; there are ${networkSchemes.join(', ')}`;
  }
  if (!networkSchemes.includes(scheme)) return `--scheme: ${notForVotes(scheme)}`;
  if (accounts.length + validators.length === 0) return 'name at least one size to measure';
  const lists: readonly (readonly [string, readonly number[], number, number])[] = [
    ['--accounts', accounts, 100, 10_000_000],
    ['--validators', validators, 4, 32],
    ['--duration', [seconds], 2, 600],
    ['--seed', [seed], 0, 2 ** 31 - 1],
  ];
  for (const [name, values, least, most] of lists) {
    const bad = values.find((value) => !Number.isInteger(value) || value < least || value > most);
    if (bad !== undefined)
      return `${name}: expected whole numbers from ${least} to ${most}, not ${bad}`;
    if (values.some((value, index) => index > 0 && value <= (values[index - 1] ?? 0))) {
      return `${name}: give the sizes in ascending order, each once`;
    }
  }
  return undefined;
}

/** Measures. Throws `LedgerError` for options or a machine that make no measurement. */
export async function runGrowthBench(
  options: GrowthOptions,
  { onProgress, onSize, signal }: GrowthHandlers,
): Promise<GrowthResult> {
  const problem = growthOptionsProblem(options);
  if (problem !== undefined) throw new LedgerError('bad_option', problem);
  const largest = options.validators.at(-1);
  if (largest !== undefined) await requireMachine(largest);
  const accounts: AccountsSize[] = [];
  const validators: ValidatorsSize[] = [];
  const soFar = (): GrowthResult => {
    const complete =
      accounts.length === options.accounts.length &&
      validators.length === options.validators.length &&
      validators.every((size) => size.problem === null);
    return {
      options,
      accounts: [...accounts],
      validators: [...validators],
      status: complete ? 'ok' : 'failed',
    };
  };
  const progress = startGrowthProgress(options, onProgress);
  await measureAccounts(options.accounts, options.seed, {
    onProgress: progress.onAccounts,
    async onSize(size) {
      accounts.push(size);
      await onSize(soFar());
    },
    signal,
  });
  const { scheme, seed, seconds } = options;
  await measureValidators(options.validators, scheme, seed, seconds, {
    onProgress: progress.onValidators,
    async onSize(size) {
      validators.push(size);
      await onSize(soFar());
    },
    signal,
  });
  return soFar();
}

/** A guess for two cores, which the time that went by corrects: adding an account to the database. */
const fillMicros = 250;

/** The same for measuring a size that is there. */
const measureSeconds = 3;

/** Another guess: processes start one after another, and each sends to all others. */
export function networkSeconds(validators: number, loadSeconds: number): number {
  return 6 + validators * 1.5 + loadSeconds * 1.3;
}

export function startGrowthProgress(
  { accounts, validators, seconds }: Pick<GrowthOptions, 'accounts' | 'validators' | 'seconds'>,
  onProgress: (progress: GrowthProgress) => void,
) {
  const largest = accounts.at(-1) ?? 0;
  const accountsSeconds = (until: number): number =>
    (until * fillMicros) / 1e6 + accounts.filter((size) => size <= until).length * measureSeconds;
  const networks = validators.map((count) => networkSeconds(count, seconds));
  const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
  const total = accountsSeconds(largest) + sum(networks);
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1000;
  let network = { index: -1, begunAt: 0 };

  const tell = (text: string, done: number): void => {
    onProgress({ text, share: done / total, secondsLeft: secondsLeft(total, done, elapsed()) });
  };
  return {
    onAccounts: (count: number): void =>
      tell(`${count} of ${largest} accounts`, accountsSeconds(count)),
    onValidators(count: number, phase: string): void {
      const index = validators.indexOf(count);
      if (index !== network.index) network = { index, begunAt: elapsed() };
      const within = Math.min((networks[index] ?? 0) * 0.95, elapsed() - network.begunAt);
      const done = accountsSeconds(largest) + sum(networks.slice(0, index)) + within;
      tell(`${count} validators: ${phase}`, done);
    },
  };
}
