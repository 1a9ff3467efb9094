/** Lines that change while payments continue: flapping, a site that is cut off, a line that carries one way only. */
import { setTimeout as pause } from 'node:timers/promises';
import type { HostNetwork } from './host-network.ts';
import type { LineChange } from './lines.ts';
import { type Disturbance, lineOf, type Profile, sitePairs } from './profiles.ts';

/** The lines that a disturbance cuts. */
export function cutLines(profile: Profile, disturbance: Disturbance): readonly LineChange[] {
  const isCut = (from: number, to: number): boolean => {
    switch (disturbance.type) {
      case 'flapping':
        return disturbance.between.includes(from) && disturbance.between.includes(to);
      case 'cut':
        return from === disturbance.site || to === disturbance.site;
      case 'one way':
        return from === disturbance.from && to === disturbance.to;
    }
  };
  return sitePairs(profile)
    .filter(([from, to]) => isCut(from, to))
    .map(([from, to]) => ({ from, to, settings: { ...lineOf(profile, from, to), cut: true } }));
}

/** Lasts so long, and leaves all lines as the profile has them. */
export async function disturb(
  network: HostNetwork,
  disturbance: Disturbance,
  lastsMs: number,
): Promise<void> {
  const cut = cutLines(network.profile, disturbance);
  const ends = performance.now() + lastsMs;
  try {
    if (disturbance.type !== 'flapping') {
      await network.lines.set(cut);
      await pause(lastsMs);
      return;
    }
    while (performance.now() < ends) {
      await network.lines.set(cut);
      await pause(disturbance.downMs);
      await network.healLines();
      await pause(disturbance.upMs);
    }
  } finally {
    await network.healLines();
  }
}
