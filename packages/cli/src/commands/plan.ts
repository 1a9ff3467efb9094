/** `trellis plan`: how much of its hosts a network needs, from what was measured. */
import type { BenchRun } from '@trellis/bench';
import { networkSchemes } from '@trellis/bench/options';
import type { CapacityPlan, CapacityQuestion, Sites } from '@trellis/bench/plan';
import type { SchemeName } from '@trellis/crypto';
import { groupDigits, limits } from '@trellis/protocol';
import { type Command, Option } from 'commander';
import { alignRows } from '../align-rows.ts';
import { UsageError } from '../command-error.ts';
import { duration } from '../duration.ts';
import { readGlobals } from '../globals.ts';
import { print, printJson } from '../output.ts';
import { wholeNumber } from '../whole-number.ts';

interface PlanOptions {
  readonly validators: number;
  readonly payments: number;
  readonly retention: number;
  readonly sites: string;
  readonly roundTrip?: number;
  readonly accounts: number;
  readonly cores: number;
  readonly nodesPerHost: number;
  readonly line: number;
  readonly scheme: SchemeName;
  readonly ledger?: string;
  readonly growth?: string;
}

/** As `namedSites` has them: this file loads no measurement for its help. */
const siteNames = ['one-site', 'eu-3', 'continents-3'];

const dayMs = 86_400_000;

/** Gives the `plan` command its options and action. */
export function definePlanCommand(plan: Command): void {
  plan
    .option('--validators <count>', 'nodes that vote', wholeNumber(4, limits.validatorsMax), 4)
    .option('--payments <count>', 'a second, all day', wholeNumber(0, 100_000), 100)
    .addOption(
      new Option('--retention <span>', 'for how long signatures are kept, such as 90d')
        .argParser(duration(['h', 'd'], '90d or 12h'))
        .default(7 * dayMs, '7d'),
    )
    .addOption(
      new Option('--sites <name>', 'where the validators are, in turn')
        .choices(siteNames)
        .default('one-site'),
    )
    .option(
      '--round-trip <ms>',
      'between any two nodes, instead of --sites',
      wholeNumber(0, 10_000),
    )
    .option('--accounts <count>', 'accounts in the state', wholeNumber(0), 100_000)
    .option('--cores <count>', 'of a host', wholeNumber(1, 1_024), 4)
    .option('--nodes-per-host <count>', 'nodes that share a host', wholeNumber(1, 100), 1)
    .option('--line <Mbit/s>', 'of a host, each way', wholeNumber(1, 1_000_000), 1_000)
    .addOption(
      new Option('--scheme <name>', 'of votes and payments')
        .choices([...networkSchemes])
        .default('ml-dsa-65'),
    )
    .option('--ledger <run>', 'a run of "trellis bench ledger" on such a host')
    .option('--growth <run>', 'a run of "trellis bench growth" on the same host')
    .addHelpText(
      'after',
      '\nMeasure a host of yours first, as costs differ:\n' +
        '  $ trellis bench ledger --schemes ml-dsa-65 --out runs/ledger\n' +
        '  $ trellis bench growth --validators 4,7 --out runs/growth\n' +
        '\nExamples:\n' +
        '  $ trellis plan --validators 16 --payments 500 --retention 90d --sites eu-3 --ledger runs/ledger --growth runs/growth\n' +
        '  $ trellis plan --validators 7 --payments 50 --round-trip 25 --line 20\n',
    )
    .action(async (given: PlanOptions, command: Command) => {
      const { capacityConstants, planCapacity } = await import('@trellis/bench/plan');
      const question = await questionOf(given);
      const { ledger, growth, source } = await runsOf(given);
      const constants = capacityConstants(ledger, growth, given.scheme);
      const answer = planCapacity(constants, question);
      if (readGlobals(command).json) {
        const { sites, ...asked } = question;
        printJson({ asked: { ...asked, sites: sites.words }, source, constants, ...answer });
      } else print(...linesOf(question, answer), '', ...source);
    });
}

async function questionOf(given: PlanOptions): Promise<CapacityQuestion> {
  return {
    validators: given.validators,
    payments: given.payments,
    retentionDays: given.retention / dayMs,
    sites: await sitesOf(given),
    accounts: given.accounts,
    coresPerHost: given.cores,
    nodesPerHost: given.nodesPerHost,
    megabitsPerSecond: given.line,
  };
}

async function sitesOf({ sites, roundTrip, validators }: PlanOptions): Promise<Sites> {
  const { equalSites, namedSites } = await import('@trellis/bench/plan');
  if (roundTrip !== undefined) return equalSites(validators, roundTrip);
  const known: Readonly<Record<string, Sites>> = namedSites;
  const named = known[sites];
  if (named === undefined) throw new UsageError('bad_option', `--sites: there is no "${sites}"`);
  return named;
}

interface Runs {
  readonly ledger: BenchRun;
  readonly growth: BenchRun;
  /** Where the constants are from, in words. */
  readonly source: readonly string[];
}

/** Runs of the user's machine, or both of this repository's: costs of two machines make no plan. */
async function runsOf({ ledger, growth }: PlanOptions): Promise<Runs> {
  const { committedRuns, readRunAt } = await import('@trellis/bench/plan');
  if (ledger !== undefined && growth !== undefined) {
    const runs = { ledger: await readRunAt(ledger), growth: await readRunAt(growth) };
    const sameMachine =
      runs.ledger.machine.processor === runs.growth.machine.processor &&
      runs.ledger.machine.cores === runs.growth.machine.cores;
    if (!sameMachine) {
      throw new UsageError(
        'bad_option',
        `--growth: that is a run of another machine (${machineOf(runs.growth)}) than the ledger's (${machineOf(runs.ledger)})`,
      );
    }
    return { ...runs, source: [`Constants: ${ledger} and ${growth}, ${machineOf(runs.ledger)}.`] };
  }
  if (ledger !== undefined || growth !== undefined) {
    const missing = ledger === undefined ? '--ledger' : '--growth';
    throw new UsageError('bad_option', `${missing}: give both runs, of the same machine, or none`);
  }
  const runs = committedRuns();
  return {
    ...runs,
    source: [
      'Constants: the runs that come with this program, not of this machine:',
      ...Object.entries(runs).map(
        ([name, run]) => `  ${name}: ${machineOf(run)}, commit ${run.commit}`,
      ),
      'Another machine differs. "trellis plan --help" says how to measure yours.',
    ],
  };
}

const machineOf = ({ machine, startedAt }: BenchRun): string =>
  `${machine.processor}, ${machine.cores} cores, ${startedAt.slice(0, 10)}`;

function linesOf(asked: CapacityQuestion, plan: CapacityPlan): readonly string[] {
  const { payments, by } = plan.most;
  return alignRows([
    ['asked', `${asked.validators} validators, ${groupDigits(asked.payments)} payments a second`],
    ['sites', asked.sites.words],
    [
      'blocks',
      `${plan.blocksPerSecond.toFixed(1)} a second, ${plan.paymentsPerBlock.toFixed(1)} payments each`,
    ],
    [
      'CPU of a host',
      `${percent(plan.coresUsed)} of ${asked.coresPerHost} cores; one thread of a node ${percent(plan.mainThreadUse)}`,
    ],
    ['sent by a node', `${plan.sentMegabitsPerSecond.toFixed(1)} Mbit/s, and as much received`],
    ['memory of a node', size(plan.memoryBytes)],
    [
      'disk of a node',
      `${size(plan.disk.windowBytes)} for ${Number(asked.retentionDays.toFixed(2))} days with signatures`,
    ],
    ['', `${size(plan.disk.bytesPerYear)} a year for what stays of older blocks`],
    ['finality, idle', milliseconds(plan.idleFinalityMs)],
    [
      'finality, loaded',
      plan.finalityMs === null ? 'not sustained' : `${milliseconds(plan.finalityMs)} (median)`,
    ],
    ['at most', `${groupDigits(payments)} payments a second, for ${by}`],
  ]);
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;
/** Two digits that count are as many as a model has. */
function size(bytes: number): string {
  const [unit, name] = bytes < 1e12 ? [1e9, 'GB'] : [1e12, 'TB'];
  const count = Number((bytes / unit).toPrecision(2));
  return `${count < 100 ? count : groupDigits(count)} ${name}`;
}
const milliseconds = (ms: number): string => `${Math.round(ms)} ms`;
