/** `trellis bench`: what signatures cost, from one call to a whole network. */
import { join } from 'node:path';
import {
  BenchError,
  type BenchRun,
  benchSchemes,
  benchSignatures,
  channelText,
  compareRuns,
  comparisonText,
  createRun,
  defaultChannelOptions,
  defaultGrowthOptions,
  defaultLedgerOptions,
  defaultPrices,
  defaultSignatureOptions,
  formatGrowth,
  formatLedger,
  growthMetrics,
  type LedgerOptions,
  type LedgerTrial,
  ledgerMetrics,
  measureVerifyBound,
  type Prices,
  providerNames,
  quickChannelOptions,
  quickGrowthOptions,
  quickLedgerOptions,
  quickSignatureOptions,
  type RunFacts,
  readProviders,
  readRun,
  readSchemes,
  readSizes,
  runChannelBench,
  runFileName,
  runGrowthBench,
  runLedgerBench,
  signaturesText,
  verifyBoundText,
  writeReport,
} from '@trellis/bench';
import { isSchemeName, type SchemeName, schemeNames } from '@trellis/crypto';
import { type Command, InvalidArgumentError } from 'commander';
import { startBenchProgress } from '../bench-progress.ts';
import { UsageError } from '../command-error.ts';
import { readGlobals } from '../globals.ts';
import { requireFolder } from '../out-folder.ts';
import { print, printJson } from '../output.ts';

/** Adds the `bench` commands. */
export function addBenchCommands(program: Command): void {
  const bench = program
    .command('bench')
    .description('Measure what signatures cost, from one call to a whole network');
  addSignatures(bench);
  addLedger(bench);
  addGrowth(bench);
  addVerifyBound(bench);
  addChannel(bench);
  addCompare(bench);
  addReport(bench);
}

interface CommonOptions extends PriceOptions {
  readonly quick: boolean;
  readonly out?: string;
  readonly seed: number;
}

interface PriceOptions {
  readonly priceCpuHour: number;
  readonly priceGbSent: number;
  readonly priceGbMonth: number;
  readonly monthsKept: number;
}

/** Prices make the page's sum in money; any currency will do. */
function addPriceOptions(command: Command): Command {
  return command
    .option('--price-cpu-hour <price>', 'of one core', price, defaultPrices.cpuHour)
    .option('--price-gb-sent <price>', 'of a gigabyte sent', price, defaultPrices.gigabyteSent)
    .option(
      '--price-gb-month <price>',
      'of a gigabyte kept a month',
      price,
      defaultPrices.gigabyteMonth,
    )
    .option(
      '--months-kept <months>',
      'that what is stored is kept',
      price,
      defaultPrices.monthsKept,
    );
}

function pricesOf(given: PriceOptions): Prices {
  return {
    cpuHour: given.priceCpuHour,
    gigabyteSent: given.priceGbSent,
    gigabyteMonth: given.priceGbMonth,
    monthsKept: given.monthsKept,
  };
}

function addCommonOptions(command: Command): Command {
  return addPriceOptions(command)
    .option('--quick', 'less of everything: done within a minute', false)
    .option('--out <folder>', 'keep the run here: run.json, run.csv and report.html')
    .option('--seed <number>', 'makes a run repeatable where chance has a part', wholeNumber, 1)
    .hook('preAction', async (_this, action) => {
      const { out } = action.opts<CommonOptions>();
      if (out !== undefined) await requireFolder(out);
    });
}

function addSignatures(bench: Command): void {
  addCommonOptions(
    bench
      .command('signatures')
      .description('Keys, signatures and verifications by themselves, by every provider')
      .option('--schemes <names>', `of ${benchSchemes.join(', ')}`)
      .option('--providers <names>', `of ${providerNames.join(', ')}`)
      .option('--sizes <bytes>', 'of the messages (default 32,1024,65536)')
      .option('--rounds <count>', 'repetitions, which all take turns', positiveNumber),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis bench signatures --quick\n' +
        '  $ trellis bench signatures --schemes ed25519,ml-dsa-65 --providers openssl --out runs/a\n',
    )
    .action(
      async (
        given: CommonOptions & {
          readonly schemes?: string;
          readonly providers?: string;
          readonly sizes?: string;
          readonly rounds?: number;
        },
        command: Command,
      ) => {
        const base = given.quick ? quickSignatureOptions : defaultSignatureOptions;
        const options = {
          ...base,
          seed: given.seed,
          ...(given.schemes === undefined ? {} : { schemes: readSchemes(given.schemes) }),
          ...(given.providers === undefined ? {} : { providers: readProviders(given.providers) }),
          ...(given.sizes === undefined ? {} : { sizes: readSizes(given.sizes) }),
          ...(given.rounds === undefined ? {} : { rounds: given.rounds }),
        };
        const startedAt = new Date();
        const { result, metrics } = await withProgress((onProgress) =>
          benchSignatures(options, onProgress),
        );
        const { seed, schemes, providers, sizes, ...parameters } = options;
        await conclude(command, given, signaturesText(result), {
          kind: 'signatures',
          seed,
          parameters: {
            ...parameters,
            schemes: String(schemes),
            providers: String(providers),
            sizes: String(sizes),
          },
          metrics,
          raw: result,
          startedAt,
          failure: null,
        });
      },
    );
}

interface LedgerCommandOptions extends CommonOptions {
  readonly schemes?: string;
  readonly validators?: number;
  readonly payload?: number;
  readonly accounts?: number;
  readonly duration?: number;
  readonly rate?: number;
  readonly latency?: number;
  readonly loss?: number;
  readonly repeat?: number;
}

function addLedger(bench: Command): void {
  addCommonOptions(
    bench
      .command('ledger')
      .description('Whole networks, one for each scheme, driven to their knee and beyond')
      .option('--schemes <names>', `of ${schemeNames.join(', ')}`)
      .option('--validators <count>', 'processes that vote (4)', wholeNumber)
      .option('--payload <bytes>', 'memo of each payment (0)', wholeNumber)
      .option('--accounts <count>', 'accounts that pay each other (2000)', wholeNumber)
      .option('--duration <seconds>', 'of the sustained load (15)', wholeNumber)
      .option('--rate <count>', 'payments a second, instead of searching for the knee', wholeNumber)
      .option('--latency <ms>', 'added between nodes, one way (0)', wholeNumber)
      .option('--loss <percent>', 'of the segments between nodes (0)', percentage)
      .option('--repeat <count>', 'of every network, in turn (3)', wholeNumber),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis bench ledger --quick\n' +
        '  $ trellis bench ledger --schemes ed25519,ml-dsa-65 --out runs/ledger\n' +
        '  $ trellis bench ledger --validators 7 --latency 20 --loss 0.5\n',
    )
    .action(async (given: LedgerCommandOptions, command: Command) => {
      const options = ledgerOptions(given);
      const startedAt = new Date();
      const trials: LedgerTrial[] = [];
      const facts = (failure: string | null, raw: unknown): Omit<RunFacts, 'command'> => {
        const { schemes, seed, ...parameters } = options;
        return {
          kind: 'ledger',
          seed,
          parameters: { ...parameters, schemes: String(schemes) },
          metrics: ledgerMetrics(trials),
          raw,
          startedAt,
          failure,
        };
      };
      const stopping = new AbortController();
      process.once('SIGINT', () => stopping.abort());
      const progress = startBenchProgress();
      const result = await runLedgerBench(options, {
        onProgress: ({ share, text, secondsLeft }) => progress.update(share, text, secondsLeft),
        async onTrial(trial) {
          trials.push(trial);
          // A run that is cut off later has what it had until then.
          await save(given, await describe(facts('it was not finished', { trials })));
        },
        signal: stopping.signal,
      }).finally(progress.end);
      const failed = result.trials.find(({ status }) => status === 'failed');
      const failure =
        result.status === 'ok' ? null : (failed?.problem ?? 'not every network was measured');
      await conclude(command, given, formatLedger(result), facts(failure, result));
    });
}

function ledgerOptions(given: LedgerCommandOptions): LedgerOptions {
  const base = given.quick ? quickLedgerOptions : defaultLedgerOptions;
  return {
    ...base,
    seed: given.seed,
    schemes: given.schemes === undefined ? base.schemes : ledgerSchemes(given.schemes),
    validators: given.validators ?? base.validators,
    payloadBytes: given.payload ?? base.payloadBytes,
    accounts: given.accounts ?? base.accounts,
    durationSeconds: given.duration ?? base.durationSeconds,
    rate: given.rate ?? base.rate,
    latencyMs: given.latency ?? base.latencyMs,
    lossPercent: given.loss ?? base.lossPercent,
    repeat: given.repeat ?? base.repeat,
  };
}

interface GrowthCommandOptions extends CommonOptions {
  readonly accounts?: readonly number[];
  readonly validators?: readonly number[];
  readonly scheme?: SchemeName;
  readonly duration?: number;
}

function addGrowth(bench: Command): void {
  addCommonOptions(
    bench
      .command('growth')
      .description('How costs grow with accounts, in a real database, and with validators')
      .option('--accounts <counts>', 'sizes of the state (1000,10000,100000,1000000)', wholeNumbers)
      .option('--validators <counts>', 'sizes of the network (4,7,10,16,32)', wholeNumbers)
      .option('--scheme <name>', `of the validators and accounts: ${schemeNames.join(', ')}`)
      .option('--duration <seconds>', 'of the load on each network (10)', wholeNumber),
  )
    .addHelpText('after', '\nExamples:\n  $ trellis bench growth --quick\n')
    .action(async (given: GrowthCommandOptions, command: Command) => {
      const base = given.quick ? quickGrowthOptions : defaultGrowthOptions;
      const options = {
        ...base,
        seed: given.seed,
        accounts: given.accounts ?? base.accounts,
        validators: given.validators ?? base.validators,
        scheme: given.scheme ?? base.scheme,
        seconds: given.duration ?? base.seconds,
      };
      const startedAt = new Date();
      const stopping = new AbortController();
      process.once('SIGINT', () => stopping.abort());
      const progress = startBenchProgress();
      const sizes = options.accounts.length + options.validators.length;
      let done = 0;
      const result = await runGrowthBench(options, {
        onProgress: (text) => progress.update(done / Math.max(1, sizes), text),
        onSize() {
          done += 1;
        },
        signal: stopping.signal,
      }).finally(progress.end);
      const { seed, accounts, validators, ...parameters } = options;
      await conclude(command, given, formatGrowth(result), {
        kind: 'growth',
        seed,
        parameters: {
          ...parameters,
          accounts: String(accounts),
          validators: String(validators),
        },
        metrics: growthMetrics(result),
        raw: result,
        startedAt,
        failure: result.status === 'ok' ? null : 'not every size was measured',
      });
    });
}

function addReport(bench: Command): void {
  addPriceOptions(
    bench
      .command('report <run>')
      .description('Write the page and the table of a kept run again, with other prices')
      .requiredOption('--out <folder>', 'where to'),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis bench report runs/ledger --price-cpu-hour 0.1 --out runs/dear\n',
    )
    .action(async (text: string, given: PriceOptions & { readonly out: string }) => {
      await requireFolder(given.out);
      await writeReport(given.out, await readRun(runPath(text)), pricesOf(given));
      print(`Wrote ${join(given.out, 'report.html')}.`);
    });
}

function addVerifyBound(bench: Command): void {
  addCommonOptions(
    bench
      .command('verify-bound')
      .description('What verification alone would allow, and what share of it a network reached')
      .option('--schemes <names>', `of ${schemeNames.join(', ')}`)
      .option('--validators <count>', 'nodes that share this machine', positiveNumber, 4)
      .option('--ledger <run>', 'a run of "bench ledger", its folder or its file'),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis bench verify-bound\n  $ trellis bench verify-bound --ledger runs/ledger\n',
    )
    .action(
      async (
        given: CommonOptions & {
          readonly schemes?: string;
          readonly validators: number;
          readonly ledger?: string;
        },
        command: Command,
      ) => {
        const schemes =
          given.schemes === undefined ? defaultLedgerOptions.schemes : ledgerSchemes(given.schemes);
        const ledger = given.ledger === undefined ? null : await readRun(runPath(given.ledger));
        const [rounds, millisecondsEach] = given.quick ? [3, 100] : [9, 300];
        const { validators } = given;
        const plan = { schemes, validators, rounds, millisecondsEach, ledger };
        const startedAt = new Date();
        const { bounds, metrics } = await withProgress((onProgress) =>
          measureVerifyBound(plan, onProgress),
        );
        await conclude(command, given, verifyBoundText(bounds, validators), {
          kind: 'verify-bound',
          seed: given.seed,
          parameters: { schemes: String(schemes), validators, rounds, millisecondsEach },
          metrics,
          raw: { bounds },
          startedAt,
          failure: null,
        });
      },
    );
}

function addChannel(bench: Command): void {
  addCommonOptions(
    bench
      .command('channel')
      .description('Connections between nodes: our TLS beside libp2p’s Noise'),
  )
    .addHelpText('after', '\nExamples:\n  $ trellis bench channel --quick\n')
    .action(async (given: CommonOptions, command: Command) => {
      const options = given.quick ? quickChannelOptions : defaultChannelOptions;
      const startedAt = new Date();
      const { result, metrics } = await withProgress((onProgress) =>
        runChannelBench(options, onProgress),
      );
      await conclude(command, given, channelText(result), {
        kind: 'channel',
        seed: given.seed,
        parameters: { ...options.plan, rounds: options.rounds, kinds: String(options.kinds) },
        metrics,
        raw: result,
        startedAt,
        failure: null,
      });
    });
}

function addCompare(bench: Command): void {
  bench
    .command('compare <before> <after>')
    .description('Say which differences between two runs exceed the noise; ends with 1 if any does')
    .addHelpText('after', '\nExamples:\n  $ trellis bench compare runs/a runs/b\n')
    .action(async (before: string, after: string, _options: object, command: Command) => {
      const [first, second] = await Promise.all([
        readRun(runPath(before)),
        readRun(runPath(after)),
      ]);
      const comparison = compareRuns(first, second);
      if (readGlobals(command).json) printJson(comparison);
      else print(comparisonText(comparison));
      if (comparison.differs) process.exitCode = 1;
    });
}

/** Shows progress while `measure` goes on. */
async function withProgress<T>(
  measure: (onProgress: (share: number, what: string) => void) => Promise<T>,
): Promise<T> {
  const progress = startBenchProgress();
  try {
    return await measure(progress.update);
  } finally {
    progress.end();
  }
}

/** Keeps the run, and prints it. A run that broke off ends the command with an error. */
async function conclude(
  command: Command,
  given: CommonOptions,
  text: string,
  facts: Omit<RunFacts, 'command'>,
): Promise<void> {
  const run = await describe(facts);
  const { out } = given;
  await save(given, run);
  if (readGlobals(command).json) printJson(run);
  else {
    const { machine, versions, commit } = run;
    print(
      text,
      '',
      `${machine.processor}, ${machine.cores} cores, ${Math.round(machine.memoryBytes / 2 ** 30)} GiB, ${machine.system}; Node ${versions.node}, OpenSSL ${versions.openssl}; commit ${commit}; ${Math.round(run.seconds)} s`,
      ...(out === undefined ? [] : [`Kept in ${out}: run.json, run.csv, report.html.`]),
    );
  }
  if (run.failure !== null) throw new BenchError('run_failed', run.failure);
}

function describe(facts: Omit<RunFacts, 'command'>): Promise<BenchRun> {
  return createRun({ ...facts, command: `trellis ${process.argv.slice(2).join(' ')}` });
}

async function save(given: CommonOptions, run: BenchRun): Promise<void> {
  if (given.out !== undefined) await writeReport(given.out, run, pricesOf(given));
}

/** A run by its folder or its file. */
function runPath(text: string): string {
  return text.endsWith('.json') ? text : join(text, runFileName);
}

function ledgerSchemes(text: string): readonly SchemeName[] {
  const names = text.split(',');
  const unknown = names.find((name) => !isSchemeName(name));
  if (unknown !== undefined) {
    throw new UsageError(
      'bad_option',
      `--schemes: there is no scheme "${unknown}"; there are ${schemeNames.join(', ')}`,
    );
  }
  if (new Set(names).size < names.length) {
    throw new UsageError('bad_option', '--schemes: one of them is named twice');
  }
  return names.filter(isSchemeName);
}

function wholeNumber(text: string): number {
  if (/^(0|[1-9][0-9]{0,9})$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`expected a whole number, not "${text}".`);
}

function positiveNumber(text: string): number {
  const number = wholeNumber(text);
  if (number > 0) return number;
  throw new InvalidArgumentError('expected a whole number from 1 on.');
}

function wholeNumbers(text: string): readonly number[] {
  return text === '' ? [] : text.split(',').map(wholeNumber);
}

function price(text: string): number {
  if (/^[0-9]{1,9}(\.[0-9]{1,9})?$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`expected a number such as 0.05, not "${text}".`);
}

function percentage(text: string): number {
  if (/^[0-9]{1,2}(\.[0-9]{1,3})?$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`expected a percentage such as 0.5, not "${text}".`);
}
