/**
 * How the main thread's time divides between stages, by V8's sampling profiler. It sees everything
 * that runs, libraries and callbacks of the event loop included, and nothing has to be wrapped.
 */
import { type Profiler, Session } from 'node:inspector';
import type { SampledTime } from '@trellis/node/stage-sampler';
import { type Stage, stages } from '@trellis/protocol';
import { stageOfFrame } from './stage-of-frame.ts';

type StageSamples = SampledTime['stages'];

/**
 * Often enough for a thousand samples in ten busy seconds, rare enough to cost little: V8's own thread
 * for samples took 4 % of a busy node's time at 2 ms.
 */
const intervalMicroseconds = 10_000;

/** Starts sampling, at a cost of a few percent of what the thread does; returns what reads the sums. */
export function startStageSampler(): () => SampledTime {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: intervalMicroseconds });
  session.post('Profiler.start');
  let sums = zero();
  let own = 0;
  let since = mainMicros();

  return () => {
    const until = mainMicros();
    const profile = takeProfile(session);
    const samples = samplesByStage(profile);
    session.post('Profiler.start');
    sums = add(sums, shareOut(samples, until - since));
    since = mainMicros();
    own += since - until;
    return { stages: sums, own };
  };
}

function mainMicros(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

/** A session with its own process answers at once. */
function takeProfile(session: Session): Profiler.Profile {
  let profile: Profiler.Profile | undefined;
  let problem: Error | null = null;
  session.post('Profiler.stop', (error, answer) => {
    problem = error;
    profile = answer?.profile;
  });
  if (profile === undefined) throw problem ?? new Error('the profiler gave no profile');
  return profile;
}

/** Samples by stage; one in a function that no place claims counts for whoever called it. */
export function samplesByStage({ nodes }: Pick<Profiler.Profile, 'nodes'>): StageSamples {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const sums = { ...zero() };
  const [root] = nodes;
  const open: { id: number; from: Stage }[] =
    root === undefined ? [] : [{ id: root.id, from: 'other' }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const node = byId.get(next.id);
    if (node === undefined) continue;
    const { functionName, url } = node.callFrame;
    const stage = stageOfFrame(functionName, url, next.from);
    if (stage === null) continue;
    sums[stage] += node.hitCount ?? 0;
    for (const id of node.children ?? []) open.push({ id, from: stage });
  }
  return sums;
}

/** Divides an amount in the ratio of the samples; all of it is `other` when there are none. */
export function shareOut(samples: StageSamples, amount: number): StageSamples {
  const all = stages.reduce((sum, stage) => sum + samples[stage], 0);
  if (all === 0) return { ...zero(), other: amount };
  return map((stage) => (amount * samples[stage]) / all);
}

function add(left: StageSamples, right: StageSamples): StageSamples {
  return map((stage) => left[stage] + right[stage]);
}

function zero(): StageSamples {
  return map(() => 0);
}

function map(value: (stage: Stage) => number): Record<Stage, number> {
  return {
    verify: value('verify'),
    decode: value('decode'),
    execute: value('execute'),
    tree: value('tree'),
    disk: value('disk'),
    gossip: value('gossip'),
    consensus: value('consensus'),
    http: value('http'),
    gc: value('gc'),
    other: value('other'),
  };
}
