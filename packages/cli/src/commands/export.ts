/** `trellis export`: final blocks as rows, in Parquet files or in PostgreSQL. */
import type { ExportTarget, Position, Reconciled } from '@trellis/export';
import { groupDigits } from '@trellis/protocol';
import { type Command, Option } from 'commander';
import { UsageError, whyUnusable } from '../command-error.ts';
import { duration } from '../duration.ts';
import { type Globals, readGlobals } from '../globals.ts';
import { takeInterruption } from '../interruption.ts';
import { print, printFields, printJson } from '../output.ts';
import { connect, readTrustedGenesis } from '../session.ts';
import { note } from '../terminal.ts';

interface ExportCommandOptions {
  readonly format: 'parquet' | 'postgres';
  readonly to?: string;
  readonly follow: boolean;
  readonly every?: number;
  readonly reconcile: boolean;
}

/** Written together at most: parts of a folder that are worth opening, and transactions that do not last long. */
const blocksMax = { parquet: 2_000, postgres: 200 } as const;
/** How long new blocks are collected: each append to a folder makes files. */
const everyMs = { parquet: 60_000, postgres: 1_000 } as const;

/** Gives the `export` command its options and action. */
export function defineExportCommand(command: Command): void {
  command
    .addOption(
      new Option('--format <format>', 'Parquet files in a folder, or tables of PostgreSQL')
        .choices(['parquet', 'postgres'])
        .makeOptionMandatory(),
    )
    .option(
      '--to <place>',
      'the folder; or the database, as postgres://user@host/name. Without it PGHOST, PGDATABASE and PGUSER say which',
    )
    .option('--follow', 'continue with new blocks until Ctrl-C', false)
    .option(
      '--every <span>',
      'how long new blocks are collected, such as 10s (60s, 1s for PostgreSQL)',
      duration(['s', 'm', 'h'], '10s or 5m'),
    )
    .option('--reconcile', 'compare what is stored with the supplies that the chain proves', false)
    .addHelpText(
      'after',
      '\nEach block is proven, and written once: an export that was ended at any instant continues where it was.\n' +
        'A password of the database is read from PGPASSWORD. docs/export.md describes the tables.\n' +
        '\nExamples:\n  $ trellis export --format parquet --to chain\n' +
        '  $ trellis export --format postgres --to postgres://trellis@localhost/chain --follow\n' +
        '  $ trellis export --format parquet --to chain --reconcile\n',
    )
    .action(async (options: ExportCommandOptions, called: Command) => {
      const globals = readGlobals(called);
      const target = await openTarget(options);
      try {
        await exportTo(target, options, globals, called);
      } finally {
        await target.close();
      }
    });
}

async function openTarget({ format, to }: ExportCommandOptions): Promise<ExportTarget> {
  const { openParquetTarget, openPostgresTarget } = await import('@trellis/export');
  if (format === 'postgres') {
    requireNoPassword(to);
    return openPostgresTarget(to);
  }
  // An address would be taken for folders of these names.
  if (to === undefined || to === '' || to.includes('://')) {
    throw new UsageError('bad_option', '--to: name the folder for the files');
  }
  try {
    return await openParquetTarget(to);
  } catch (error) {
    throw new UsageError(
      'bad_option',
      `--to: ${to} is not a folder that can be written to (${whyUnusable(error)}); name another`,
      { cause: error },
    );
  }
}

/** Arguments are shown to every user of the machine. */
function requireNoPassword(to: string | undefined): void {
  if (to === undefined) return;
  const url = URL.parse(to);
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw new UsageError(
      'bad_option',
      '--to: expected a database such as postgres://user@host/name',
    );
  }
  if (url.password === '' && !/pass/i.test(url.search)) return;
  throw new UsageError(
    'bad_option',
    '--to: leave the password out, as everybody on the machine can see it; PGPASSWORD gives it',
  );
}

async function exportTo(
  target: ExportTarget,
  options: ExportCommandOptions,
  globals: Globals,
  command: Command,
): Promise<void> {
  const genesis = await readTrustedGenesis(globals);
  if (genesis === null) {
    throw new UsageError(
      'genesis_unreadable',
      `an export holds what is proven from the genesis on, and there is none at ${globals.genesis}; give --genesis`,
    );
  }
  const signal = takeInterruption();
  const { light: openLight } = await connect(command);
  const light = await openLight();
  const { format, follow, every } = options;
  const { provenSupplies, reconcile, runExport } = await import('@trellis/export');
  const run = (upTo?: bigint) =>
    runExport({
      light,
      genesis,
      target,
      signal,
      ...(upTo !== undefined && { upTo }),
      ...(upTo === undefined && follow && { follow: { everyMs: every ?? everyMs[format] } }),
      blocksMax: blocksMax[format],
      onWritten: ({ height }) => {
        if (!globals.json) note(`block ${groupDigits(height)}`);
      },
    });
  const position = await run();
  let reconciled: Reconciled | undefined;
  if (options.reconcile && !signal.aborted) {
    const supplies = await provenSupplies(light);
    const newest = supplies.reduce((most, { height }) => (height > most ? height : most), 0n);
    if (newest > position.height) await run(newest);
    reconciled = await reconcile(target, supplies);
  }
  // One that follows is ended so; another one is not done.
  if (signal.aborted && !follow) throw signal.reason;
  show(target, position, reconciled, globals);
}

function show(
  target: ExportTarget,
  { height, blockId }: Position,
  reconciled: Reconciled | undefined,
  { json }: Globals,
): void {
  const last = reconciled === undefined ? height : reconciled.totals.lastBlock;
  if (json) {
    printJson({ to: target.name, height: last, ...(reconciled ?? { blockId }) });
    return;
  }
  printFields([
    ['exported to', target.name],
    ['last block', groupDigits(last)],
  ]);
  if (reconciled === undefined) return;
  const { totals, supplies } = reconciled;
  print(
    `reconciled: ${groupDigits(totals.blocks)} blocks without a gap, ${groupDigits(totals.transactions)} transactions, each once;`,
    ...supplies.map(
      ({ asset, height: at, supply }) =>
        `  ${asset}: ${supply} smallest units, as the state of block ${groupDigits(at)} proves`,
    ),
  );
}
