/** CPU time by kind of thread, from the names that V8 and libuv give their threads. */
import { readdirSync, readFileSync } from 'node:fs';

/** Microseconds of CPU since the process began. */
export interface ThreadCpu {
  readonly main: number;
  readonly pool: number;
  readonly engine: number;
  readonly database: number;
  readonly rest: number;
  readonly toldApart: boolean;
}

type ThreadKind = 'main' | 'pool' | 'engine' | 'database' | 'rest';

/** The kind of a thread of a Node process. LevelDB's own thread inherits the main thread's name. */
export function threadKind(name: string, isMain: boolean): ThreadKind {
  if (isMain) return 'main';
  if (name.startsWith('libuv-worker')) return 'pool';
  if (name.startsWith('node-V8Worker') || name.startsWith('DelayedTaskSche')) return 'engine';
  if (name.startsWith('node-MainThread')) return 'database';
  return 'rest';
}

/** To be called on the main thread. Only Linux tells threads apart. */
export function readThreadCpu(): ThreadCpu {
  const main = total(process.threadCpuUsage());
  const all = total(process.cpuUsage());
  const found = process.platform === 'linux' ? readTasks() : null;
  if (found === null) {
    return { main, pool: all - main, engine: 0, database: 0, rest: 0, toldApart: false };
  }
  const named = found.pool + found.engine + found.database;
  // Threads that have ended are only in the sum of the process.
  return { ...found, main, rest: Math.max(0, all - main - named), toldApart: true };
}

function total({ user, system }: NodeJS.CpuUsage): number {
  return user + system;
}

/** From `/proc`: the first number of `schedstat` is the nanoseconds that a thread has run. */
function readTasks(): Record<ThreadKind, number> | null {
  const sums = { main: 0, pool: 0, engine: 0, database: 0, rest: 0 };
  try {
    for (const task of readdirSync('/proc/self/task')) {
      const folder = `/proc/self/task/${task}`;
      const name = readFileSync(`${folder}/comm`, 'utf8');
      const [nanoseconds = '0'] = readFileSync(`${folder}/schedstat`, 'utf8').split(' ');
      sums[threadKind(name, task === `${process.pid}`)] += Number(nanoseconds) / 1000;
    }
    return sums;
  } catch {
    // A system without schedstat, or a thread that ended while it was looked at.
    return null;
  }
}
