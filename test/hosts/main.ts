/**
 * `pnpm hosts`: validators on hosts of their own, which are network namespaces with lines between their sites. Needs root.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeOwnedHome, removeLeftTestnets, removeTestnetHome } from '@trellis/testnet';
import { say, script, wholeNumber, wholeNumbers } from '../script.ts';
import { runWithin, whyNoHosts } from './own-machine.ts';
import { profiles, readProfiles } from './profiles.ts';
import { calibrationTable, faultsTable, finalityTable, outcomeLine, partsTable } from './report.ts';
import { resultFile, type TrialJob, type TrialResult } from './trial-result.ts';

const within = fileURLToPath(new URL('./within/main.ts', import.meta.url));

const hosts = script(
  'hosts',
  'Validators on hosts of their own, which are network namespaces with lines between their sites. Needs root.',
)
  .option('--profile <names>', 'kinds of lines', profiles.map(({ name }) => name).join(','))
  .option('--validators <sizes>', 'of the networks', wholeNumbers, [4])
  .option('--rate <n>', 'payments a second of the load', wholeNumber, 50)
  .option('--seconds <n>', 'of the load', wholeNumber, 10)
  .option('--overload <n>', 'payments a second that are too much, 0 for none', wholeNumber, 400)
  .option('--model', 'the same with the delays that the benchmark models')
  .option('--faults', 'a host without power, cuts, no names, a clock apart')
  .option('--out <file>', 'the results as JSON, to which those of further runs are added')
  .parse();
const values = hosts.opts();

const between = (name: string, value: number, least: number, most: number): number => {
  if (value >= least && value <= most) return value;
  return hosts.error(`error: --${name}: expected ${least} to ${most}, not ${value}`);
};

function readJobs(): readonly Omit<TrialJob, 'home'>[] {
  const rest = {
    rate: between('rate', values.rate, 1, 1_600),
    seconds: between('seconds', values.seconds, 2, 600),
    overload: between('overload', values.overload, 0, 1_600),
  };
  const counts = values.validators.map((count) => between('validators', count, 4, 32));
  return readProfiles(values.profile).flatMap(({ name: profile, lines, disturbance }) =>
    counts.flatMap((validators) => {
      const job = {
        profile,
        validators,
        ...rest,
        isModel: false,
        withFaults: values.faults === true,
      };
      // The model knows of delays and losses that last.
      const hasModel = values.model && lines.length > 0 && disturbance === null;
      return hasModel ? [job, { ...job, isModel: true, withFaults: false }] : [job];
    }),
  );
}

async function runJob(job: Omit<TrialJob, 'home'>): Promise<TrialResult> {
  const home = await makeOwnedHome();
  try {
    const code = await runWithin(within, [JSON.stringify({ ...job, home })]);
    if (code !== 0) throw new Error(`the trial ended with ${code}; what it said is above`);
    return JSON.parse(await readFile(join(home, resultFile), 'utf8'));
  } finally {
    await removeTestnetHome(home);
  }
}

async function keep(results: readonly TrialResult[]): Promise<void> {
  if (values.out === undefined) return;
  await writeFile(values.out, `${JSON.stringify(results, null, 1)}\n`);
}

const readKept = async (): Promise<TrialResult[]> =>
  values.out === undefined ? [] : JSON.parse(await readFile(values.out, 'utf8').catch(() => '[]'));

async function runAll(): Promise<void> {
  await removeLeftTestnets(say);
  const results = await readKept();
  for (const job of readJobs()) {
    say(
      `\n${job.profile}, ${job.validators} validators${job.isModel ? ', as the benchmark models it' : ''}`,
    );
    const result = await runJob(job);
    results.push(result);
    if (!job.isModel) say(calibrationTable(result));
    say(outcomeLine(result));
    if (result.problems.length > 0) process.exitCode = 1;
    await keep(results);
  }
  say(`\n${finalityTable(results)}`);
  if (results.some(({ parts }) => parts.length > 0)) say(`\n${partsTable(results)}`);
  if (results.some(({ faults }) => faults.length > 0)) say(`\n${faultsTable(results)}`);
}

const why = await whyNoHosts();
if (why === null) await runAll();
else {
  process.stderr.write(`${why}\n`);
  process.exitCode = 1;
}
