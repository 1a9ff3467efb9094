/** Runs Quint (https://quint-lang.org) on the model in a process of its own. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ModelState, readTrace } from './trace.ts';

const model = fileURLToPath(new URL('./consensus.qnt', import.meta.url));
const guardModel = fileURLToPath(new URL('./guard.qnt', import.meta.url));
const program = join(
  dirname(createRequire(import.meta.url).resolve('@informalsystems/quint/package.json')),
  'dist/src/cli.js',
);

/** An instance of the model: how many of the four validators are faulty. */
export type Instance = 'oneFaulty' | 'twoFaulty';

export interface QuintResult {
  readonly ok: boolean;
  /** What Quint printed; a violated invariant comes with its trace and seed. */
  readonly output: string;
}

/** Runs the scripted runs of an instance, those named `*Test`. */
export function runTests(instance: Instance): Promise<QuintResult> {
  return quint(['test', `--main=${instance}`]);
}

/** Random runs with the invariant `safety` (or another) checked after every step, and their traces. */
export async function runRandom(
  instance: Instance,
  options: { runs: number; steps: number; seed: string; invariant: string },
): Promise<QuintResult & { readonly traces: readonly (readonly ModelState[])[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-model-'));
  try {
    const result = await quint([
      'run',
      `--main=${instance}`,
      `--invariant=${options.invariant}`,
      `--max-samples=${options.runs}`,
      `--n-traces=${options.runs}`,
      `--max-steps=${options.steps}`,
      `--seed=${options.seed}`,
      '--witnesses',
      'someDecide',
      'inLaterRound',
      'someLock',
      '--verbosity=1',
      `--out-itf=${join(folder, '{seq}.itf.json')}`,
    ]);
    const files = (await readdir(folder)).sort();
    const traces = await Promise.all(
      files.map(async (file) => readTrace(await readFile(join(folder, file), 'utf8'))),
    );
    return { ...result, traces };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Random runs of the double-sign guard with a limit of so many heights above what a quorum shows. */
export function runGuard(
  instance: 'oneAhead' | 'twoAhead',
  { runs, steps, seed }: { runs: number; steps: number; seed: string },
): Promise<QuintResult> {
  const options = [
    `--max-samples=${runs}`,
    `--max-steps=${steps}`,
    `--seed=${seed}`,
    '--verbosity=1',
  ];
  return quint(
    ['run', `--main=${instance}`, '--invariant=noSecondSignature', ...options],
    guardModel,
  );
}

function quint([command = '', ...args]: readonly string[], file = model): Promise<QuintResult> {
  // The evaluator in Rust would be fetched from the network at first use.
  const all = [program, command, '--backend=typescript', ...args, file];
  return new Promise((resolve) => {
    execFile(process.execPath, all, { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      resolve({ ok: error === null, output: stdout + stderr });
    });
  });
}
