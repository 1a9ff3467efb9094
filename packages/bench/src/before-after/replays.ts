/**
 * What a chain costs whoever takes it over: catching up by blocks, and a full audit. Each is a process that runs the
 * sources of one checkout, so nothing is shared between commits.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** CPU time for each payment, of all threads, and payments a second. */
export interface Replay {
  readonly cpuMicros: number;
  readonly perSecond: number;
}

/** A chain long enough that a process that has just started is not most of it. */
const blocks = 24;
const paymentsPerBlock = 500;

/** What it may take on a machine that does much else. */
const timeout = 300_000;

/** `pnpm joining` of a checkout: peers hand over encoded blocks, all else is as in a node. */
export async function catchUp(root: string): Promise<Replay> {
  const program = join(root, 'test', 'joining', 'main.ts');
  const chain = ['--blocks', `${blocks}`, '--payments', `${paymentsPerBlock}`, '--repeat', '1'];
  const flags = ['--min-semi-space-size=32', '--max-semi-space-size=32'];
  const { stdout } = await run(process.execPath, [...flags, program, ...chain], {
    cwd: root,
    timeout,
  });
  return readJoining(stdout);
}

/** What `pnpm joining` printed. */
export function readJoining(text: string): Replay {
  const perSecond = / in [0-9]+ ms, ([0-9]+) payments\/s;/.exec(text)?.[1];
  const cpuMs = /^ +CPU: ([0-9]+) ms/m.exec(text)?.[1];
  if (perSecond === undefined || cpuMs === undefined) throw new Error(`no figures in: ${text}`);
  return {
    perSecond: Number(perSecond),
    cpuMicros: (Number(cpuMs) * 1_000) / (blocks * paymentsPerBlock),
  };
}

/** Audits the database of a stopped node, by its configuration. */
export async function audit(root: string, configFile: string): Promise<Replay> {
  const program = fileURLToPath(new URL('./audit-node.ts', import.meta.url));
  const { stdout } = await run(process.execPath, [program, root, configFile], {
    cwd: root,
    timeout,
  });
  const { transactions, seconds, cpuMicros } = JSON.parse(stdout) as Record<string, number>;
  if (!(Number(transactions) > 0)) throw new Error('the audited chain has no payments');
  return {
    cpuMicros: Number(cpuMicros) / Number(transactions),
    perSecond: Number(transactions) / Number(seconds),
  };
}
