/** The process that makes a trial, in namespaces of its own (`own-machine.ts`); its job is its argument. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareWithin } from '../own-machine.ts';
import { runTrial } from '../run-trial.ts';
import { resultFile, type TrialJob } from '../trial-result.ts';

const job: TrialJob = JSON.parse(process.argv[2] ?? '');
await prepareWithin();
const result = await runTrial(job, (text) => process.stderr.write(`  ${text}\n`));
await writeFile(join(job.home, resultFile), JSON.stringify(result));
// With this process everything else here ends.
process.exit();
