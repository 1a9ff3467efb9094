/** Runs simulations from the command line and stops at the first violation, with what repeats it. */
import { randomInt } from 'node:crypto';
import { InvalidArgumentError } from '@commander-js/extra-typings';
import { isSchemeName, type SchemeName, schemes } from '@trellis/crypto';
import { say, script, wholeNumber, wholeNumbers } from '../script.ts';
import type { Batch, Failure, Kind, Totals } from './batch.ts';
import { noChanges } from './changes.ts';
import { recoveryHeights } from './consensus/scenario.ts';
import { makeEnginePlan, namesOf } from './engine/plan.ts';
import { runOnAllCores } from './fleet.ts';
import { bugsOf, type RunnableBug, type Runner, runnerOf } from './runner.ts';

const simulation = script(
  'sim',
  'Simulates whole networks in virtual time, and stops at the first violation, with what repeats it. --seed without --seeds repeats one.',
)
  .option('--seeds <n>', 'how many to run at each size, on all cores (100)', wholeNumber)
  .option('--seed <n>', 'the first of them (random)', wholeNumber)
  .option('--validators <sizes>', 'of the networks', wholeNumbers, [4, 7, 10])
  .option('--twins', 'schedules of validators that run twice with one key')
  .option('--engines', 'the whole engine of a node instead of the consensus alone')
  .option('--only-with <fault>', 'of --engines those whose plan has it: oldCopies, clockChange, …')
  .option('--scheme <name>', 'engines sign with it, instead of with what costs nothing', schemeOf)
  .option('--trace', 'print every event')
  .option('--without <faults>', 'leave these out, as a report names them', (text) =>
    text.split(','),
  )
  .option('--heal-at <ms>', 'end all faults then, as a report names it', wholeNumber)
  .option('--variant <n>', 'draw the rest otherwise, as a report names it', wholeNumber, 0)
  .option('--bug <words>', 'plant the bug whose name has these words, and tell how it is found')
  .parse();
const values = simulation.opts();
const { scheme = null } = values;

/** Least time between two lines of progress. */
const progressMs = 5_000;

process.exitCode = await run();

async function run(): Promise<number> {
  const isOne = values.seed !== undefined && values.seeds === undefined;
  if (values.bug === undefined) return isOne ? repeat(runnerOf(kind(), scheme)) : runAll();
  const bugs = bugsOf(kind());
  const bug = bugs.find(({ name }) => name.includes(values.bug ?? ''));
  if (bug !== undefined) return isOne ? repeat(bug.runner) : findBug(bug);
  const names = bugs.map(({ name }) => `  ${name}`).join('\n');
  say(`no planted bug has the words "${values.bug}" in its name:\n${names}`);
  return 2;
}

/** One seed, alone and in this thread. */
async function repeat(runner: Runner): Promise<number> {
  const { seed = 0, healAt: healAtMs = null, without = noChanges.without, variant } = values;
  const changes = { without, healAtMs, variant };
  const trace = values.trace ? 'keep' : 'off';
  let code = 0;
  for (const validators of values.validators) {
    const outcome = await runner.run({ seed, validators, changes, trace });
    const { violation, events, rounds } = outcome;
    say([`${validators} validators`, outcome.summary, ...outcome.trace].join('\n'));
    say(`${violation?.message ?? 'all held'} (${events} events, decided by round ${rounds})`);
    if (violation !== null) code = 1;
  }
  return code;
}

/** Runs nodes with a planted bug until one of the seeds shows it. */
async function findBug({ name, runner, seedsToFind }: RunnableBug): Promise<number> {
  const first = values.seed ?? 1;
  const end = first + (values.seeds ?? seedsToFind);
  for (let seed = first; seed < end; seed++) {
    const run = { seed, validators: 4 };
    if ((await runner.run(run)).violation === null) continue;
    say(`planted: ${name}; found by seed ${seed}\n${await runner.report(run)}`);
    say(`with --bug '${values.bug}' as well, as the bug is planted`);
    return 1;
  }
  say(`not found by the seeds ${first} to ${end - 1}: ${name}`);
  return 0;
}

function schemeOf(name: string): SchemeName {
  if (isSchemeName(name)) return name;
  throw new InvalidArgumentError(`Expected one of ${Object.keys(schemes).join(', ')}.`);
}

function kind(): Kind {
  if (values.engines) return 'engines';
  return values.twins ? 'twins' : 'consensus';
}

/** A name that no plan can have would leave nothing to run, which would look like success. */
function onlyWith(): string | null {
  const name = values.onlyWith;
  if (name === undefined) return null;
  if (kind() !== 'engines') simulation.error('error: --only-with is for --engines');
  const seeds = Array.from({ length: 200 }, (_, seed) => namesOf(makeEnginePlan(seed, 4)));
  const names = new Set(seeds.flat());
  if (names.has(name)) return name;
  return simulation.error(
    `error: no plan has "${name}"; there are ${[...names].sort().join(', ')}`,
  );
}

async function runAll(): Promise<number> {
  const batch: Batch = {
    kind: kind(),
    scheme,
    sizes: values.validators,
    onlyWith: onlyWith(),
    firstSeed: values.seed ?? randomInt(2 ** 31),
    seeds: values.seeds ?? 100,
  };
  const what = { twins: 'schedules of twins', engines: 'seeds of engines', consensus: 'seeds' }[
    kind()
  ];
  say(
    `${batch.seeds} ${what} from ${batch.firstSeed}, each with ${batch.sizes.join(', ')} validators` +
      (batch.onlyWith === null ? '' : `, those with ${batch.onlyWith}`),
  );
  const startedAt = performance.now();
  let shownAt = startedAt;
  const totals = await runOnAllCores(batch, (soFar) => {
    if (performance.now() - shownAt < progressMs) return;
    shownAt = performance.now();
    say(describe(soFar, startedAt));
  });
  say(describe(totals, startedAt));
  if (totals.failure === null) return 0;
  say(await report(totals.failure));
  return 1;
}

async function report({ seed, validators, message }: Failure): Promise<string> {
  const told = await runnerOf(kind(), scheme).report({ seed, validators });
  return `seed ${seed}, ${validators} validators: ${message}\n${told}`;
}

function describe(totals: Totals, startedAt: number): string {
  const seconds = (performance.now() - startedAt) / 1000;
  const recovery = `${(totals.recoveryMs / 1000).toFixed(1)} s, ${totals.recoveryRounds} rounds a height`;
  return [
    `${totals.seeds} seeds, ${totals.runs} runs held in ${seconds.toFixed(0)} s`,
    `${(totals.seeds / seconds).toFixed(1)} seeds/s`,
    `${totals.events} events`,
    ...(totals.heights > 0 ? [`${totals.heights} heights`, `${totals.crashes} crashes`] : []),
    ...(totals.payments > 0 ? [`${totals.payments} payments`] : []),
    ...(totals.voted > 0 ? [`${totals.voted} changes of nodes and validators`] : []),
    ...(totals.restored > 0 ? [`${totals.restored} begun with a snapshot`] : []),
    `${totals.evidence} contradictions noticed`,
    `latest decision in round ${totals.rounds}`,
    ...(totals.heights > 0 ? [`slowest recovery by ${recoveryHeights} heights ${recovery}`] : []),
  ].join(', ');
}
