/** `trellis iso statement`: an account's statement, report or notification for a bank's systems. */
import { createHash } from 'node:crypto';
import { formatAmount } from '@trellis/client';
import { formatAddress } from '@trellis/crypto';
import { sharedMode } from '@trellis/crypto/files';
import type { AccountReport, ReportId } from '@trellis/iso20022';
import { type Command, InvalidArgumentError } from 'commander';
import { accountLabels, resolveAccount } from '../account-names.ts';
import { assetCode, fetchAsset } from '../assets.ts';
import { UsageError } from '../command-error.ts';
import { writeNewFile } from '../given-file.ts';
import { print, printJson } from '../output.ts';
import { connect, type Session } from '../session.ts';
import { writeFileContent } from '../terminal.ts';

interface ReportOptions {
  readonly asset: string;
  readonly from?: Moment;
  readonly to?: Moment;
  readonly message: string;
  readonly out?: string;
}

/** A time, or a whole day in UTC. */
interface Moment {
  readonly ms: number;
  readonly isDay: boolean;
}

const dayMs = 24 * 3_600_000;

/** Gives the command its options and action. */
export function defineReportCommand(statement: Command): void {
  statement
    .description('Write what happened to an account as camt.053, camt.052 or camt.054, proven')
    .requiredOption('--asset <code>', 'which balance: a currency')
    .option('--from <time>', 'a day in UTC, or a time with its zone (default: today)', readMoment)
    .option(
      '--to <time>',
      'up to the end of this day, or before this time (default: now)',
      readMoment,
    )
    .option('--message <id>', 'such as camt.053.001.08', 'camt.053.001.08')
    .option('--out <file>', 'write it into a new file')
    .addHelpText(
      'after',
      '\nThe last entry leaves the balance that the state proves, each entry is proven by its block, and the entries\n' +
        'lead from the opening to the closing balance, or nothing is written.\n' +
        '\nExamples:\n  $ trellis iso statement alice --asset EUR --out alice.xml\n' +
        '  $ trellis iso statement alice --asset EUR --from 2026-11-01 --to 2026-11-30 --message camt.053.001.02\n',
    )
    .action(writeReport);
}

async function writeReport(text: string, options: ReportOptions, command: Command): Promise<void> {
  const session = await connect(command);
  const { accountReport } = await import('@trellis/iso20022');
  const id = await reportVersion(options.message);
  const report = await reportOf(session, text, options);
  const file = accountReport(id, report);
  if (options.out !== undefined) await writeNewFile(options.out, file, sharedMode);
  if (session.globals.json) {
    const { opening, closing, entries } = report;
    const out = options.out ?? null;
    const document = options.out === undefined ? file : null;
    return printJson({ message: id, opening, closing, entries: entries.length, out, document });
  }
  if (options.out === undefined) writeFileContent(file);
  else {
    const { length } = report.entries;
    print(`Wrote ${options.out}: ${id} with ${length === 1 ? '1 entry' : `${length} entries`}.`);
  }
}

async function reportVersion(text: string): Promise<ReportId> {
  const { isMessageId, isReportId, messageIds } = await import('@trellis/iso20022');
  if (isMessageId(text) && isReportId(text)) return text;
  const known = messageIds.filter(isReportId).join(', ');
  throw new UsageError('bad_option', `--message: "${text}" is not one of ${known}`);
}

async function reportOf(
  session: Session,
  text: string,
  options: ReportOptions,
): Promise<AccountReport> {
  const { home } = session.globals;
  const address = await resolveAccount(session.names, text);
  const asset = await fetchAsset(session, assetCode(options.asset));
  const { fromMs, toMs } = periodOf(options, Date.now());
  const wanted = { address, asset: asset.asset, fromMs, toMs };
  if (session.trusted === null) {
    throw new UsageError(
      'no_trusted_genesis',
      'without a trusted genesis nothing is proven; name one with --genesis',
    );
  }
  const { fetchAccountHistory, reportedEntry } = await import('@trellis/gateway');
  const light = await session.light();
  const { entries, opening, closing } = await fetchAccountHistory(light, wanted);
  const labels = await accountLabels(home);
  const label = labels.get(address);
  const from = new Date(fromMs).toISOString();
  const to = new Date(toMs).toISOString();
  const written = formatAddress(address);
  const name = createHash('sha256').update(JSON.stringify([written, asset.asset, from, to]));
  return {
    messageId: `S${name.digest('hex').slice(0, 34)}`,
    createdAt: new Date().toISOString(),
    account: { address: written, ...(label === undefined ? {} : { name: label }) },
    currency: asset.asset,
    ...{ from, to },
    opening: formatAmount(opening, asset.decimals),
    closing: formatAmount(closing, asset.decimals),
    entries: entries.flatMap((entry) => reportedEntry(entry, { address, asset, labels }) ?? []),
  };
}

/** Up to now at most: what comes later is not known. */
function periodOf({ from, to }: ReportOptions, now: number) {
  const fromMs = from?.ms ?? Math.floor(now / dayMs) * dayMs;
  const end = to === undefined ? now : to.isDay ? to.ms + dayMs : to.ms;
  const toMs = Math.min(end, now);
  if (fromMs < toMs) return { fromMs, toMs };
  throw new UsageError('bad_option', '--from has to be before --to, and before now');
}

function readMoment(text: string): Moment {
  const isDay = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text);
  const isTime = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T.*(Z|[+-][0-9:]+)$/.test(text);
  const ms = isDay || isTime ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) {
    throw new InvalidArgumentError('expected a day, or a time with its zone: 2026-11-30T12:00Z.');
  }
  return { ms, isDay };
}
