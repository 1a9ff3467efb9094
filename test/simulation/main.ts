/** Runs simulations from the command line and stops at the first violation, with what repeats it. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { isSchemeName, type SchemeName, schemes } from '@trellis/crypto';
import type { Batch, Failure, Kind, Totals } from './batch.ts';
import { noChanges } from './changes.ts';
import { recoveryHeights } from './consensus/scenario.ts';
import { makeEnginePlan, namesOf } from './engine/plan.ts';
import { runOnAllCores } from './fleet.ts';
import { bugsOf, type RunnableBug, type Runner, runnerOf } from './runner.ts';

const usage = `usage: pnpm sim [--seeds N] [--seed FIRST] [--validators 4,7,10] [--twins | --engines [--only-with FAULT]]
       pnpm sim --seed N --validators N [--twins | --engines] [--trace]
                [--without FAULT,…] [--heal-at MS] [--variant N]
       pnpm sim --bug WORDS [--engines] [--seeds N]    (with --seed alone: repeats it)

  --seeds       how many seeds to run at each size, on all cores (100)
  --seed        the first of them; alone, the one to repeat
  --twins       schedules of validators that run twice with one key
  --engines     the whole engine of a node instead of the consensus alone
  --only-with   leaves out the runs of engines whose plan has no such fault (oldCopies, clockChange, diskLoss, ...)
  --scheme      engines sign with this scheme instead of with what costs nothing (ml-dsa-65, …)
  --trace       print every event
  --without, --heal-at, --variant   a simpler run, as a report names it
  --bug         plant the bug whose name has these words, and report how it is found`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    validators: { type: 'string', default: '4,7,10' },
    twins: { type: 'boolean', default: false },
    engines: { type: 'boolean', default: false },
    'only-with': { type: 'string' },
    scheme: { type: 'string' },
    trace: { type: 'boolean', default: false },
    without: { type: 'string' },
    'heal-at': { type: 'string' },
    variant: { type: 'string', default: '0' },
    bug: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** Least time between two lines of progress. */
const progressMs = 5_000;

/** What was asked for makes no sense. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

try {
  if (values.help) print(usage);
  else process.exitCode = await run();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n${usage}\n`);
  process.exitCode = 2;
}

async function run(): Promise<number> {
  const isOne = values.seed !== undefined && values.seeds === undefined;
  if (values.bug === undefined) return isOne ? repeat(runnerOf(kind(), scheme())) : runAll();
  const bugs = bugsOf(kind());
  const bug = bugs.find(({ name }) => name.includes(values.bug ?? ''));
  if (bug !== undefined) return isOne ? repeat(bug.runner) : findBug(bug);
  const names = bugs.map(({ name }) => `  ${name}`).join('\n');
  print(`no planted bug has the words "${values.bug}" in its name:\n${names}`);
  return 2;
}

/** One seed, alone and in this thread. */
async function repeat(runner: Runner): Promise<number> {
  const seed = wholeNumber(values.seed ?? '0');
  const healAtMs = values['heal-at'] === undefined ? null : wholeNumber(values['heal-at']);
  const without = values.without?.split(',') ?? noChanges.without;
  const changes = { without, healAtMs, variant: wholeNumber(values.variant) };
  const trace = values.trace ? 'keep' : 'off';
  let code = 0;
  for (const validators of sizes()) {
    const outcome = await runner.run({ seed, validators, changes, trace });
    const { violation, events, rounds } = outcome;
    print([`${validators} validators`, outcome.summary, ...outcome.trace].join('\n'));
    print(`${violation?.message ?? 'all held'} (${events} events, decided by round ${rounds})`);
    if (violation !== null) code = 1;
  }
  return code;
}

/** Runs nodes with a planted bug until one of the seeds shows it. */
async function findBug({ name, runner, seedsToFind }: RunnableBug): Promise<number> {
  const first = wholeNumber(values.seed ?? '1');
  const end = first + wholeNumber(values.seeds ?? String(seedsToFind));
  for (let seed = first; seed < end; seed++) {
    const run = { seed, validators: 4 };
    if ((await runner.run(run)).violation === null) continue;
    print(`planted: ${name}; found by seed ${seed}\n${await runner.report(run)}`);
    print(`with --bug '${values.bug}' as well, as the bug is planted`);
    return 1;
  }
  print(`not found by the seeds ${first} to ${end - 1}: ${name}`);
  return 0;
}

function scheme(): SchemeName | null {
  const { scheme: name } = values;
  if (name === undefined) return null;
  if (isSchemeName(name)) return name;
  throw new UsageError(
    `there is no scheme "${name}"; there are ${Object.keys(schemes).join(', ')}`,
  );
}

function kind(): Kind {
  if (values.engines) return 'engines';
  return values.twins ? 'twins' : 'consensus';
}

/** A name that no plan can have would leave nothing to run, which would look like success. */
function onlyWith(): string | null {
  const name = values['only-with'];
  if (name === undefined) return null;
  if (kind() !== 'engines') throw new UsageError('--only-with is for --engines');
  const seeds = Array.from({ length: 200 }, (_, seed) => namesOf(makeEnginePlan(seed, 4)));
  const names = new Set(seeds.flat());
  if (names.has(name)) return name;
  throw new UsageError(`no plan has "${name}"; there are ${[...names].sort().join(', ')}`);
}

async function runAll(): Promise<number> {
  const batch: Batch = {
    kind: kind(),
    scheme: scheme(),
    sizes: sizes(),
    onlyWith: onlyWith(),
    firstSeed: values.seed === undefined ? randomInt(2 ** 31) : wholeNumber(values.seed),
    seeds: wholeNumber(values.seeds ?? '100'),
  };
  const what = { twins: 'schedules of twins', engines: 'seeds of engines', consensus: 'seeds' }[
    kind()
  ];
  print(
    `${batch.seeds} ${what} from ${batch.firstSeed}, each with ${batch.sizes.join(', ')} validators` +
      (batch.onlyWith === null ? '' : `, those with ${batch.onlyWith}`),
  );
  const startedAt = performance.now();
  let shownAt = startedAt;
  const totals = await runOnAllCores(batch, (soFar) => {
    if (performance.now() - shownAt < progressMs) return;
    shownAt = performance.now();
    print(describe(soFar, startedAt));
  });
  print(describe(totals, startedAt));
  if (totals.failure === null) return 0;
  print(await report(totals.failure));
  return 1;
}

async function report({ seed, validators, message }: Failure): Promise<string> {
  const told = await runnerOf(kind(), scheme()).report({ seed, validators });
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

function sizes(): readonly number[] {
  return values.validators.split(',').map(wholeNumber);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (text === '' || !Number.isSafeInteger(value) || value < 0) {
    throw new UsageError(`expected a whole number instead of "${text}"`);
  }
  return value;
}
