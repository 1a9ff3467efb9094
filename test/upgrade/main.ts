/** `pnpm upgrades`. */
import { Option } from '@commander-js/extra-typings';
import { script, wholeNumber } from '../script.ts';
import {
  asFirst,
  type Build,
  type CheckedOut,
  checkOut,
  firstCommit,
  inFolder,
  newer,
} from './build.ts';
import { disturbances } from './disturb.ts';
import { readOnlyFolders } from './read-only.ts';
import { runTrial, type TrialReport } from './trial.ts';

type Fault = 'none' | 'crash' | 'read-only';

const values = script(
  'upgrades',
  'Upgrades by vote with two real builds, under load and with faults at the height. The older build is a commit of the history; without it there is no trial.',
)
  .option('--older <commit>', 'the older build', firstCommit)
  .option('--folder <path>', 'where that commit is installed already')
  .option('--validators <n>', 'trials of this size alone, instead of 7 and then 4', wholeNumber)
  .addOption(
    new Option('--fault <kind>', 'at the height, this alone').choices(['crash', 'read-only']),
  )
  .option('--same', 'no older build: this checkout, told to know the first version alone')
  .option('--quiet', 'without load and faults')
  .parse()
  .opts();

const say = (line: string): void => {
  const seconds = Math.round(performance.now() / 1_000);
  process.stdout.write(`${String(seconds).padStart(4)} s  ${line}\n`);
};

const older = await olderBuild();
if (older === null) {
  say(
    `commit ${values.older} is not in the history here, so there is no older build: no trial was made`,
  );
  process.exitCode = 2;
} else {
  try {
    const sizes = values.validators === undefined ? [7, 4] : [values.validators];
    for (const fault of chosenFaults()) {
      for (const validators of sizes) await trial(older, validators, fault);
    }
  } finally {
    await older.remove();
  }
}

async function olderBuild(): Promise<CheckedOut | null> {
  const kept = { remove: async () => undefined };
  if (values.same) return { ...asFirst, ...kept };
  if (values.folder === undefined) return checkOut(values.older);
  return { ...inFolder(values.folder, values.older), ...kept };
}

function chosenFaults(): readonly Fault[] {
  if (values.quiet) return ['none'];
  const all = ['crash', 'read-only'] as const;
  return values.fault === undefined ? all : all.filter((one) => one === values.fault);
}

async function trial(build: Build, validators: number, fault: Fault): Promise<void> {
  say(`${validators} validators of power 1 run ${build.name}; one will be forgotten`);
  const prepare = {
    none: async () => async () => undefined,
    crash: disturbances(build, newer, say),
    'read-only': readOnlyFolders(build, newer, say),
  }[fault];
  const report = await runTrial({
    powers: Array.from({ length: validators }, () => 1),
    goesBack: true,
    older: build,
    newer,
    blocks: values.quiet ? 10 : 60,
    basePort: 28_000,
    heartbeatMs: 500,
    pays: !values.quiet,
    prepare,
    say,
  });
  print(report);
  if (!isRight(report, validators)) {
    say('this is not what should have happened');
    process.exitCode = 1;
  }
}

function print(report: TrialReport): void {
  const { height, versions, lapsed, forgotten, gapMs, payments, lost, forks, audited } = report;
  say(`versions of the blocks before, at and after ${height}: ${versions.join(', ')}`);
  if (forgotten !== null)
    say(`the forgotten node ended with ${forgotten.exitCode}: ${forgotten.lastWords}`);
  if (lapsed !== null) say(`lapsed: ${lapsed.announced} of ${lapsed.power} of the power was ready`);
  say(
    `longest time between two blocks: ${gapMs.replacing} ms while nodes were replaced, ${gapMs.upgrading} ms around the height`,
  );
  say(
    `${payments} payments, ${report.paymentsPerSecond.toFixed(1)} a second; ${lost} lost, ${forks} forks`,
  );
  say(`audited from the genesis on: ${audited.join(', ')} blocks`);
}

function isRight(report: TrialReport, validators: number): boolean {
  const shouldTakeEffect = 6 * (validators - 1) > 5 * validators;
  const ended = report.forgotten;
  const endedRight =
    ended?.exitCode === 6 && ended.lastWords.includes(`block ${report.height} and those after it`);
  return (
    report.lost === 0 &&
    report.forks === 0 &&
    report.tookEffect === shouldTakeEffect &&
    (shouldTakeEffect ? endedRight : ended === null && report.lapsed !== null) &&
    report.versions.join() === (shouldTakeEffect ? '1,2,2' : '1,1,1')
  );
}
