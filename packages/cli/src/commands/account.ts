/** `trellis account` and `trellis balance`: accounts, their keys and what they hold. */

import {
  createAccount,
  createClient,
  currentPolicy,
  getAccount,
  getAssets,
  getBalance,
  send,
  setPolicy,
  verifyAccount,
  verifyBalance,
} from '@trellis/client';
import { createProvider, formatAddress } from '@trellis/crypto';
import { type Policy, policyAddress, singleKeyPolicy } from '@trellis/protocol';
import { accountResponseCodec, balanceResponseCodec } from '@trellis/protocol/http-api';
import type { Command } from 'commander';
import { assetCode, showAmount } from '../assets.ts';
import { UsageError } from '../command-error.ts';
import { readGlobals } from '../globals.ts';
import { describeAccount, findKey, openKey, resolveAccount } from '../key-store.ts';
import { dim, print, printFields, printJson } from '../output.ts';
import { addPasswordOptions, type PasswordOptions } from '../password.ts';
import { readTrusted, showReceipt, unchecked } from '../receipt-view.ts';

/** Adds the `account` and `balance` commands. */
export function addAccountCommands(program: Command): void {
  const account = program
    .command('account')
    .description('Create accounts, show them, change their keys');
  addShow(account);
  addCreate(account);
  addSetPolicy(account);
  addBalance(program);
}

function addShow(account: Command): void {
  account
    .command('show <account>', { isDefault: true })
    .description('Show an account: sequence, keys, balances')
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis account alice\n  $ trellis account show trellis1… --json\n',
    )
    .action(async (text: string, _options: object, command: Command) => {
      const globals = readGlobals(command);
      const client = createClient({ url: globals.node });
      const address = await resolveAccount(globals.home, text);
      const answer = await getAccount(client, address);
      const trusted = await readTrusted(globals);
      if (trusted !== null) {
        await verifyAccount(trusted, createProvider(globals.provider), address, answer);
      }
      if (globals.json) {
        return printJson({
          ...(accountResponseCodec.toJson(answer) as object),
          proofChecked: trusted !== null,
        });
      }
      const policy = currentPolicy(answer);
      if (answer.account === null || policy === undefined) {
        return print(
          `There is no account ${formatAddress(address)}.`,
          'Create it with "trellis account create", signed by an account that exists.',
        );
      }
      const decimals = new Map(
        (await getAssets(client)).assets.map((asset) => [asset.asset, asset.decimals]),
      );
      printFields([
        ['address', await describeAccount(globals.home, address)],
        ['sequence', `${answer.account.sequence} used`],
        ['keys', `${policy.threshold} of the weight of ${policy.keys.length}`],
        ...policy.keys.map((key, index) => {
          const state = answer.registeredKeys.includes(key.address) ? '' : ', not used yet';
          const text = `${key.scheme}, weight ${key.weight}${state}`;
          return [`  key ${index}`, `${formatAddress(key.address)} ${dim(text)}`] as const;
        }),
        ...answer.balances.map(
          ({ asset, amount }, index) =>
            [
              index === 0 ? 'balances' : '',
              showAmount(amount, decimals.get(asset) ?? 0, asset),
            ] as const,
        ),
        ['as of', `block ${answer.entry.header.height}`],
        ['proof', trusted === null ? dim(unchecked) : 'account → state root → certificate checked'],
      ]);
    });
}

interface PolicyOptions extends PasswordOptions {
  readonly key: readonly string[];
  readonly threshold: string;
}

function addPolicyOptions(command: Command): Command {
  const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];
  return addPasswordOptions(command)
    .requiredOption('--key <name[:weight]>', 'a key of the account; give it several times', collect)
    .option('--threshold <weight>', 'weight that signatures must reach together', '1');
}

/** The policy of the keys that were named. */
async function readPolicy(home: string, { key, threshold }: PolicyOptions): Promise<Policy> {
  const keys = await Promise.all(
    key.map(async (text) => {
      const [name = '', weight = '1'] = text.split(':');
      const { scheme, address } = await findKey(home, name);
      return { scheme, address, weight: wholeNumber(weight, 'a weight') };
    }),
  );
  const policy = { threshold: wholeNumber(threshold, '--threshold'), keys };
  const [only] = keys;
  // One key is always enough of itself, and so has one account: its own.
  return only !== undefined && keys.length === 1
    ? singleKeyPolicy(only.scheme, only.address)
    : policy;
}

function wholeNumber(text: string, what: string): number {
  if (/^[1-9][0-9]{0,4}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new UsageError(
    'bad_number',
    `${what}: expected a whole number from 1 to 65535, not "${text}"`,
  );
}

function addCreate(account: Command): void {
  addPolicyOptions(
    account
      .command('create <payer>')
      .description('Create an account for one key, or for several with a threshold'),
  )
    .addHelpText(
      'after',
      '\n<payer> is the name of a key whose account exists and signs.\n' +
        '\nExamples:\n  $ trellis account create treasury --key alice\n' +
        '  $ trellis account create treasury --key ann --key ben --key chris --threshold 2\n',
    )
    .action(async (payer: string, options: PolicyOptions, command: Command) => {
      const globals = readGlobals(command);
      const policy = await readPolicy(globals.home, options);
      const key = await openKey(globals, payer, options);
      const source = await resolveAccount(globals.home, payer);
      const started = performance.now();
      const { final } = await send(createClient({ url: globals.node }), {
        key,
        operations: [createAccount(source, policy)],
      });
      const finalityMs = performance.now() - started;
      if (!globals.json)
        print(`Account ${await describeAccount(globals.home, policyAddress(policy))}`);
      await showReceipt(globals, final, finalityMs);
    });
}

function addSetPolicy(account: Command): void {
  addPolicyOptions(
    account
      .command('set-policy <signer>')
      .description("Replace an account's keys, from the next block on")
      .option('--account <account>', 'the account, if it is not that of the key <signer>'),
  )
    .addHelpText(
      'after',
      '\nAn account keeps its address whatever its keys.\n' +
        '\nExamples:\n  $ trellis account set-policy alice --key alice2\n',
    )
    .action(
      async (signer: string, options: PolicyOptions & { account?: string }, command: Command) => {
        const globals = readGlobals(command);
        const policy = await readPolicy(globals.home, options);
        const key = await openKey(globals, signer, options);
        const source = await resolveAccount(globals.home, options.account ?? signer);
        const started = performance.now();
        const { final } = await send(createClient({ url: globals.node }), {
          key,
          sender: source,
          operations: [setPolicy(source, policy)],
        });
        await showReceipt(globals, final, performance.now() - started);
      },
    );
}

function addBalance(program: Command): void {
  program
    .command('balance <account> <asset>')
    .description('Show a balance, proven by the light client')
    .addHelpText('after', '\nExamples:\n  $ trellis balance alice EUR\n')
    .action(async (text: string, assetText: string, _options: object, command: Command) => {
      const globals = readGlobals(command);
      const client = createClient({ url: globals.node });
      const address = await resolveAccount(globals.home, text);
      const asset = assetCode(assetText);
      const answer = await getBalance(client, address, asset);
      const trusted = await readTrusted(globals);
      if (trusted !== null) {
        await verifyBalance(trusted, createProvider(globals.provider), { address, asset }, answer);
      }
      if (globals.json) {
        return printJson({
          ...(balanceResponseCodec.toJson(answer) as object),
          proofChecked: trusted !== null,
        });
      }
      const known = (await getAssets(client)).assets.find((one) => one.asset === asset);
      if (known === undefined) throw new UsageError('unknown_asset', `there is no asset ${asset}`);
      printFields([
        ['balance', showAmount(answer.amount, known.decimals, asset)],
        ['account', await describeAccount(globals.home, address)],
        ['as of', `block ${answer.entry.header.height}`],
        ['proof', trusted === null ? dim(unchecked) : 'balance → state root → certificate checked'],
      ]);
    });
}
