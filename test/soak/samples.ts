/** Memory, file descriptors and threads of processes over time, as the kernel says. */
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { type Point, type Slope, slopeOf } from './slope.ts';

interface Sample {
  readonly hours: number;
  readonly megabytes: number;
  readonly descriptors: number;
  readonly threads: number;
}

export interface Sampled {
  readonly process: string;
  readonly samples: readonly Sample[];
}

export interface Sampling {
  stop(): Promise<readonly Sampled[]>;
}

const everyMs = 10_000;

/** Samples these processes until it is stopped. */
export function startSampling(processes: ReadonlyMap<string, number>): Sampling {
  const started = performance.now();
  const found = new Map<string, Sample[]>([...processes.keys()].map((name) => [name, []]));
  const stopping = new AbortController();

  async function sample(): Promise<void> {
    while (!stopping.signal.aborted) {
      const hours = (performance.now() - started) / 3_600_000;
      for (const [name, pid] of processes) {
        const read = await readProcess(pid);
        if (read !== undefined) found.get(name)?.push({ hours, ...read });
      }
      await pause(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const sampling = sample();
  return {
    async stop() {
      stopping.abort();
      await sampling;
      return [...found].map(([process, samples]) => ({ process, samples }));
    },
  };
}

async function readProcess(pid: number): Promise<Omit<Sample, 'hours'> | undefined> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const numberAfter = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+([0-9]+)`, 'm').exec(status)?.[1]);
    return {
      megabytes: numberAfter('VmRSS') / 1_024,
      threads: numberAfter('Threads'),
      descriptors: (await readdir(`/proc/${pid}/fd`)).length,
    };
  } catch {
    // It ended.
    return undefined;
  }
}

export interface ProcessSlopes {
  readonly process: string;
  readonly megabytes: Slope;
  readonly descriptors: Slope;
  readonly threads: Slope;
  readonly lastMegabytes: number;
}

/** Without what came before the process was warm. */
export function slopesOf({ process, samples }: Sampled, warmUpHours: number): ProcessSlopes {
  const warm = samples.filter(({ hours }) => hours >= warmUpHours);
  const of = (value: (sample: Sample) => number): Slope =>
    slopeOf(warm.map((sample): Point => ({ hours: sample.hours, value: value(sample) })));
  return {
    process,
    megabytes: of((one) => one.megabytes),
    descriptors: of((one) => one.descriptors),
    threads: of((one) => one.threads),
    lastMegabytes: samples.at(-1)?.megabytes ?? Number.NaN,
  };
}
