/** On what a measurement was made. */
import { execFile } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { promisify } from 'node:util';
import type { BenchRun, Metric } from './run.ts';

const run = promisify(execFile);

function machine(): BenchRun['machine'] {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${type()} ${release()}`,
  };
}

function versions(libraries: Readonly<Record<string, string>> = {}): BenchRun['versions'] {
  return {
    node: process.versions.node,
    openssl: process.versions.openssl ?? 'none',
    v8: process.versions.v8,
    ...libraries,
  };
}

/** The commit of the sources, `+` behind it when they were changed; `unknown` outside a repository. */
async function commit(): Promise<string> {
  const git = async (...args: readonly string[]): Promise<string> =>
    (await run('git', [...args], { cwd: import.meta.dirname })).stdout.trim();
  try {
    const [id, changes] = await Promise.all([
      git('rev-parse', '--short=12', 'HEAD'),
      git('status', '--porcelain', '--untracked-files=no'),
    ]);
    return changes === '' ? id : `${id}+`;
  } catch {
    return 'unknown';
  }
}

/** What a measurement adds to what is known of the machine. */
export type RunFacts = Pick<BenchRun, 'kind' | 'seed' | 'parameters' | 'raw'> & {
  readonly command: string;
  readonly metrics: readonly Metric[];
  readonly startedAt: Date;
  /** Why it broke off; `null` when it did not. */
  readonly failure: string | null;
};

/** A run as it is kept, ended now. */
export async function createRun({
  startedAt,
  failure,
  metrics,
  ...facts
}: RunFacts): Promise<BenchRun> {
  return {
    format: 'trellis-bench/1',
    complete: failure === null,
    failure,
    machine: machine(),
    versions: versions(),
    commit: await commit(),
    startedAt: startedAt.toISOString(),
    seconds: (Date.now() - startedAt.getTime()) / 1000,
    ...facts,
    metrics: [...metrics],
  };
}
