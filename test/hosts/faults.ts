/** Faults of hosts, lines and services, one after another on one network, under payments, and how soon all is well again. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { killProcess, testnetStatus } from '@trellis/testnet';
import { buildLibrary, withLibrary } from '../faults/preloaded-library.ts';
import type { HostNetwork } from './host-network.ts';
import type { Part, PaymentsOverTime } from './payments-over-time.ts';
import { lineOf, sitePairs } from './profiles.ts';

export interface FaultReport {
  readonly fault: string;
  readonly during: Part;
  /** From the end of the fault until every node has a block that is newer than all at that moment. */
  readonly recoveredMs: number;
}

interface Fault {
  readonly name: string;
  /** `null` where it can't be made. */
  begin(): Promise<unknown>;
  end(): Promise<void>;
}

/** Makes each fault for so long. Nobody does anything about them but end them. */
export async function makeFaults(
  network: HostNetwork,
  payments: PaymentsOverTime,
  lastsMs: number,
  onFault: (report: FaultReport) => void,
): Promise<readonly FaultReport[]> {
  const reports = [];
  for (const { name, begin, end } of await faultsOf(network)) {
    const during = await payments.during(name, async () => {
      await begin();
      await pause(lastsMs);
    });
    const ended = performance.now();
    await end();
    await untilAllFollow(network);
    const report = { fault: name, during, recoveredMs: performance.now() - ended };
    onFault(report);
    reports.push(report);
  }
  return reports;
}

async function faultsOf(network: HostNetwork): Promise<readonly Fault[]> {
  const { profile, lines, names, healLines } = network;
  const last = network.places.length - 1;
  const cut = (isCut: (from: number, to: number) => boolean) => () =>
    lines.set(
      sitePairs(profile)
        .filter(([from, to]) => isCut(from, to))
        .map(([from, to]) => ({ from, to, settings: { ...lineOf(profile, from, to), cut: true } })),
    );
  const faults: Fault[] = [
    {
      name: 'a host without power',
      begin: () => network.powerOff(last),
      end: () => network.powerOn(last),
    },
    {
      // Neither the hosts of the first site nor all others have a quorum.
      name: 'cut in halves',
      begin: cut((from, to) => from === 1 || to === 1),
      end: healLines,
    },
    {
      name: 'the first site is not heard, and hears',
      begin: cut((from) => from === 1),
      end: healLines,
    },
    {
      name: 'no DNS, and a host starts again',
      async begin() {
        await names.stop();
        await network.powerOff(last);
        await network.powerOn(last);
      },
      async end() {
        names.start();
      },
    },
  ];
  const library = await buildLibrary(network.home, './moved-clock.c');
  if (library !== null) faults.push(clockApart(network, last, library));
  return profile.sites.length > 1 ? faults : faults.filter(({ end }) => end !== healLines);
}

/** Ten minutes ahead, and then right again, for which the node is started with another clock. */
function clockApart(network: HostNetwork, host: number, library: string): Fault {
  const path = join(network.home, 'clock');
  const start = async (offsetMs: number): Promise<void> => {
    const offset = Buffer.alloc(8);
    offset.writeBigInt64LE(BigInt(offsetMs));
    await writeFile(path, offset);
    await killProcess(network.folder, network.node(host));
    await withLibrary(library, { CLOCK_OFFSET: path }, () => network.start(host));
  };
  return {
    name: 'the clock of a host is 10 minutes ahead',
    begin: () => start(600_000),
    end: () => start(0),
  };
}

async function untilAllFollow({ folder, manifest }: HostNetwork): Promise<void> {
  const heights = async (): Promise<readonly bigint[]> =>
    (await testnetStatus(folder, manifest)).map(({ status }) => status?.head.height ?? -1n);
  const highest = (await heights()).reduce((most, one) => (one > most ? one : most));
  while ((await heights()).some((height) => height <= highest)) await pause(20);
}
