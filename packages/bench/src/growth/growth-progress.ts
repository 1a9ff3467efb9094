/** How far a measurement of growth is, and how long the rest will take. */
import { secondsLeft } from '../ledger/schedule.ts';
import type { GrowthOptions, GrowthProgress } from './growth-bench.ts';

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
