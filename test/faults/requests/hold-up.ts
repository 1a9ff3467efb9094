/** Whether something that is done to a node holds up its event loop more than what the node does anyway. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Attack } from './attack-endpoints.ts';
import { type NodeMetrics, readMetrics } from './node-metrics.ts';

export interface HoldUp {
  readonly name: string;
  /** The longest time that the event loop was held, the best of up to three tries. */
  readonly heldMs: number;
  readonly tries: number;
  /** The longest time so far while nothing was done to it. */
  readonly undisturbedMs: number;
}

export interface HoldUps {
  /** The longest time that the event loop was held while nothing was done to it. */
  readonly undisturbedMs: number;
  readonly disturbed: readonly HoldUp[];
  /** Those that held it for more than three times as long, each time that it was tried. */
  readonly tooLong: readonly HoldUp[];
  readonly before: NodeMetrics;
}

const timesMax = 3;
const triesMax = 3;

/** What else the machine does falls on both, as each is followed by a time in which nothing is done. */
export async function compareHoldUps(
  url: string,
  attacks: readonly Attack[],
  { quietMs, onHeld }: { readonly quietMs: number; readonly onHeld: (one: HoldUp) => void },
): Promise<HoldUps> {
  let undisturbedMs = 0;
  const quiet = async (ms = quietMs): Promise<void> => {
    await readMetrics(url);
    await pause(ms);
    undisturbedMs = Math.max(undisturbedMs, (await readMetrics(url)).heldMs);
  };
  for (let turn = 0; turn < 5; turn += 1) await quiet();
  const before = await readMetrics(url);
  const held = async ({ prepare, run }: Attack) => {
    await prepare?.();
    await readMetrics(url);
    const begun = performance.now();
    await run();
    const tookMs = performance.now() - begun;
    return { heldMs: (await readMetrics(url)).heldMs, tookMs };
  };
  const disturbed: HoldUp[] = [];
  for (const attack of attacks) {
    let { heldMs, tookMs } = await held(attack);
    let tries = 1;
    await quiet();
    // The longest of a long time is longer than that of a short one: what else the machine does falls on both alike.
    if (heldMs > timesMax * undisturbedMs) await quiet(tookMs);
    // What the node itself did at that moment does not come again with the attack.
    for (; heldMs > timesMax * undisturbedMs && tries < triesMax; tries += 1) {
      const again = await held(attack);
      heldMs = Math.min(heldMs, again.heldMs);
      tookMs = again.tookMs;
      await quiet(tookMs);
    }
    const one = { name: attack.name, heldMs, tries, undisturbedMs };
    onHeld(one);
    disturbed.push(one);
  }
  const tooLong = disturbed.filter(({ heldMs }) => heldMs > timesMax * undisturbedMs);
  return { undisturbedMs, disturbed, tooLong, before };
}
