/** The search for the knee: the highest rate that the network keeps up with. */

/** What came of one step of the ramp. */
export interface RampStep {
  readonly rate: number;
  readonly keptUp: boolean;
}

/** How near the search comes, as a ratio of rates. */
const precision = 1.07;

/** How much faster each step is than the one before, until one is too fast. */
const growth = 1.6;

/** What a network must do to have kept up with a step. */
export interface StepOutcome {
  readonly offered: number;
  readonly final: number;
  readonly rate: number;
  /** From the first payment due to the last one final. */
  readonly secondsToLastFinal: number;
  /** How long a payment takes on an idle network. */
  readonly idleSeconds: number;
}

/**
 * Everything became final, and the last of it not much later than it would have on an idle network: a
 * queue that grows by a sixth of what is offered is one that never ends.
 */
export function keptUp(outcome: StepOutcome): boolean {
  const { offered, final, rate, secondsToLastFinal, idleSeconds } = outcome;
  if (final < offered) return false;
  const dueFor = offered / rate;
  return secondsToLastFinal <= dueFor / 0.85 + 2 * idleSeconds;
}

/** The next rate to try, or `null` when the knee is known well enough or `stepsMax` are used up. */
export function nextRate(
  steps: readonly RampStep[],
  firstRate: number,
  stepsMax: number,
): number | null {
  if (steps.length >= stepsMax) return null;
  const { good, bad } = bounds(steps);
  if (good === null && bad === null) return Math.max(1, Math.round(firstRate));
  if (bad === null) return Math.round((good ?? firstRate) * growth);
  if (good === null) return bad <= 2 ? null : Math.max(1, Math.round(bad / growth));
  if (bad / good <= precision) return null;
  const between = Math.round(Math.sqrt(good * bad));
  return between > good && between < bad ? between : null;
}

/** The knee that the steps show; `null` when none of them was kept up with. */
export function kneeOf(steps: readonly RampStep[]): number | null {
  return bounds(steps).good;
}

/** The highest good rate below the lowest bad one: noise can make a slower step fail. */
function bounds(steps: readonly RampStep[]): { good: number | null; bad: number | null } {
  const rates = (kept: boolean): number[] =>
    steps.filter((step) => step.keptUp === kept).map(({ rate }) => rate);
  const bads = rates(false);
  const bad = bads.length === 0 ? null : Math.min(...bads);
  const goods = rates(true).filter((rate) => bad === null || rate < bad);
  return { good: goods.length === 0 ? null : Math.max(...goods), bad };
}
