/**
 * Builds what is not kept in the repository, where it has to be, and says how long each step took: `pnpm build`, and a
 * part of `pnpm install` and `pnpm start`.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const steps: readonly (readonly [what: string, script: string])[] = [
  ['the verifier of ML-DSA, from AssemblyScript', 'packages/ml-dsa/src/build/main.ts'],
  ['the page of the explorer', 'packages/explorer/src/build/main.ts'],
  ['the process of a node', 'packages/node/src/build/main.ts'],
  ['the command line', 'packages/cli/src/build/main.ts'],
];

const root = fileURLToPath(new URL('../..', import.meta.url));

steps.forEach(([what, script], index) => {
  process.stdout.write(`Building ${what} (${index + 1} of ${steps.length}) … `);
  const started = performance.now();
  const { status } = spawnSync(process.execPath, [script], { cwd: root, stdio: 'inherit' });
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  console.log(status === 0 ? `ready after ${seconds} s` : `FAILED after ${seconds} s`);
  if (status !== 0) process.exit(status ?? 1);
});
