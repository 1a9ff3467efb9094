/** `trellis statement`: how a balance came to be what it is, for people and for their books. */
import {
  ApiProblem,
  getBalance,
  getHistory,
  getReportedTransaction,
  type HistoryPage,
  type Proven,
  verifyHistory,
  verifyHistoryEntry,
} from '@trellis/client';
import type { Address } from '@trellis/crypto';
import { type AssetCode, type Height, limits, nextHeight, toHeight } from '@trellis/protocol';
import type { HistoryEntry, HistoryResponse } from '@trellis/protocol/http-api';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { accountJson, accountLabels, describeAccount, resolveAccount } from '../account-names.ts';
import { assetCode, fetchAsset, showAmount } from '../assets.ts';
import { blockTime, pastBlockTime } from '../block-time.ts';
import { UsageError } from '../command-error.ts';
import { readHeight } from '../height-option.ts';
import { knownNames } from '../known-names.ts';
import { print, printFields, printJson, printLong } from '../output.ts';
import { unchecked } from '../proof-view.ts';
import { connect, type Session } from '../session.ts';
import {
  type StatementLine,
  statementCsv,
  statementFacts,
  statementLine,
} from '../statement-line.ts';
import { writeFileContent } from '../terminal.ts';

type Place = NonNullable<HistoryPage['place']>;

/** Whose balance of what. */
interface BalanceName {
  readonly address: Address;
  readonly asset: AssetCode;
}

interface StatementOptions {
  readonly asset: string;
  readonly format: 'text' | 'csv' | 'json';
  readonly limit: number;
  readonly before?: Place;
  readonly after?: Place;
  readonly at?: Height;
  readonly check?: boolean;
}

/** Gives the `statement` command its arguments, options and action. */
export function defineStatementCommand(statement: Command): void {
  statement
    .requiredOption('--asset <code>', 'which balance')
    .addOption(
      new Option('--format <format>', 'text, or a file for other programs')
        .choices(['text', 'csv', 'json'])
        .default('text'),
    )
    .option('--limit <lines>', 'at most this many lines, up to 100', readLimit, 50)
    .option(
      '--before <block-position>',
      'the lines before this place, as a page says it',
      readPlace,
    )
    .option(
      '--after <block-position>',
      'the lines after this place; 0-0 is the beginning',
      readPlace,
    )
    .option('--at <height>', 'the balance after this block, and the line that left it', readHeight)
    .option('--check', 'have each line’s transaction proven, and that it moved what the line says')
    .addHelpText(
      'after',
      '\nWithout --before, --after or --at, the newest lines. The last line of a page must leave just the balance\n' +
        'that is proven for its block; of earlier blocks than the newest only nodes that keep states prove it.\n' +
        '\nExamples:\n  $ trellis statement alice --asset EUR\n' +
        '  $ trellis statement alice --asset EUR --format csv > alice.csv\n' +
        '  $ trellis statement alice --asset EUR --after 0-0 --check\n' +
        '  $ trellis statement alice --asset EUR --at 120\n',
    )
    .action(async (text: string, options: StatementOptions, command: Command) => {
      const session = await connect(command);
      if (session.globals.json && options.format === 'csv') {
        throw new UsageError('bad_option', 'give one of --json and --format csv');
      }
      const address = await resolveAccount(session.names, text);
      await showStatement(session, address, assetCode(options.asset), options);
    });
}

async function showStatement(
  session: Session,
  address: Address,
  code: AssetCode,
  options: StatementOptions,
): Promise<void> {
  const { globals } = session;
  const page = pageOf(options);
  const asset = await fetchAsset(session, code);
  const of = { address, asset: code };
  const { answer, balance } = await fetchTogether(session, of, page);
  const entries = page.side === 'before' ? answer.entries.toReversed() : answer.entries;
  if (options.at !== undefined && options.at > answer.height) {
    throw new UsageError('bad_option', `--at: the newest block is ${answer.height}`);
  }
  const end = endOf(page, answer);
  const proven = end.height === null ? balance : await balanceThen(session, of, end.height);
  const checked = await check(session, { of, page, entries, balance: proven, end }, options);
  const names = await knownNames(globals, []);
  const lines = entries.map((entry) =>
    statementLine(entry, { address, asset: code, decimals: asset.decimals, nameOf: names.nameOf }),
  );
  const [first, last] = [entries[0], entries.at(-1)];
  if (options.format === 'csv') {
    writeFileContent(statementCsv(lines));
    return;
  }
  if (globals.json || options.format === 'json') {
    const labels = await accountLabels(globals.home);
    return printJson({
      ...(await accountJson(globals.home, address)),
      asset: code,
      decimals: asset.decimals,
      height: answer.height,
      lines: lines.map((line, index) => ({
        ...line,
        ...factsOf(entries[index], { address, asset: code }, labels),
      })),
      older: first === undefined ? null : placeText(first),
      newer: last === undefined ? null : placeText(last),
      checked,
      proofChecked: session.trusted !== null && proven !== null,
    });
  }
  if (lines.length === 0) print('There are no lines here.');
  if (lines.length > 0) await printLong(...lines.map(textOf));
  const held =
    options.at === undefined
      ? `${showAmount(last?.after ?? 0n, asset.decimals, code)} after the last line`
      : `${showAmount(proven?.value ?? last?.after ?? 0n, asset.decimals, code)} after block ${options.at}`;
  printFields([
    ['account', await describeAccount(globals.home, address)],
    ['balance', held],
    ...(first !== undefined && first.before > 0n
      ? ([['older', `--before ${placeText(first)}`]] as const)
      : []),
    ...(last !== undefined && end.height !== null
      ? ([['newer', `--after ${placeText(last)}`]] as const)
      : []),
    ...(proven === null
      ? []
      : ([
          ['as of', end.height === null ? blockTime(proven.header) : pastBlockTime(proven.header)],
        ] as const)),
    ['proof', checked],
  ]);
}

function factsOf(
  entry: HistoryEntry | undefined,
  of: BalanceName,
  labels: ReadonlyMap<Address, string>,
): object {
  return entry === undefined
    ? {}
    : statementFacts(entry, of, (account) => labels.get(account) ?? null);
}

function pageOf({ before, after, at, limit }: StatementOptions): HistoryPage {
  if ([before, after, at].filter((one) => one !== undefined).length > 1) {
    throw new UsageError('bad_option', 'give one of --before, --after and --at');
  }
  if (after !== undefined) return { side: 'after', place: after, limit };
  if (at === undefined) return { side: 'before', place: before ?? null, limit };
  return { side: 'before', place: { height: nextHeight(at), position: 0 }, limit: 1 };
}

/** What a page ends with. */
interface PageEnd {
  /** The block whose state proves it; `null`: the newest. */
  readonly height: Height | null;
  /** The place in that block that the page goes up to, if it does not take in all of it. */
  readonly place: Place | null;
}

function endOf({ side, place, limit }: HistoryPage, { height, entries }: HistoryResponse): PageEnd {
  const newest = { height: null, place: null };
  if (side === 'before') {
    if (place === null || place.height > height) return newest;
    return place.position === 0
      ? { height: toHeight(place.height - 1n), place: null }
      : { height: toHeight(place.height), place: { ...place, position: place.position - 1 } };
  }
  const last = entries.at(-1);
  return last === undefined || entries.length < (limit ?? limits.historyPageMax)
    ? newest
    : { height: last.height, place: last };
}

/** `null` when the node does not keep the state of then. */
async function balanceThen(
  session: Session,
  { address, asset }: BalanceName,
  height: Height,
): Promise<Proven<bigint> | null> {
  return getBalance(await session.light(), address, asset, height).catch((error: unknown) => {
    if (error instanceof ApiProblem && error.code === 'state_not_kept') return null;
    throw error;
  });
}

/** The lines behind a place in its block. */
async function restOfBlock(
  session: Session,
  of: BalanceName,
  place: Place,
): Promise<readonly HistoryEntry[]> {
  const page = { side: 'after', place, limit: limits.historyPageMax } as const;
  const { entries } = await getHistory(session.transport, of.address, of.asset, page);
  const rest = entries.filter(({ height }) => height === place.height);
  const last = rest.at(-1);
  if (last === undefined || rest.length < limits.historyPageMax) return rest;
  return [...rest, ...(await restOfBlock(session, of, last))];
}

/** Both as of the same block, if the chain is not too quick for that. */
async function fetchTogether(
  session: Session,
  { address, asset }: BalanceName,
  page: HistoryPage,
): Promise<{ readonly answer: HistoryResponse; readonly balance: Proven<bigint> }> {
  const light = await session.light();
  for (let attempt = 1; ; attempt++) {
    const [answer, balance] = await Promise.all([
      getHistory(session.transport, address, asset, page),
      getBalance(light, address, asset),
    ]);
    if (balance.header.height === answer.height || attempt === 5) return { answer, balance };
  }
}

interface Checked {
  readonly of: BalanceName;
  readonly page: HistoryPage;
  readonly entries: readonly HistoryEntry[];
  readonly end: PageEnd;
  /** That of the end, if the node can prove it. */
  readonly balance: Proven<bigint> | null;
}

/** Checks what can be checked, and says what that was. Throws `ProofError`. */
async function check(
  session: Session,
  { of, page, entries, end, balance }: Checked,
  options: StatementOptions,
): Promise<string> {
  const { transport, provider, trusted } = session;
  if (trusted === null) return unchecked;
  const said: string[] = [];
  if (balance !== null) {
    const rest = end.place === null ? [] : await restOfBlock(session, of, end.place);
    verifyHistory({
      ...of,
      entries: [...entries, ...rest],
      balance,
      isWhole: page.side === 'before' && entries.length < (page.limit ?? limits.historyPageMax),
    });
    const block = end.height === null ? '' : ` of block ${end.height}`;
    said.push(`the last line leaves the proven balance${block}`);
  }
  if (options.check === true) {
    for (const entry of entries) {
      if (entry.transactionId === null) continue;
      const { final } = await getReportedTransaction(transport, entry.transactionId);
      if (final === null)
        throw new UsageError('not_final', 'the node has a line that is not final');
      await verifyHistoryEntry(trusted, provider, { ...of, entry }, final);
    }
    said.push('each line’s transaction → block → certificate checked');
  }
  return said.length === 0
    ? `none: the node keeps no state of block ${end.height}, and the lines are reported by it, not verified; --check has each proven`
    : said.join('; ');
}

function textOf(line: StatementLine): string {
  const { time, block, credit, debit, balance, counterparty, asset } = line;
  const amount = credit === '' && debit === '' ? '' : credit === '' ? `-${debit}` : `+${credit}`;
  const failed = line.status === 'success' ? '' : line.status;
  const words = [failed, line.invoice, line.reference, line.endToEndId, line.purpose, line.memo];
  const what = [counterparty, ...words].filter((one) => one !== '').join(', ');
  const when = `${time.slice(0, 19)}Z`;
  return `${when}  block ${block.padStart(6)}  ${amount.padStart(14)}  ${balance.padStart(14)} ${asset}  ${what}`;
}

const placeText = ({ height, position }: Place): string => `${height}-${position}`;

function readPlace(text: string): Place {
  const [, height, position] = /^(0|[1-9][0-9]{0,18})-(0|[1-9][0-9]{0,8})$/.exec(text) ?? [];
  if (height === undefined || position === undefined) {
    throw new InvalidArgumentError('expected a block and a position, such as 120-1.');
  }
  return { height: toHeight(BigInt(height)), position: Number(position) };
}

function readLimit(text: string): number {
  if (/^[1-9][0-9]{0,2}$/.test(text) && Number(text) <= 100) return Number(text);
  throw new InvalidArgumentError('expected 1 to 100.');
}
