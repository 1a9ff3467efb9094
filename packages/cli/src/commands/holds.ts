/** `trellis holds`: payments in two steps. */

import { claimHold, getHold, getHolds, postHold, reserve, voidHold } from '@trellis/client';
import { type Address, type Hash, sha256 } from '@trellis/crypto';
import {
  codeText,
  type HoldRecord,
  type HoldRelease,
  holdRecordCodec,
  isUnknown,
} from '@trellis/protocol';
import { holdsResponseCodec } from '@trellis/protocol/http-api';
import type { Command } from 'commander';
import { describeAccount, resolveAccount } from '../account-names.ts';
import { answerJson, asOfJson } from '../answer-json.ts';
import { assetCode, fetchAmount, fetchAsset, readAmount, showAmount } from '../assets.ts';
import { blockTime } from '../block-time.ts';
import { UsageError } from '../command-error.ts';
import { readGlobals } from '../globals.ts';
import { createSecret, readHoldId, readRelease, readSecret } from '../hold-text.ts';
import { print, printFields, printJson } from '../output.ts';
import { passwordHelp } from '../password.ts';
import { printProvenJson, printReportedList, proofField } from '../proof-view.ts';
import { addSendingOptions, type SendingOptions, sendOperations } from '../send-operations.ts';
import { connect, type Session } from '../session.ts';
import { readTimestamp, showTimestamp } from '../timestamp-text.ts';

/** Gives `holds` its subcommands. */
export function defineHoldsCommand(holds: Command): void {
  addList(holds);
  addShow(holds);
  addSecret(holds);
  addReserve(holds);
  addPost(holds);
  addClaim(holds);
  addVoid(holds);
}

/** A hold as the node proves it. Throws `UsageError` when there is none. */
async function fetchHold(session: Session, id: Hash): Promise<HoldRecord> {
  const { value } = await getHold(await session.light(), id);
  if (value !== null) return value;
  throw new UsageError(
    'unknown_hold',
    `there is no hold ${id}: it was paid out, went back, or never was`,
  );
}

async function showUnits(
  session: Session,
  { amount, asset }: Pick<HoldRecord, 'amount' | 'asset'>,
): Promise<string> {
  const { decimals } = await fetchAsset(session, asset);
  return showAmount(amount, decimals, asset);
}

async function releaseText(home: string, release: HoldRelease): Promise<string> {
  return release.type === 'arbiter'
    ? `by the arbiter ${await describeAccount(home, release.arbiter)}`
    : `to whoever shows the preimage of ${release.sha256}`;
}

function addList(holds: Command): void {
  holds
    .command('list <account>')
    .description('List the holds that an account pays, gets or decides, as the node says')
    .addHelpText('after', '\nExamples:\n  $ trellis holds list alice\n')
    .action(async (text: string, _options: object, command: Command) => {
      const session = await connect(command);
      const { globals, transport } = session;
      const address = await resolveAccount(session.names, text);
      const answer = await getHolds(transport, address);
      if (globals.json) return printJson(await answerJson(session, holdsResponseCodec, answer));
      if (answer.holds.length === 0) return print('There are none.');
      const rows = await Promise.all(
        answer.holds.map(async ({ id, hold }) => [
          roleOf(address, hold),
          await showUnits(session, hold),
          showTimestamp(hold.expiresAt),
          isUnknown(hold.release) ? codeText(hold.release) : hold.release.type,
          id,
        ]),
      );
      printReportedList([['as', 'amount', 'until', 'paid out by', 'hold'], ...rows]);
    });
}

function roleOf(account: Address, { payer, payee }: Pick<HoldRecord, 'payer' | 'payee'>): string {
  if (account === payer) return 'payer';
  return account === payee ? 'payee' : 'arbiter';
}

function addShow(holds: Command): void {
  holds
    .command('show <hold>')
    .description('Show a hold, with its proof')
    .addHelpText('after', '\nExamples:\n  $ trellis holds show 5b2c…\n')
    .action(async (text: string, _options: object, command: Command) => {
      const session = await connect(command);
      const id = readHoldId(text);
      const shown = await getHold(await session.light(), id);
      const { value: hold, header } = shown;
      if (session.globals.json) {
        const record = hold && (await answerJson(session, holdRecordCodec, hold));
        return printProvenJson(session, { id, hold: record, ...asOfJson(shown) });
      }
      printFields([
        ['hold', id],
        ...(hold === null
          ? [['state', 'there is none: it was paid out, went back, or never was'] as const]
          : await describeHold(session, hold, header.time)),
        ['as of', blockTime(header)],
        proofField(session, 'hold → state root → certificate'),
      ]);
    });
}

async function describeHold(
  session: Session,
  hold: HoldRecord,
  time: bigint,
): Promise<readonly (readonly [string, string])[]> {
  const { home } = session.globals;
  const end = hold.expiresAt > time ? '' : ' (its time has come; the next block gives it back)';
  return [
    ['amount', await showUnits(session, hold)],
    ['payer', await describeAccount(home, hold.payer)],
    ['payee', await describeAccount(home, hold.payee)],
    ['paid out', await releaseText(home, hold.release)],
    ['until', `${showTimestamp(hold.expiresAt)}${end}`],
    ['since', `block ${hold.reservedAt}`],
  ];
}

function addSecret(holds: Command): void {
  holds
    .command('secret <file>')
    .description('Make the secret that a hold waits for: 32 random bytes in a new file')
    .addHelpText('after', '\nExamples:\n  $ trellis holds secret swap.secret\n')
    .action(async (file: string, _options: object, command: Command) => {
      const digest = sha256(await createSecret(file));
      if (readGlobals(command).json) return printJson({ file, sha256: digest });
      print(`Wrote ${file}. Who has it can claim; everybody can, once it has been used.`);
      printFields([['sha256', digest]]);
    });
}

function addReserve(holds: Command): void {
  addSendingOptions(
    holds
      .command('reserve <payer> <payee> <amount> <asset>')
      .description('Take units from an account and keep them for another until a time')
      .requiredOption('--until <time>', '30s, 10m, 2h or 7d from now, or 2026-12-24T18:00:00Z')
      .requiredOption(
        '--release <how>',
        'what pays it out: arbiter=<account>, or sha256=<hash> for whoever shows its preimage',
      ),
  )
    .addHelpText(
      'after',
      '\nThe arbiter may be the payee: then it charges the hold, all of it or a part.\n' +
        passwordHelp +
        '\nExamples:\n' +
        '  $ trellis holds reserve alice hotel 300 EUR --until 7d --release arbiter=hotel\n' +
        '  $ trellis holds reserve alice bob 300 EUR --until 2h --release sha256=f0a8…\n',
    )
    .action(
      async (
        payer: string,
        to: string,
        text: string,
        codeText: string,
        options: SendingOptions & { readonly until: string; readonly release: string },
        command: Command,
      ) => {
        const session = await connect(command);
        const { home } = session.globals;
        const payee = await resolveAccount(session.names, to);
        const { amount, asset: unit } = await fetchAmount(session, text, assetCode(codeText));
        const { asset, decimals } = unit;
        const expiresAt = readTimestamp(options.until);
        const release = await readRelease(session.names, options.release);
        const shown = showAmount(amount, decimals, asset);
        const whom = await describeAccount(home, payee);
        const how = await releaseText(home, release);
        await sendOperations(session, payer, options, ({ account }) => ({
          operations: [reserve({ from: account, to: payee, asset, amount, expiresAt, release })],
          headline: `Reserve ${shown} for ${whom} until ${showTimestamp(expiresAt)}, paid out ${how}`,
        }));
      },
    );
}

function addPost(holds: Command): void {
  addSendingOptions(
    holds
      .command('post <arbiter> <hold> [amount]')
      .description('Pay a hold to its payee: all of it, or a part and the rest is returned'),
  )
    .addHelpText(
      'after',
      `${passwordHelp}\nExamples:\n  $ trellis holds post hotel 5b2c…\n  $ trellis holds post hotel 5b2c… 120.50\n`,
    )
    .action(
      async (
        arbiter: string,
        idText: string,
        amountText: string | undefined,
        options: SendingOptions,
        command: Command,
      ) => {
        const session = await connect(command);
        const { home } = session.globals;
        const id = readHoldId(idText);
        const hold = await fetchHold(session, id);
        const asset = await fetchAsset(session, hold.asset);
        const amount = amountText === undefined ? hold.amount : readAmount(amountText, asset);
        const shown = showAmount(amount, asset.decimals, asset.asset);
        const of = await showUnits(session, hold);
        const payee = await describeAccount(home, hold.payee);
        await sendOperations(session, arbiter, options, ({ account }) => ({
          operations: [postHold(account, { id, hold }, { asset: hold.asset, amount })],
          headline: `Pay ${shown} of a hold of ${of} to ${payee}`,
        }));
      },
    );
}

function addClaim(holds: Command): void {
  addSendingOptions(
    holds
      .command('claim <account> <hold> <secret-file>')
      .description('Pay a hold to its payee by its secret; any account can submit it'),
  )
    .addHelpText(
      'after',
      '\nThe file has 64 hex digits: of a secret that "trellis holds secret" made, or that another claim\n' +
        'showed ("trellis tx show").\n' +
        passwordHelp +
        '\nExamples:\n  $ trellis holds claim bob 5b2c… swap.secret\n',
    )
    .action(
      async (
        claimant: string,
        idText: string,
        file: string,
        options: SendingOptions,
        command: Command,
      ) => {
        const session = await connect(command);
        const id = readHoldId(idText);
        const hold = await fetchHold(session, id);
        const preimage = await readSecret(file);
        // A wrong secret would be shown to everybody for nothing.
        if (hold.release.type !== 'preimage' || hold.release.sha256 !== sha256(preimage)) {
          throw new UsageError(
            'wrong_preimage',
            `the hold does not wait for the secret in ${file}`,
          );
        }
        const shown = await showUnits(session, hold);
        const payee = await describeAccount(session.globals.home, hold.payee);
        await sendOperations(session, claimant, options, ({ account }) => ({
          operations: [claimHold(account, { id, hold }, preimage)],
          headline: `Claim ${shown} for ${payee}`,
        }));
      },
    );
}

function addVoid(holds: Command): void {
  addSendingOptions(
    holds
      .command('void <party> <hold>')
      .description('Give a hold back before its time, as its payee or its arbiter'),
  )
    .addHelpText('after', `${passwordHelp}\nExamples:\n  $ trellis holds void hotel 5b2c…\n`)
    .action(async (party: string, idText: string, options: SendingOptions, command: Command) => {
      const session = await connect(command);
      const id = readHoldId(idText);
      const hold = await fetchHold(session, id);
      const shown = await showUnits(session, hold);
      const payer = await describeAccount(session.globals.home, hold.payer);
      await sendOperations(session, party, options, ({ account }) => ({
        operations: [voidHold(account, { id, hold })],
        headline: `Give ${shown} back to ${payer}`,
      }));
    });
}
