/** `trellis asset`: defining, making and destroying money. */
import { burn, defineAsset, getAssets, mint } from '@trellis/client';
import { assetRulesRecordCodec } from '@trellis/protocol';
import { assetResponseCodec, assetsResponseCodec } from '@trellis/protocol/http-api';
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  describeAccount,
  resolveAccount,
  resolveSigner,
  type SignerOptions,
  signerOption,
} from '../account-names.ts';
import { assetCode, fetchAmount, fetchAsset, showAmount } from '../assets.ts';
import { blockTime } from '../block-time.ts';
import { describeRules } from '../operation-view.ts';
import { dim, print, printFields, printJson } from '../output.ts';
import { passwordHelp } from '../password.ts';
import { addSendingOptions, type SendingOptions, sendOperations } from '../send-operations.ts';
import { connect, unchecked } from '../session.ts';
import { alignRows } from '../status-table.ts';
import { addAssetControlCommands, fetchRules } from './asset-control.ts';

/** Adds the `asset` commands. */
export function addAssetCommands(program: Command): void {
  const asset = program.command('asset').description('Define, mint, burn and show assets');
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
      const { globals, trusted } = session;
      const answer = await fetchAsset(session, assetCode(text));
      const ruled = await fetchRules(session, assetCode(text));
      if (globals.json) {
        return printJson({
          ...(assetResponseCodec.toJson(answer) as object),
          rules: assetRulesRecordCodec.toJson(ruled.rules),
          proofChecked: trusted !== null,
        });
      }
      const { asset: code, name, issuer, decimals, supply } = answer.asset;
      printFields([
        ['asset', `${code} (${name})`],
        ['issuer', await describeAccount(globals.home, issuer)],
        ['decimals', String(decimals)],
        ['supply', showAmount(supply, decimals, code)],
        ['rules', describeRules(ruled.rules, (max) => showAmount(max, decimals, code)).join(', ')],
        ...(ruled.rules.frozen === 'yes' ? [['frozen', 'all of it'] as const] : []),
        ['as of', blockTime(answer.entry.header)],
        ['proof', trusted === null ? dim(unchecked) : 'asset → state root → certificate checked'],
      ]);
    });
}

function addList(asset: Command): void {
  asset
    .command('list')
    .description('List all assets, as the node says')
    .addHelpText('after', '\nExamples:\n  $ trellis asset list\n')
    .action(async (_options: object, command: Command) => {
      const { globals, client } = await connect(command);
      const answer = await getAssets(client);
      if (globals.json) return printJson(assetsResponseCodec.toJson(answer));
      if (answer.assets.length === 0) {
        return print('There are no assets; define one with "trellis asset define".');
      }
      const rows = answer.assets.map(({ asset: code, name, decimals, supply }) => [
        code,
        name,
        showAmount(supply, decimals, code),
      ]);
      print(alignRows([['code', 'name', 'supply'], ...rows]));
    });
}

interface ActOptions extends SendingOptions, SignerOptions {}

function addActOptions(command: Command): Command {
  return addSendingOptions(command.addOption(signerOption()));
}

function addDefine(asset: Command): void {
  addActOptions(
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
        options: ActOptions & { decimals: number },
        command: Command,
      ) => {
        const code = assetCode(codeText);
        const session = await connect(command);
        const { account, keyName } = await resolveSigner(session.globals.home, issuer, options);
        const { decimals } = options;
        const operations = [defineAsset({ issuer: account, asset: code, decimals, name })];
        const headline = `Define ${code} (${name}) with ${decimals} decimals`;
        await sendOperations(session, { account, keyName, operations, headline }, options);
      },
    );
}

function addMint(asset: Command): void {
  addActOptions(
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
        options: ActOptions,
        command: Command,
      ) => {
        const session = await connect(command);
        const { home } = session.globals;
        const { account, keyName } = await resolveSigner(home, issuer, options);
        const target = await resolveAccount(home, to);
        const { amount, asset: unit } = await fetchAmount(session, text, assetCode(codeText));
        const { asset: code, decimals } = unit;
        const operations = [mint({ issuer: account, to: target, asset: code, amount })];
        const shown = showAmount(amount, decimals, code);
        const headline = `Mint ${shown} for ${await describeAccount(home, target)}`;
        await sendOperations(session, { account, keyName, operations, headline }, options);
      },
    );
}

function addBurn(asset: Command): void {
  addActOptions(
    asset.command('burn <holder> <amount> <asset>').description('Destroy units that you hold'),
  )
    .addHelpText('after', `${passwordHelp}\nExamples:\n  $ trellis asset burn alice 5 GBP\n`)
    .action(
      async (
        holder: string,
        text: string,
        codeText: string,
        options: ActOptions,
        command: Command,
      ) => {
        const session = await connect(command);
        const { home } = session.globals;
        const { account, keyName } = await resolveSigner(home, holder, options);
        const { amount, asset: unit } = await fetchAmount(session, text, assetCode(codeText));
        const { asset: code, decimals } = unit;
        const operations = [burn({ holder: account, asset: code, amount })];
        const headline = `Burn ${showAmount(amount, decimals, code)} of ${await describeAccount(home, account)}`;
        await sendOperations(session, { account, keyName, operations, headline }, options);
      },
    );
}
