/** `trellis mandate`: let others pay from an account, within limits that every validator counts. */
import {
  getMandate,
  getMandates,
  grantMandate,
  payUnderMandate,
  revokeMandate,
  revokeMandateByRecovery,
} from '@trellis/client';
import { formatAddress, type Hash } from '@trellis/crypto';
import { type MandateRecord, mandateRecordCodec, noRemittance } from '@trellis/protocol';
import type { Command } from 'commander';
import { accountJson, describeAccount, resolveAccount } from '../account-names.ts';
import { answerJson, asOfJson } from '../answer-json.ts';
import { assetCode, fetchAsset, readAmount, showAmount } from '../assets.ts';
import { blockTime } from '../block-time.ts';
import { UsageError } from '../command-error.ts';
import {
  delegateText,
  mandateFields,
  readDelegate,
  readMandateId,
  readPeriod,
} from '../mandate-text.ts';
import { print, printFields } from '../output.ts';
import { passwordHelp } from '../password.ts';
import { printProvenJson, proofField } from '../proof-view.ts';
import {
  addRemittanceOptions,
  type RemittanceOptions,
  readRemittance,
} from '../remittance-options.ts';
import { addSendingOptions, type SendingOptions, sendOperations } from '../send-operations.ts';
import { connect, type Session } from '../session.ts';
import { readTimestamp } from '../timestamp-text.ts';
import { wholeNumber } from '../whole-number.ts';

/** Gives `mandate` its subcommands. */
export function defineMandateCommand(mandate: Command): void {
  addGrant(mandate);
  addShow(mandate);
  addList(mandate);
  addRevoke(mandate);
  addPay(mandate);
}

interface GrantOptions extends SendingOptions {
  readonly max: string;
  readonly periodMax?: string;
  readonly period: string;
  readonly until: string;
  readonly payments: number;
  readonly payee?: readonly string[];
}

function addGrant(mandate: Command): void {
  addSendingOptions(
    mandate
      .command('grant <owner> <delegate> <asset>')
      .description('Let an account, or key=<key>, pay from an account within limits')
      .requiredOption('--max <amount>', 'the most that one payment may be')
      .option('--period-max <amount>', 'the most of all payments of a period (default: --max)')
      .option('--period <span>', 'length of a period: 60s, 90m, 12h or 30d', '30d')
      .requiredOption('--until <time>', '2h or 365d from now, or 2026-12-24T18:00:00Z')
      .requiredOption('--payments <count>', 'the most payments in all', wholeNumber(1, 2 ** 32 - 1))
      .option('--payee <account...>', 'who may be paid (default: any account)'),
  )
    .addHelpText(
      'after',
      '\nPeriods begin with the block of the grant. A key pays from any account whose only key it is.\n' +
        passwordHelp +
        '\nExamples:\n' +
        '  $ trellis mandate grant alice shop EUR --max 30 --period 30d --until 365d --payments 12 --payee shop\n' +
        '  $ trellis mandate grant alice key=agent EUR --max 5 --period-max 20 --period 1d --until 7d --payments 50\n',
    )
    .action(
      async (
        owner: string,
        delegated: string,
        code: string,
        options: GrantOptions,
        command: Command,
      ) => {
        const session = await connect(command);
        const { home } = session.globals;
        const unit = await fetchAsset(session, assetCode(code));
        const delegate = await readDelegate(session.names, delegated);
        const payees = [];
        for (const one of options.payee ?? []) {
          payees.push(await resolveAccount(session.names, one));
        }
        const terms = {
          delegate,
          asset: unit.asset,
          payees,
          paymentMax: readAmount(options.max, unit),
          periodMax: readAmount(options.periodMax ?? options.max, unit),
          period: readPeriod(options.period),
          validUntil: readTimestamp(options.until),
          paymentsMax: options.payments,
        };
        const whom = await delegateText(home, delegate);
        await sendOperations(session, owner, options, (signer) => ({
          operations: [grantMandate(signer.account, terms)],
          headline: `Let ${whom} pay ${unit.asset} from ${formatAddress(signer.account)}`,
        }));
      },
    );
}

/** A mandate as the node proves it. Throws `UsageError` when there is none. */
async function fetchMandate(session: Session, id: Hash): Promise<MandateRecord> {
  const { value } = await getMandate(await session.light(), id);
  if (value !== null) return value;
  throw new UsageError(
    'unknown_mandate',
    `there is no mandate ${id}: it was revoked, or never granted`,
  );
}

function addShow(mandate: Command): void {
  mandate
    .command('show <mandate>')
    .description('Show what a mandate allows and what is left of it, with the proof')
    .addHelpText('after', '\nExamples:\n  $ trellis mandate show 5b2c…\n')
    .action(async (text: string, _options: object, command: Command) => {
      const session = await connect(command);
      const { home, json } = session.globals;
      const id = readMandateId(text);
      const shown = await getMandate(await session.light(), id);
      const { value, header } = shown;
      if (json) {
        const record = value && (await answerJson(session, mandateRecordCodec, value));
        return printProvenJson(session, { id, mandate: record, ...asOfJson(shown) });
      }
      const fields =
        value === null
          ? [['state', 'there is none: it was revoked, or never granted'] as const]
          : await mandateFields(home, value, {
              time: header.time,
              show: await amountsOf(session, value),
            });
      printFields([
        ['mandate', id],
        ...fields,
        ['as of', blockTime(header)],
        proofField(session, 'mandate → state root → certificate'),
      ]);
    });
}

async function amountsOf(
  session: Session,
  { asset }: Pick<MandateRecord, 'asset'>,
): Promise<(amount: bigint) => string> {
  const { decimals } = await fetchAsset(session, asset);
  return (amount) => showAmount(amount, decimals, asset);
}

function addList(mandate: Command): void {
  mandate
    .command('list <owner>')
    .description('List all mandates that an account granted and did not revoke, with the proof')
    .addHelpText('after', '\nExamples:\n  $ trellis mandate list alice\n')
    .action(async (text: string, _options: object, command: Command) => {
      const session = await connect(command);
      const { home, json } = session.globals;
      const light = await session.light();
      const owner = await resolveAccount(session.names, text);
      const shown = await getMandates(light, owner);
      if (json) {
        return printProvenJson(session, {
          ...(await accountJson(home, owner)),
          mandates: shown.value,
          ...asOfJson(shown),
        });
      }
      if (shown.value.length === 0) {
        print(`${await describeAccount(home, owner)} has granted none.`);
      }
      for (const id of shown.value) {
        const { value, header } = await getMandate(light, id);
        // Revoked between the two questions.
        if (value === null) continue;
        const show = await amountsOf(session, value);
        printFields([
          ['mandate', id],
          ...(await mandateFields(home, value, { time: header.time, show })),
        ]);
        print('');
      }
      printFields([
        ['as of', blockTime(shown.header)],
        proofField(session, 'list and mandates → state root → certificate'),
      ]);
    });
}

interface RevokeOptions extends SendingOptions {
  readonly recovery?: boolean;
}

function addRevoke(mandate: Command): void {
  addSendingOptions(
    mandate
      .command('revoke <owner> <mandate>')
      .description('End a mandate; nothing can be paid under it from this block on')
      .option('--recovery', 'signed by the recovery keys of the account (--key), at once'),
  )
    .addHelpText(
      'after',
      `${passwordHelp}\nExamples:\n  $ trellis mandate revoke alice 5b2c…\n  $ trellis mandate revoke alice 5b2c… --recovery --key alice-safe\n`,
    )
    .action(async (owner: string, text: string, options: RevokeOptions, command: Command) => {
      const session = await connect(command);
      const id = readMandateId(text);
      const { delegate } = await fetchMandate(session, id);
      const whom = await delegateText(session.globals.home, delegate);
      const revoke = options.recovery === true ? revokeMandateByRecovery : revokeMandate;
      await sendOperations(session, owner, options, ({ account }) => ({
        operations: [revoke(account, id)],
        headline: `Revoke the mandate of ${whom}`,
      }));
    });
}

function addPay(mandate: Command): void {
  addSendingOptions(
    addRemittanceOptions(
      mandate
        .command('pay <delegate> <mandate> <payee> <amount>')
        .description('Pay from the account of a mandate, as its delegate'),
    ),
  )
    .addHelpText(
      'after',
      `${passwordHelp}\nExamples:\n  $ trellis mandate pay shop 5b2c… shop 12.50 --invoice 2026-7\n`,
    )
    .action(
      async (
        delegate: string,
        idText: string,
        to: string,
        amountText: string,
        options: SendingOptions & RemittanceOptions,
        command: Command,
      ) => {
        const session = await connect(command);
        const { home } = session.globals;
        const id = readMandateId(idText);
        const granted = await fetchMandate(session, id);
        const payee = await resolveAccount(session.names, to);
        const unit = await fetchAsset(session, granted.asset);
        const amount = readAmount(amountText, unit);
        const shown = showAmount(amount, unit.decimals, unit.asset);
        const from = await describeAccount(home, granted.owner);
        const remittance = readRemittance(options) ?? noRemittance;
        const whom = await describeAccount(home, payee);
        await sendOperations(session, delegate, options, ({ account }) => ({
          operations: [
            payUnderMandate(account, { id, mandate: granted }, { to: payee, amount, remittance }),
          ],
          headline: `Pay ${shown} from ${from} to ${whom}`,
        }));
      },
    );
}
