/** Lines by the kernel: a pair of devices between each two sites, with `tc netem` on what leaves either. */
import type { LineChange, Lines } from './lines.ts';
import { onSite } from './namespaces.ts';
import { type LineSettings, type Profile, sitePairs } from './profiles.ts';
import { run } from './run-command.ts';

/** Packets that netem holds at most: those on the way, and those that wait to get there. */
const heldPackets = 20_000;

/** About what a router’s buffer holds, where a rate makes packets wait. */
const bufferPackets = 600;

/** The words after `netem` for a line. Of netem jitter changes the order of packets as well (tc-netem(8)). */
export function netemWords(settings: LineSettings): string {
  const { delayMs, jitterMs, lossPerMillion, reorderPerMillion, megabits, cut } = settings;
  const percent = (perMillion: number): string => `${perMillion / 10_000}%`;
  const words = [
    `delay ${delayMs + jitterMs / 2}ms ${jitterMs / 2}ms`,
    `limit ${megabits === null ? heldPackets : bufferPackets}`,
  ];
  if (cut) words.push('loss 100%');
  else if (lossPerMillion > 0) words.push(`loss ${percent(lossPerMillion)}`);
  if (reorderPerMillion > 0) words.push(`reorder ${percent(reorderPerMillion)}`);
  if (megabits !== null) words.push(`rate ${megabits}mbit`);
  return words.join(' ');
}

const deviceTo = (site: number): string => `to-site${site}`;
const endAddress = (from: number, to: number): string => `10.78.${from * 16 + to}.${from}`;

export async function makeKernelLines(profile: Profile): Promise<Lines> {
  for (const [from, to] of sitePairs(profile)) {
    if (from > to) continue;
    await run(
      `ip -n site${from} link add ${deviceTo(to)} type veth peer name ${deviceTo(from)} netns site${to}`,
    );
    for (const [near, far] of [
      [from, to],
      [to, from],
    ] as const) {
      await run(
        `ip -n site${near} addr add ${endAddress(near, far)} peer ${endAddress(far, near)} dev ${deviceTo(far)}`,
      );
      await run(`ip -n site${near} link set ${deviceTo(far)} up`);
      await run(`ip -n site${near} route add 10.77.${far}.0/24 dev ${deviceTo(far)}`);
    }
  }
  return {
    by: 'tc netem',
    async set(changes: readonly LineChange[]) {
      for (const { from, to, settings } of changes) {
        const words = netemWords(settings);
        await run(`${onSite(from)} tc qdisc replace dev ${deviceTo(to)} root netem ${words}`);
      }
    },
    close: async () => undefined,
  };
}
