/**
 * Asserts how much each command of `trellis` loads: `node scripts/weight/check.ts`, a part of `pnpm check`. Times are
 * noisy and modules are not, and on a start most of the time goes into modules. Each command is run as far as it comes
 * without a node, which is after it has loaded what it is made of.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandTable } from '@trellis/cli';
import { buildBundle } from '@trellis/cli/build';
import { budgets, usualBudget } from './budgets.ts';
import { program, weigh } from './weigh.ts';

/** A port that nothing listens on, so that a command ends when it asks its node. */
const nowhere = 'http://127.0.0.1:1';

await buildBundle();
const home = mkdtempSync(join(tmpdir(), 'trellis-weight-'));
let failed = false;
try {
  const others = commandTable.filter(({ name }) => budgets.every(({ args }) => args[0] !== name));
  for (const budget of [...budgets, ...others.map(usualBudget)]) {
    const { args, modules, kilobytes } = budget;
    const run = weigh([program, ...args, '--node', nowhere], { home, countsModules: true });
    const loaded = Math.ceil(run.bytes / 1_000);
    // A budget that is far above what is loaded would not notice the next thing that is loaded without need.
    const fits = run.modules <= modules && loaded <= kilobytes;
    const isLoose = budgets.includes(budget) && loaded < 0.75 * kilobytes;
    const verdict = fits ? (isLoose ? 'LOOSE ' : 'ok    ') : 'FAILED';
    failed ||= verdict !== 'ok    ';
    console.log(
      `${verdict} trellis ${args.join(' ')}: ${run.modules} of ${modules} modules, ${loaded} of ${kilobytes} kB`,
    );
  }
} finally {
  rmSync(home, { recursive: true });
}
process.exit(failed ? 1 : 0);
