/** Makes a failing run simpler: less that goes wrong and that is done, a shorter run, the same invariant violated. */
import type { Changes } from './changes.ts';

/** A kind of run that can be made simpler. */
export interface Simplifiable {
  /** What could be left out of the run with these changes, and how long things go wrong in it. */
  plan(changes: Changes): { readonly names: readonly string[]; readonly healAtMs: number };
  /** Events of all runs together after which the best so far has to do: some ten seconds' work. */
  readonly eventsMax: number;
  /** Carries it out. */
  run(changes: Changes): Promise<{ readonly events: number; readonly isSame: boolean }>;
}

/** Courses of chance that are tried for each simpler plan. */
const variantsTried = 8;

/** Faults for less than this are hardly any. */
const healAtMsMin = 1_000;

/**
 * Changes with which the least was found to break the same invariant. Leaving something out changes the
 * course of chance, so each plan is tried in several.
 */
export async function minimise(
  { plan, eventsMax, run }: Simplifiable,
  from: Changes,
): Promise<Changes> {
  let events = 0;

  /** Its events if it violates the same, else `null`. */
  async function failing(changes: Changes): Promise<number | null> {
    if (events > eventsMax) return null;
    const outcome = await run(changes);
    events += outcome.events;
    return outcome.isSame ? outcome.events : null;
  }

  /** These changes with a course of chance that fails, or `null`. */
  async function anyFailing(changes: Changes): Promise<Changes | null> {
    for (let step = 0; step < variantsTried; step++) {
      const tried = { ...changes, variant: changes.variant + step };
      if ((await failing(tried)) !== null) return tried;
    }
    return null;
  }

  let best = from;
  for (const name of plan(from).names) {
    best = (await anyFailing({ ...best, without: [...best.without, name] })) ?? best;
  }
  let { healAtMs } = plan(best);
  while (healAtMs > healAtMsMin) {
    healAtMs = Math.floor(healAtMs / 2);
    const shorter = await anyFailing({ ...best, healAtMs });
    if (shorter === null) break;
    best = shorter;
  }
  return { ...(await shortest(best)), without: needed(best) };

  /** Of some courses of chance, the one that fails with the fewest events. */
  async function shortest(changes: Changes): Promise<Changes> {
    let found = { changes, events: (await failing(changes)) ?? Number.POSITIVE_INFINITY };
    for (let variant = 0; variant < 5 * variantsTried; variant++) {
      const count = await failing({ ...changes, variant });
      if (count === null || count >= found.events) continue;
      found = { changes: { ...changes, variant }, events: count };
    }
    return found.changes;
  }

  /** What is left out because of something else that is left out need not be named. */
  function needed({ without, ...changes }: Changes): readonly string[] {
    const all = plan({ ...changes, without }).names;
    return without.reduce((names, name) => {
      const fewer = names.filter((other) => other !== name);
      return plan({ ...changes, without: fewer }).names.length === all.length ? fewer : names;
    }, without);
  }
}
