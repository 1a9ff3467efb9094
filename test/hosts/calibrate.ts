/** What the lines do before anything is measured on them: by `ping` and by one stream of TCP (`iperf3`). */
import { once } from 'node:events';
import { hostAddress, type Place } from './addresses.ts';
import { onHost } from './namespaces.ts';
import { lineOf, type Profile } from './profiles.ts';
import { run, start } from './run-command.ts';

export interface Calibration {
  readonly from: string;
  readonly to: string;
  readonly askedMs: number;
  /** There and back. */
  readonly pingMs: number;
  readonly lostPings: number;
  readonly pings: number;
  /** Of one stream. */
  readonly megabits: number;
  readonly retransmitted: number;
}

/** Between the first hosts of each two sites. */
export async function calibrate(
  profile: Profile,
  places: readonly Place[],
  { pings, seconds }: { readonly pings: number; readonly seconds: number },
): Promise<readonly Calibration[]> {
  const firsts = profile.sites.map((_, index) => places.find(({ site }) => site === index + 1));
  const ends: (readonly [Place, Place])[] = [];
  for (const [index, one] of firsts.entries()) {
    for (const other of firsts.slice(index + 1)) {
      if (one !== undefined && other !== undefined) ends.push([one, other]);
    }
  }
  const [first, second] = places;
  // Within a site there is nothing but a bridge.
  if (ends.length === 0 && first !== undefined && second !== undefined) ends.push([first, second]);
  const measured = [];
  for (const [one, other] of ends) {
    const ping = await pingOf(one, other, pings);
    const bulk = await bulkOf(one, other, seconds);
    const isLine = one.site !== other.site;
    measured.push({
      from: siteText(profile, one),
      to: siteText(profile, other),
      askedMs: isLine ? roundTrip(profile, one.site, other.site) : 0,
      ...ping,
      pings,
      ...bulk,
    });
  }
  return measured;
}

const siteText = ({ sites }: Profile, { site }: Place): string => sites[site - 1] ?? '';

function roundTrip(profile: Profile, from: number, to: number): number {
  const { delayMs, jitterMs } = lineOf(profile, from, to);
  return 2 * delayMs + jitterMs;
}

async function pingOf(from: Place, to: Place, count: number) {
  const text = await run(
    `${onHost(from.host)} ping -q -n -i 0.1 -c ${count} ${hostAddress(to)}`,
  ).catch((error: { stdout?: string }) => error.stdout ?? '');
  const [, received] = /, (\d+) received/.exec(text) ?? [];
  const [, average] = /= [\d.]+\/([\d.]+)\//.exec(text) ?? [];
  return { pingMs: Number(average ?? Number.NaN), lostPings: count - Number(received ?? 0) };
}

async function bulkOf(from: Place, to: Place, seconds: number) {
  // It ends after one client.
  const server = start(`${onHost(to.host)} iperf3 -s -1`);
  const ended = once(server, 'exit');
  try {
    for (let attempt = 0; ; attempt++) {
      const call = `${onHost(from.host)} iperf3 -J -t ${seconds} -c ${hostAddress(to)}`;
      const text = await run(call).catch((error: unknown) => {
        if (attempt > 20) throw error;
        return null;
      });
      if (text !== null) {
        await ended;
        const { sum_sent, sum_received } = JSON.parse(text).end;
        return {
          megabits: sum_received.bits_per_second / 1e6,
          retransmitted: sum_sent.retransmits,
        };
      }
      await new Promise((resolve) => {
        setTimeout(resolve, 100);
      });
    }
  } finally {
    server.kill();
  }
}
