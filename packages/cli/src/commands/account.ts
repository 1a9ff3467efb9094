/** `trellis account`: accounts and their keys. */

import {
  createAccount,
  currentPolicy,
  getAccount,
  getAssets,
  type ProvenAccount,
  setPolicy,
} from '@trellis/client';
import { formatAddress } from '@trellis/crypto';
import { listKeys } from '@trellis/keystore';
import { accountRecordCodec, isPostQuantum, type Policy, policyAddress } from '@trellis/protocol';
import type { Command } from 'commander';
import { accountJson, describeAccount, resolveAccount } from '../account-names.ts';
import { asOfJson } from '../answer-json.ts';
import { fetchAsset, showAmount } from '../assets.ts';
import { blockTime } from '../block-time.ts';
import { readGlobals } from '../globals.ts';
import { dim, print, printFields } from '../output.ts';
import { passwordHelp } from '../password.ts';
import { addPolicyOptions, type PolicyOptions } from '../policy-options.ts';
import { policyKeyHelp, readPolicy } from '../policy-text.ts';
import { printProvenJson, proofField, reportedByNode } from '../proof-view.ts';
import { amountJson } from '../readable-json.ts';
import { sendOperations } from '../send-operations.ts';
import { connect, type Session } from '../session.ts';

/** Gives `account` its subcommands. */
export function defineAccountCommand(account: Command): void {
  addShow(account);
  addCreate(account);
  addSetPolicy(account);
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
      const session = await connect(command);
      const { globals } = session;
      const address = await resolveAccount(session.names, text);
      const shown = await getAccount(await session.light(), address);
      const { value: account, reported } = shown;
      if (globals.json) {
        return printProvenJson(session, {
          ...(await accountJson(globals.home, address)),
          account: account && accountRecordCodec.toJson(account),
          balances: await balancesJson(session, reported.balances),
          registeredKeys: reported.registeredKeys.map(formatAddress),
          ...asOfJson(shown),
        });
      }
      const policy = currentPolicy(shown);
      if (account === null || policy === undefined) {
        return print(
          `There is no account ${await describeAccount(globals.home, address)}.`,
          'Create it with "trellis account create", signed by an account that exists.',
        );
      }
      printFields([
        ['account', await describeAccount(globals.home, address)],
        ['sequence', `${account.sequence} used, ${account.sequence + 1n} is next`],
        ['keys', describePolicy(policy)],
        ...(await keyFields(globals.home, shown, policy)),
        [
          'quantum',
          isPostQuantum(policy)
            ? 'post-quantum: nobody signs without such a key'
            : 'NOT post-quantum: classical keys alone can sign',
        ],
        ...(await balanceFields(session, shown)),
        ['as of', blockTime(shown.header)],
        proofField(
          session,
          'sequence and keys → state root → certificate',
          `balances and used keys are ${reportedByNode}; "trellis balance" checks balances`,
        ),
      ]);
    });
}

function describePolicy({ keys, threshold, postQuantumWeight }: Policy): string {
  if (keys.length === 1) return '1, which signs alone';
  const quota = postQuantumWeight > 0 ? `, ${postQuantumWeight} of it post-quantum` : '';
  const total = keys.reduce((sum, { weight }) => sum + weight, 0);
  return `${keys.length}; those that sign must have ${threshold} of the weight of ${total}${quota}`;
}

type Fields = readonly (readonly [name: string, value: string])[];

async function keyFields(
  home: string,
  { reported: { registeredKeys } }: ProvenAccount,
  policy: Policy,
): Promise<Fields> {
  const { keys } = await listKeys(home);
  return policy.keys.map(({ scheme, address, weight }, index) => {
    const name = keys.find((key) => key.address === address)?.name;
    const facts = [
      scheme,
      ...(policy.keys.length > 1 ? [`weight ${weight}`] : []),
      ...(registeredKeys.includes(address) ? [] : ['not used yet']),
    ].join(', ');
    const shown =
      name === undefined ? formatAddress(address) : `${formatAddress(address)} (${name})`;
    return [`  key ${index}`, `${shown} ${dim(facts)}`] as const;
  });
}

async function balancesJson(
  session: Session,
  balances: ProvenAccount['reported']['balances'],
): Promise<readonly object[]> {
  return Promise.all(
    balances.map(async ({ asset, amount }) =>
      amountJson(amount, asset, (await fetchAsset(session, asset)).decimals),
    ),
  );
}

async function balanceFields(
  { transport }: Session,
  { reported: { balances } }: ProvenAccount,
): Promise<Fields> {
  if (balances.length === 0) return [['balances', 'none']];
  const { assets } = await getAssets(transport);
  const decimals = new Map(assets.map((asset) => [asset.asset, asset.decimals]));
  return balances.map(
    ({ asset, amount }, index) =>
      [index === 0 ? 'balances' : '', showAmount(amount, decimals.get(asset) ?? 0, asset)] as const,
  );
}

function addCreate(account: Command): void {
  addPolicyOptions(
    account
      .command('create <payer> <keys...>')
      .description('Create an account for one key, or for several with a threshold'),
  )
    .addHelpText(
      'after',
      '\n<payer> is an account that exists; it signs, and pays nothing.\n' +
        policyKeyHelp +
        passwordHelp +
        '\nExamples:\n  $ trellis account create treasury alice\n' +
        '  $ trellis account create treasury ann ben chris --threshold 2\n' +
        '  $ trellis account create treasury ann:2 ml-dsa-65/trellis1… --threshold 2\n',
    )
    .action(
      async (payer: string, keys: readonly string[], options: PolicyOptions, command: Command) => {
        const { home } = readGlobals(command);
        const policy = await readPolicy(home, keys, options.threshold, options.postQuantum);
        const session = await connect(command);
        const created = await describeAccount(home, policyAddress(policy));
        await sendOperations(session, payer, options, (signer) => ({
          operations: [createAccount(signer.account, policy)],
          headline: `Create the account ${created}`,
        }));
      },
    );
}

function addSetPolicy(account: Command): void {
  addPolicyOptions(
    account
      .command('set-policy <account> <keys...>')
      .description("Replace an account's keys, from the next block on"),
  )
    .addHelpText(
      'after',
      '\nThe account keeps its address whatever its keys. Its present keys sign.\n' +
        policyKeyHelp +
        passwordHelp +
        '\nExamples:\n  $ trellis account set-policy alice alice-new\n' +
        '  $ trellis account set-policy alice alice backup --threshold 1\n',
    )
    .action(
      async (text: string, keys: readonly string[], options: PolicyOptions, command: Command) => {
        const { home } = readGlobals(command);
        const policy = await readPolicy(home, keys, options.threshold, options.postQuantum);
        const session = await connect(command);
        const given = policy.keys.length === 1 ? 'another key' : `${policy.keys.length} keys`;
        await sendOperations(session, text, options, async (signer) => ({
          operations: [setPolicy(signer.account, policy)],
          headline: `Give ${await describeAccount(home, signer.account)} ${given}, from the next block on`,
        }));
      },
    );
}
