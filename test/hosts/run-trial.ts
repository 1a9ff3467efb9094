/** One trial, within namespaces of its own: a network on hosts, measured, disturbed, and audited. */
import { setTimeout as pause } from 'node:timers/promises';
import type { FinalPayment } from '@trellis/testnet';
import { calibrate } from './calibrate.ts';
import { disturb } from './disturb.ts';
import { makeFaults } from './faults.ts';
import { type HostNetwork, startHostNetwork } from './host-network.ts';
import { measureIdle, measureLoad, openGenerator } from './measure.ts';
import { checkOutcomes, problemsOf } from './outcomes.ts';
import { payOverTime } from './payments-over-time.ts';
import { type Profile, readProfiles } from './profiles.ts';
import type { TrialJob, TrialResult } from './trial-result.ts';

const only = (name: string): Profile => {
  const [profile] = readProfiles(name);
  if (profile === undefined) throw new RangeError('no profile');
  return profile;
};

export async function runTrial(job: TrialJob, say: (text: string) => void): Promise<TrialResult> {
  const profile = only(job.isModel ? 'lan' : job.profile);
  const { home, validators, seconds } = job;
  const modelled = job.isModel ? { modelled: only(job.profile) } : {};
  const begun = performance.now();
  const network = await startHostNetwork({ home, profile, validators, ...modelled });
  try {
    const startSeconds = (performance.now() - begun) / 1000;
    say(`${validators} hosts run, lines by ${network.lines.by}`);
    const calibration = await calibrate(profile, network.places, { pings: 20, seconds: 2 });
    const measured = await measureAll(network, job, say);
    const disturbed = await disturbAndFail(network, job, say);
    const outcomes = await checkOutcomes(network, disturbed.finals);
    const { parts, faults } = disturbed;
    return {
      ...{ profile: job.profile, validators, isModel: job.isModel, linesBy: network.lines.by },
      ...{ calibration, startSeconds, ...measured, parts, faults },
      outcomes: { ...withoutHeights(outcomes), height: Number(outcomes.height) },
      problems: problemsOf(outcomes, validators),
    };
  } finally {
    await network.stop();
  }

  async function measureAll(on: HostNetwork, { rate, overload }: TrialJob, tell: typeof say) {
    const generator = await openGenerator(on);
    try {
      // Code that has just started is not compiled yet.
      await measureLoad(on, generator, { rate: Math.max(1, Math.round(rate / 2)), seconds: 4 });
      tell('idle');
      const idle = await measureIdle(on, generator);
      tell(`${rate} payments a second`);
      const loaded = rate > 0 ? await measureLoad(on, generator, { rate, seconds }) : null;
      if (overload > 0) tell(`${overload} payments a second`);
      const overloaded =
        overload > 0 ? await measureLoad(on, generator, { rate: overload, seconds: 6 }) : null;
      return { idle, loaded, overloaded };
    } finally {
      await generator.stop();
    }
  }
}

const withoutHeights = <T extends { readonly height: bigint; readonly auditedHeight: bigint }>({
  height: _,
  auditedHeight: __,
  ...rest
}: T) => rest;

/** Payments continue all the time. */
async function disturbAndFail(network: HostNetwork, job: TrialJob, say: (text: string) => void) {
  const { disturbance } = network.profile;
  const finals: readonly FinalPayment[] = [];
  if (disturbance === null && !job.withFaults) return { parts: [], faults: [], finals };
  const payments = await payOverTime(network);
  await payments.next(1);
  const ms = 1000 * job.seconds;
  const parts = [];
  if (disturbance !== null) {
    say(`disturbance: ${disturbance.type}`);
    parts.push(await payments.during('before', () => pause(ms)));
    parts.push(await payments.during('during', () => disturb(network, disturbance, ms)));
    parts.push(await payments.during('after', () => pause(ms)));
  }
  const faults = job.withFaults
    ? await makeFaults(network, payments, ms, ({ fault, recoveredMs }) =>
        say(`${fault}: all follow ${Math.round(recoveredMs)} ms after its end`),
      )
    : [];
  return { parts, faults, finals: await payments.stop() };
}
