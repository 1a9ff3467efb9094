/** Which faults a chaos run injects, and when: all of it follows from the seed. */
import { seededRandom } from '@trellis/fault-injection';
import type { LineFault } from './faults.ts';

export type ChaosFault =
  | { readonly type: 'kill' | 'pause' | 'partition' | 'restart' }
  | ({ readonly type: 'slow' } & LineFault);

export interface ChaosEvent {
  /** From the start of the run. */
  readonly atMs: number;
  readonly forMs: number;
  readonly fault: ChaosFault;
  /** Positions of the nodes that it strikes, in order. */
  readonly nodes: readonly number[];
}

/** A fault lasts long enough to be noticed, and short enough for many of them in a minute. */
const [shortestMs, longestMs] = [1_000, 6_000];
const [leastPauseMs, mostPauseMs] = [500, 2_500];

/** How often more nodes are struck than the network can lose, so that it has to halt. */
const halting = 0.25;

/** Faults one after another; the last one ends before `durationMs`. */
export function chaosPlan(seed: number, nodes: number, durationMs: number): readonly ChaosEvent[] {
  const random = seededRandom(seed);
  const between = (least: number, most: number): number =>
    Math.floor(least + random() * (most - least));
  const events: ChaosEvent[] = [];
  // A third of the nodes and one more is more than may fail.
  const tolerated = Math.max(1, Math.ceil(nodes / 3) - 1);
  for (let atMs = between(leastPauseMs, mostPauseMs); ; ) {
    const forMs = between(shortestMs, longestMs);
    const count = random() < halting ? tolerated + 1 : between(1, tolerated + 1);
    const struck = pick(random, nodes, Math.min(count, nodes));
    const fault = drawFault(random, between);
    if (atMs + forMs > durationMs) return events;
    events.push({ atMs, forMs, fault, nodes: struck });
    atMs += forMs + between(leastPauseMs, mostPauseMs);
  }
}

function drawFault(
  random: () => number,
  between: (least: number, most: number) => number,
): ChaosFault {
  const types = ['kill', 'pause', 'partition', 'restart', 'slow'] as const;
  const type = types[Math.floor(random() * types.length)] ?? 'kill';
  if (type !== 'slow') return { type };
  return { type, latencyMs: between(20, 400), lossPerMillion: between(0, 50_000) };
}

/** Some of the positions 0 to `from` - 1, in order. */
function pick(random: () => number, from: number, count: number): readonly number[] {
  const left = Array.from({ length: from }, (_, index) => index);
  const picked = Array.from({ length: count }, () =>
    left.splice(Math.floor(random() * left.length), 1),
  );
  return picked.flat().toSorted((a, b) => a - b);
}
