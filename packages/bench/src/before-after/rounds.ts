/**
 * The networks of a comparison, loaded in turns: what changes on the machine between two rounds falls on all alike, and
 * a round that can't be brought to its end costs its own figures alone.
 */
import type { MeasuredLoad, MeasuredNetwork } from './measured-network.ts';

/** A network and what came of its loads. */
export interface Contender {
  readonly name: string;
  readonly network: Pick<MeasuredNetwork, 'load'>;
  /** The first load of processes that have just started, which run code that is not compiled yet. */
  readonly cold: MeasuredLoad[];
  /** At a rate that all keep up with. */
  readonly steady: MeasuredLoad[];
  /** At one that none does. */
  readonly overload: MeasuredLoad[];
}

export interface RoundsPlan {
  readonly rounds: number;
  readonly rate: number;
  readonly seconds: number;
  readonly overloadRate: number;
  readonly overloadSeconds: number;
}

/** Each of the two loads at the usual rate before the rounds, with an overload between them. Only the first is kept, as cold. */
const warmUpSeconds = 30;

type Tell = (text: string) => void;

/**
 * Warms all up, and loads them in turns; `tell` hears of each load, and `keep` is called after what counts. Never throws for a load:
 * the others count.
 */
export async function runRounds(
  contenders: readonly Contender[],
  { rounds, rate, seconds, overloadRate, overloadSeconds }: RoundsPlan,
  tell: Tell,
  keep: () => Promise<void>,
): Promise<void> {
  for (const one of contenders) {
    const load = await attempt(one, `${rate}/s after the start`, [rate, warmUpSeconds], tell);
    if (load !== null) one.cold.push(load);
  }
  await keep();
  for (const one of contenders) {
    await attempt(one, 'warm-up by overload', [overloadRate, overloadSeconds], tell);
    await attempt(one, 'warm-up', [rate, warmUpSeconds], tell);
  }
  for (let round = 1; round <= rounds; round++) {
    for (const one of contenders) {
      const load = await attempt(one, `${rate}/s, round ${round}`, [rate, seconds], tell);
      if (load !== null) one.steady.push(load);
      await keep();
    }
    for (const one of contenders) {
      const plan = [overloadRate, overloadSeconds] as const;
      const load = await attempt(one, `${overloadRate}/s, round ${round}`, plan, tell);
      if (load !== null) one.overload.push(load);
      await keep();
    }
  }
}

async function attempt(
  { name, network }: Contender,
  what: string,
  [rate, seconds]: readonly [number, number],
  tell: Tell,
): Promise<MeasuredLoad | null> {
  try {
    const load = await network.load(rate, seconds);
    const { final, offered, cpuMicros, perSecond, blocks, p50Ms, generatorMicros } = load;
    tell(
      `${name}, ${what}: ${cpuMicros.toFixed(0)} µs a payment and node, ${perSecond.toFixed(0)} final/s of ` +
        `${final}/${offered} in ${blocks} blocks, p50 ${p50Ms?.toFixed(0) ?? '-'} ms; generator ${generatorMicros.toFixed(0)} µs`,
    );
    return final > 0 ? load : null;
  } catch (error) {
    tell(`${name}, ${what}: does not count, ${error instanceof Error ? error.message : error}`);
    return null;
  }
}
