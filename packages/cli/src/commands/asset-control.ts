/** `trellis asset rules`, `freeze`, `clawback`, `allow` …: what an issuer may do to whoever holds its asset. */

import {
  allowHolder,
  clawback,
  disallowHolder,
  freeze,
  getAssetRules,
  getHolder,
  setAssetRules,
  unfreeze,
} from '@trellis/client';
import {
  type AssetCode,
  type AssetRulesRecord,
  assetRuleNames,
  clawbackReasons,
} from '@trellis/protocol';
import { type Command, Option } from 'commander';
import { accountJson, describeAccount, resolveAccount } from '../account-names.ts';
import { asOfJson } from '../answer-json.ts';
import { readReason, readRules, withoutState } from '../asset-rules-text.ts';
import { assetCode, fetchAmount, fetchAsset, ofAsset, showAmount } from '../assets.ts';
import { blockTime } from '../block-time.ts';
import { printFields } from '../output.ts';
import { passwordHelp } from '../password.ts';
import { entryJson, printProvenJson, proofField } from '../proof-view.ts';
import { addSendingOptions, type SendingOptions, sendOperations } from '../send-operations.ts';
import { describeRules } from '../sentence-text.ts';
import { connect, type Session } from '../session.ts';

/** Adds the commands of the rules of assets to `trellis asset`. */
export function addAssetControlCommands(asset: Command): void {
  addRules(asset);
  addFreeze(asset, 'freeze');
  addFreeze(asset, 'unfreeze');
  addClawback(asset);
  addAllow(asset, 'allow');
  addAllow(asset, 'disallow');
  addHolder(asset);
}

/** The rules of an asset as the node proves them. */
export async function fetchRules(session: Session, code: AssetCode): Promise<AssetRulesRecord> {
  return (await ofAsset(session, code, (light) => getAssetRules(light, code))).value;
}

function addRules(asset: Command): void {
  addSendingOptions(
    asset
      .command('rules <issuer> <asset> <rule=value...>')
      .description('Change or lock what the issuer may do to the holders of an asset'),
  )
    .addHelpText(
      'after',
      '\nRules; what is not named stays as it is:\n' +
        '  holders=anyone|listed      who may hold it: anyone, or accounts on its allow-list\n' +
        '  freeze=never|issuer        whether the issuer may freeze accounts, or all of it\n' +
        '  clawback=never|issuer      whether the issuer may take units back\n' +
        '  supplyMax=<amount>|none    how many units there may be\n' +
        `  lock=${assetRuleNames.join('|')}   never change this rule again\n` +
        passwordHelp +
        '\nExamples:\n  $ trellis asset rules treasury GOLD freeze=issuer supplyMax=5000\n' +
        '  $ trellis asset rules treasury GOLD lock=clawback lock=supplyMax\n',
    )
    .action(
      async (
        issuer: string,
        codeText: string,
        texts: readonly string[],
        options: SendingOptions,
        command: Command,
      ) => {
        const session = await connect(command);
        const code = assetCode(codeText);
        const { decimals } = await fetchAsset(session, code);
        const current = withoutState(await fetchRules(session, code));
        const rules = readRules(texts, { asset: code, decimals }, current);
        const words = describeRules({ asset: code, decimals }, rules);
        await sendOperations(session, issuer, options, ({ account }) => ({
          operations: [setAssetRules({ issuer: account, asset: code, rules })],
          headline: `Rules of ${code}: ${words}`,
        }));
      },
    );
}

function addFreeze(asset: Command, name: 'freeze' | 'unfreeze'): void {
  const freezes = name === 'freeze';
  addSendingOptions(
    asset
      .command(`${name} <issuer> <asset> [account]`)
      .description(
        freezes
          ? 'Stop an account, or without one everybody, from sending and receiving an asset'
          : 'End the freeze of an account, or without one that of the whole asset',
      ),
  )
    .addHelpText(
      'after',
      `${passwordHelp}\nExamples:\n  $ trellis asset ${name} treasury GOLD bob\n  $ trellis asset ${name} treasury GOLD\n`,
    )
    .action(
      async (
        issuer: string,
        codeText: string,
        whom: string | undefined,
        options: SendingOptions,
        command: Command,
      ) => {
        const session = await connect(command);
        const { home } = session.globals;
        const code = assetCode(codeText);
        const target = whom === undefined ? null : await resolveAccount(session.names, whom);
        const of = target === null ? 'all' : `of ${await describeAccount(home, target)}`;
        const build = freezes ? freeze : unfreeze;
        await sendOperations(session, issuer, options, ({ account }) => ({
          operations: [build({ issuer: account, asset: code, account: target })],
          headline: `${freezes ? 'Freeze' : 'Unfreeze'} ${code}: ${of}`,
        }));
      },
    );
}

function addClawback(asset: Command): void {
  addSendingOptions(
    asset
      .command('clawback <issuer> <from> <amount> <asset>')
      .description('Take units back into the account of the issuer, frozen or not'),
  )
    .addOption(
      new Option('--reason <reason>', 'why, for the record')
        .choices([...clawbackReasons])
        .makeOptionMandatory(),
    )
    .addHelpText(
      'after',
      `${passwordHelp}\nExamples:\n  $ trellis asset clawback treasury bob 5 GOLD --reason courtOrder\n`,
    )
    .action(
      async (
        issuer: string,
        from: string,
        text: string,
        codeText: string,
        options: SendingOptions & { readonly reason: string },
        command: Command,
      ) => {
        const session = await connect(command);
        const { home } = session.globals;
        const holder = await resolveAccount(session.names, from);
        const { amount, asset: unit } = await fetchAmount(session, text, assetCode(codeText));
        const { asset: code, decimals } = unit;
        const reason = readReason(options.reason);
        await sendOperations(session, issuer, options, async ({ account }) => ({
          operations: [clawback({ issuer: account, from: holder, asset: code, amount, reason })],
          headline: `Take back ${showAmount(amount, decimals, code)} from ${await describeAccount(home, holder)} (${reason})`,
        }));
      },
    );
}

function addAllow(asset: Command, name: 'allow' | 'disallow'): void {
  const allows = name === 'allow';
  addSendingOptions(
    asset
      .command(`${name} <issuer> <asset> <account>`)
      .description(
        allows
          ? 'Put an account on the allow-list of an asset'
          : 'Take an account off the allow-list of an asset; what it holds stays there',
      ),
  )
    .addHelpText(
      'after',
      `${passwordHelp}\nExamples:\n  $ trellis asset ${name} treasury GOLD alice\n`,
    )
    .action(
      async (
        issuer: string,
        codeText: string,
        whom: string,
        options: SendingOptions,
        command: Command,
      ) => {
        const session = await connect(command);
        const { home } = session.globals;
        const code = assetCode(codeText);
        const target = await resolveAccount(session.names, whom);
        const build = allows ? allowHolder : disallowHolder;
        const shown = await describeAccount(home, target);
        await sendOperations(session, issuer, options, ({ account }) => ({
          operations: [build({ issuer: account, asset: code, account: target })],
          headline: allows
            ? `Put ${shown} on the allow-list of ${code}`
            : `Take ${shown} off the allow-list of ${code}`,
        }));
      },
    );
}

function addHolder(asset: Command): void {
  asset
    .command('holder <account> <asset>')
    .description('Show whether an account is frozen for an asset, or on its allow-list')
    .addHelpText('after', '\nExamples:\n  $ trellis asset holder bob GOLD\n')
    .action(async (text: string, codeText: string, _options: object, command: Command) => {
      const session = await connect(command);
      const { globals } = session;
      const address = await resolveAccount(session.names, text);
      const code = assetCode(codeText);
      const holder = await ofAsset(session, code, (light) => getHolder(light, code, address));
      const { frozenSince, listedSince } = holder.value;
      if (globals.json) {
        return printProvenJson(session, {
          asset: code,
          ...(await accountJson(globals.home, address)),
          frozenSince,
          listedSince,
          ...asOfJson(holder),
          freezeEntry: entryJson(holder, 0),
          allowEntry: entryJson(holder, 1),
        });
      }
      const since = (height: bigint | null) => (height === null ? 'no' : `since block ${height}`);
      printFields([
        ['account', await describeAccount(globals.home, address)],
        ['asset', code],
        ['frozen', since(frozenSince)],
        ['listed', since(listedSince)],
        ['as of', blockTime(holder.header)],
        proofField(session, 'entries → state root → certificate'),
      ]);
    });
}
