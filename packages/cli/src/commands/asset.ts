/** `trellis asset`: defining, making and destroying money. */
import {
  burn,
  type Client,
  createClient,
  defineAsset,
  getAsset,
  getAssets,
  mint,
  send,
} from '@trellis/client';
import type { Operation } from '@trellis/protocol';
import { assetResponseCodec, assetsResponseCodec } from '@trellis/protocol/http-api';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { assetCode, readAmount, showAmount } from '../assets.ts';
import { type Globals, readGlobals } from '../globals.ts';
import { describeAccount, openKey, resolveAccount } from '../key-store.ts';
import { print, printFields, printJson } from '../output.ts';
import { addPasswordOptions, type PasswordOptions } from '../password.ts';
import { showReceipt } from '../receipt-view.ts';
import { alignRows } from '../testnet/table.ts';

/** Adds the `asset` commands. */
export function addAssetCommands(program: Command): void {
  const asset = program.command('asset').description('Define, mint, burn and show assets');
  addShow(asset);
  addList(asset);
  addDefine(asset);
  addMint(asset);
  addBurn(asset);
}

function addShow(asset: Command): void {
  asset
    .command('show <asset>', { isDefault: true })
    .description('Show an asset')
    .action(async (text: string, _options: object, command: Command) => {
      const globals = readGlobals(command);
      const answer = await getAsset(createClient({ url: globals.node }), assetCode(text));
      if (globals.json) return printJson(assetResponseCodec.toJson(answer));
      const { asset: code, name, issuer, decimals, supply } = answer.asset;
      printFields([
        ['asset', `${code} (${name})`],
        ['issuer', await describeAccount(globals.home, issuer)],
        ['decimals', String(decimals)],
        ['supply', showAmount(supply, decimals, code)],
        ['as of', `block ${answer.entry.header.height}`],
      ]);
    });
}

function addList(asset: Command): void {
  asset
    .command('list')
    .description('List all assets')
    .action(async (_options: object, command: Command) => {
      const { node, json } = readGlobals(command);
      const answer = await getAssets(createClient({ url: node }));
      if (json) return printJson(assetsResponseCodec.toJson(answer));
      const rows = answer.assets.map(({ asset: code, name, decimals, supply }) => [
        code,
        name,
        showAmount(supply, decimals, code),
      ]);
      print(alignRows([['code', 'name', 'supply'], ...rows]));
    });
}

/** Sends operations of a key's own account and shows the receipt. */
async function sendOperations(
  globals: Globals,
  client: Client,
  signer: string,
  options: PasswordOptions,
  operations: readonly Operation[],
): Promise<void> {
  const key = await openKey(globals, signer, options);
  const started = performance.now();
  const { final } = await send(client, { key, operations });
  await showReceipt(globals, final, performance.now() - started);
}

function addDefine(asset: Command): void {
  addPasswordOptions(
    asset
      .command('define <issuer> <asset> <name>')
      .description('Define an asset; <issuer> is the key of the account that may mint it')
      .addOption(
        new Option('--decimals <count>', 'digits after the point').default(2).argParser((value) => {
          if (!/^([0-9]|1[0-8])$/.test(value)) throw new InvalidArgumentError('expected 0 to 18.');
          return Number(value);
        }),
      ),
  )
    .addHelpText('after', '\nExamples:\n  $ trellis asset define treasury GBP "Pound sterling"\n')
    .action(
      async (
        issuer: string,
        code: string,
        name: string,
        options: PasswordOptions & { decimals: number },
        command: Command,
      ) => {
        const globals = readGlobals(command);
        const source = await resolveAccount(globals.home, issuer);
        const { decimals } = options;
        await sendOperations(globals, createClient({ url: globals.node }), issuer, options, [
          defineAsset({ issuer: source, asset: assetCode(code), decimals, name }),
        ]);
      },
    );
}

function addMint(asset: Command): void {
  addPasswordOptions(
    asset.command('mint <issuer> <to> <amount> <asset>').description('Make new units of an asset'),
  )
    .addHelpText('after', '\nExamples:\n  $ trellis asset mint treasury alice 1000 GBP\n')
    .action(
      async (
        issuer: string,
        to: string,
        text: string,
        code: string,
        options: PasswordOptions,
        command: Command,
      ) => {
        const globals = readGlobals(command);
        const client = createClient({ url: globals.node });
        const unit = assetCode(code);
        const source = await resolveAccount(globals.home, issuer);
        const target = await resolveAccount(globals.home, to);
        const { amount } = await readAmount(client, text, unit);
        await sendOperations(globals, client, issuer, options, [
          mint({ issuer: source, to: target, asset: unit, amount }),
        ]);
      },
    );
}

function addBurn(asset: Command): void {
  addPasswordOptions(
    asset.command('burn <holder> <amount> <asset>').description('Destroy units that you hold'),
  )
    .addHelpText('after', '\nExamples:\n  $ trellis asset burn alice 5 GBP\n')
    .action(
      async (
        holder: string,
        text: string,
        code: string,
        options: PasswordOptions,
        command: Command,
      ) => {
        const globals = readGlobals(command);
        const client = createClient({ url: globals.node });
        const unit = assetCode(code);
        const source = await resolveAccount(globals.home, holder);
        const { amount } = await readAmount(client, text, unit);
        await sendOperations(globals, client, holder, options, [
          burn({ holder: source, asset: unit, amount }),
        ]);
      },
    );
}
