/** `trellis asset`: defining, minting and burning units. */

import { burn, defineAsset, getAssets, mint } from '@trellis/client';
import { assetRecordCodec, assetRulesRecordCodec, visibleText } from '@trellis/protocol';
import { assetsResponseCodec } from '@trellis/protocol/http-api';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { describeAccount, resolveAccount } from '../account-names.ts';
import { asOfJson, plainAnswerJson } from '../answer-json.ts';
import { assetCode, fetchAmount, findAsset, showAmount } from '../assets.ts';
import { blockTime } from '../block-time.ts';
import { print, printFields, printJson } from '../output.ts';
import { passwordHelp } from '../password.ts';
import { printProvenJson, printReportedList, proofField } from '../proof-view.ts';
import { addSendingOptions, type SendingOptions, sendOperations } from '../send-operations.ts';
import { describeRules } from '../sentence-text.ts';
import { connect } from '../session.ts';
import { addAssetControlCommands, fetchRules } from './asset-control.ts';

/** Gives `asset` its subcommands. */
export function defineAssetCommand(asset: Command): void {
  addShow(asset);
  addList(asset);
  addDefine(asset);
  addMint(asset);
  addBurn(asset);
  addAssetControlCommands(asset);
}

function addShow(asset: Command): void {
  asset
    .command('show <asset>', { isDefault: true })
    .description('Show an asset: its issuer, decimals and supply')
    .addHelpText('after', '\nExamples:\n  $ trellis asset EUR\n  $ trellis asset show EUR --json\n')
    .action(async (text: string, _options: object, command: Command) => {
      const session = await connect(command);
      const { globals } = session;
      const shown = await findAsset(session, assetCode(text));
      const rules = await fetchRules(session, assetCode(text));
      if (globals.json) {
        return printProvenJson(session, {
          asset: plainAnswerJson(assetRecordCodec, shown.value),
          ...asOfJson(shown),
          rules: assetRulesRecordCodec.toJson(rules),
        });
      }
      const { asset: code, name, issuer, decimals, supply } = shown.value;
      printFields([
        ['asset', `${code} (${visibleText(name)})`],
        ['issuer', await describeAccount(globals.home, issuer)],
        ['decimals', String(decimals)],
        ['supply', showAmount(supply, decimals, code)],
        ['rules', describeRules(shown.value, rules)],
        ...(rules.frozen ? [['frozen', 'all of it'] as const] : []),
        ['as of', blockTime(shown.header)],
        proofField(session, 'asset → state root → certificate'),
      ]);
    });
}

function addList(asset: Command): void {
  asset
    .command('list')
    .description('List all assets, as the node says')
    .addHelpText('after', '\nExamples:\n  $ trellis asset list\n')
    .action(async (_options: object, command: Command) => {
      const { globals, transport } = await connect(command);
      const answer = await getAssets(transport);
      if (globals.json) return printJson(plainAnswerJson(assetsResponseCodec, answer));
      if (answer.assets.length === 0) {
        return print('There are no assets; define one with "trellis asset define".');
      }
      const rows = answer.assets.map(({ asset: code, name, decimals, supply }) => [
        code,
        visibleText(name),
        showAmount(supply, decimals, code),
      ]);
      printReportedList([['code', 'name', 'supply'], ...rows]);
    });
}

function addDefine(asset: Command): void {
  addSendingOptions(
    asset
      .command('define <issuer> <asset> <name>')
      .description('Define an asset; <issuer> is the account that may mint it')
      .addOption(
        new Option('--decimals <count>', 'digits after the point').default(2).argParser((value) => {
          if (!/^([0-9]|1[0-8])$/.test(value)) throw new InvalidArgumentError('expected 0 to 18.');
          return Number(value);
        }),
      ),
  )
    .addHelpText(
      'after',
      `${passwordHelp}\nExamples:\n  $ trellis asset define treasury GBP "Pound sterling"\n` +
        '  $ trellis asset define treasury SHARE "Shares of Acme" --decimals 0\n',
    )
    .action(
      async (
        issuer: string,
        codeText: string,
        name: string,
        options: SendingOptions & { decimals: number },
        command: Command,
      ) => {
        const code = assetCode(codeText);
        const session = await connect(command);
        const { decimals } = options;
        await sendOperations(session, issuer, options, ({ account }) => ({
          operations: [defineAsset({ issuer: account, asset: code, decimals, name })],
          headline: `Define ${code} (${name}) with ${decimals} decimals`,
        }));
      },
    );
}

function addMint(asset: Command): void {
  addSendingOptions(
    asset
      .command('mint <issuer> <to> <amount> <asset>')
      .description('Make new units of an asset and give them to an account'),
  )
    .addHelpText(
      'after',
      `${passwordHelp}\nExamples:\n  $ trellis asset mint treasury alice 1000 GBP\n`,
    )
    .action(
      async (
        issuer: string,
        to: string,
        text: string,
        codeText: string,
        options: SendingOptions,
        command: Command,
      ) => {
        const session = await connect(command);
        const { home } = session.globals;
        const target = await resolveAccount(session.names, to);
        const { amount, asset: unit } = await fetchAmount(session, text, assetCode(codeText));
        const { asset: code, decimals } = unit;
        const shown = showAmount(amount, decimals, code);
        const whom = await describeAccount(home, target);
        await sendOperations(session, issuer, options, ({ account }) => ({
          operations: [mint({ issuer: account, to: target, asset: code, amount })],
          headline: `Mint ${shown} for ${whom}`,
        }));
      },
    );
}

function addBurn(asset: Command): void {
  addSendingOptions(
    asset.command('burn <holder> <amount> <asset>').description('Burn units that you hold'),
  )
    .addHelpText('after', `${passwordHelp}\nExamples:\n  $ trellis asset burn alice 5 GBP\n`)
    .action(
      async (
        holder: string,
        text: string,
        codeText: string,
        options: SendingOptions,
        command: Command,
      ) => {
        const session = await connect(command);
        const { home } = session.globals;
        const { amount, asset: unit } = await fetchAmount(session, text, assetCode(codeText));
        const { asset: code, decimals } = unit;
        const shown = showAmount(amount, decimals, code);
        await sendOperations(session, holder, options, async ({ account }) => ({
          operations: [burn({ holder: account, asset: code, amount })],
          headline: `Burn ${shown} of ${await describeAccount(home, account)}`,
        }));
      },
    );
}
