/** What one run of a program costs. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Weight {
  readonly cpuMs: number;
  /** Memory, at most. */
  readonly megabytes: number;
  /** Zero unless they were to be counted. */
  readonly modules: number;
  readonly bytes: number;
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
export const program = here('../../packages/cli/src/main.js');

/** Runs `node` with these arguments. Whether the run succeeds is not looked at, as a run without a node weighs too. */
export function weigh(
  args: readonly string[],
  { home, countsModules }: { readonly home: string; readonly countsModules: boolean },
): Weight & { readonly exitCode: number | null; readonly stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), 'trellis-weight-'));
  try {
    const file = join(folder, 'weight.json');
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', here('report-weight.js'), ...args],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 60_000,
        env: {
          ...process.env,
          NO_COLOR: '1',
          TRELLIS_HOME: home,
          TRELLIS_WEIGHT_FILE: file,
          ...(countsModules && { TRELLIS_WEIGHT_MODULES: '1' }),
        },
      },
    );
    return { ...readWeight(file), exitCode: status, stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readWeight(file: string): Weight {
  const weight: Weight = JSON.parse(readFileSync(file, 'utf8'));
  return weight;
}
