/** The lines between the sites of a trial, whoever makes them. */

import { makeKernelLines } from './kernel-lines.ts';
import type { LineSettings, Profile } from './profiles.ts';
import { makeRouterLines } from './router-lines.ts';
import { run } from './run-command.ts';

export interface LineChange {
  readonly from: number;
  readonly to: number;
  readonly settings: LineSettings;
}

export interface Lines {
  /** What delays packets; said beside each figure. */
  readonly by: string;
  /** Resolves when they are so. */
  set(changes: readonly LineChange[]): Promise<void>;
  close(): Promise<void>;
}

/** Whether the kernel delays packets (`sch_netem`), tried on loopback. */
async function hasNetem(): Promise<boolean> {
  const added = run('tc qdisc add dev lo root netem delay 1ms');
  const isThere = await added.then(
    () => true,
    () => false,
  );
  if (isThere) await run('tc qdisc del dev lo root');
  return isThere;
}

/** For sites that are there already. */
export async function makeLines(profile: Profile): Promise<Lines> {
  if (profile.sites.length < 2) {
    return { by: 'no lines', set: async () => undefined, close: async () => undefined };
  }
  return (await hasNetem()) ? makeKernelLines(profile) : makeRouterLines(profile);
}
