/** `trellis balance`: what an account holds, proven. */

import { getAccount, getBalance, type Proven } from '@trellis/client';
import type { Address } from '@trellis/crypto';
import type { AssetCode, AssetRecord, Height } from '@trellis/protocol';
import type { Command } from 'commander';
import { accountJson, describeAccount, resolveAccount } from '../account-names.ts';
import { asOfJson } from '../answer-json.ts';
import { assetCode, fetchAsset, showAmount } from '../assets.ts';
import { blockTime, pastBlockTime } from '../block-time.ts';
import { UsageError } from '../command-error.ts';
import { readHeight } from '../height-option.ts';
import { print, printFields } from '../output.ts';
import { printProvenJson, proofField, reportedByNode } from '../proof-view.ts';
import { amountJson } from '../readable-json.ts';
import { connect, type Session } from '../session.ts';

/** Gives the `balance` command its arguments, options and action. */
export function defineBalanceCommand(balance: Command): void {
  balance
    .option(
      '--height <height>',
      'what it held after this block, if the node keeps the state of then',
      readHeight,
    )
    .addHelpText(
      'after',
      '\nWithout <asset>, all balances that the node knows of. How far back a node can go: trellis status.\n' +
        '\nExamples:\n  $ trellis balance alice EUR\n  $ trellis balance alice EUR --height 120\n  $ trellis balance trellis1… --json\n',
    )
    .action(async (text: string, code: string | undefined, options: Options, command: Command) => {
      const { height } = options;
      if (code === undefined && height !== undefined) {
        throw new UsageError('bad_option', 'with --height, name the asset as well');
      }
      const session = await connect(command);
      const address = await resolveAccount(session.names, text);
      if (code === undefined) return showAll(session, address);
      return showOne(session, {
        address,
        asset: assetCode(code),
        ...(height === undefined ? {} : { height }),
      });
    });
}

interface Options {
  readonly height?: Height;
}

/** A balance, of the newest state unless a height is named. */
interface WantedBalance {
  readonly address: Address;
  readonly asset: AssetCode;
  readonly height?: Height;
}

interface ShownBalance {
  readonly address: Address;
  readonly balance: Proven<bigint>;
  readonly asset: AssetRecord;
}

async function fetchBalance(session: Session, wanted: WantedBalance): Promise<ShownBalance> {
  const { address } = wanted;
  const light = await session.light();
  const [asset, balance] = await Promise.all([
    fetchAsset(session, wanted.asset),
    getBalance(light, address, wanted.asset, wanted.height),
  ]);
  return { address, balance, asset };
}

async function balanceJson(
  { globals }: Session,
  { address, balance, asset }: ShownBalance,
): Promise<object> {
  return {
    ...(await accountJson(globals.home, address)),
    ...amountJson(balance.value, asset.asset, asset.decimals),
    ...asOfJson(balance),
  };
}

async function showOne(session: Session, wanted: WantedBalance): Promise<void> {
  const { globals } = session;
  const shown = await fetchBalance(session, wanted);
  const { balance, asset } = shown;
  if (globals.json) {
    return printProvenJson(session, await balanceJson(session, shown));
  }
  printFields([
    ['balance', showAmount(balance.value, asset.decimals, wanted.asset)],
    ['account', await describeAccount(globals.home, wanted.address)],
    [
      'as of',
      wanted.height === undefined ? blockTime(balance.header) : pastBlockTime(balance.header),
    ],
    proofField(session, 'balance → state root → certificate'),
  ]);
}

async function showAll(session: Session, address: Address): Promise<void> {
  const { globals } = session;
  const account = await getAccount(await session.light(), address);
  const proven = await Promise.all(
    account.reported.balances.map(({ asset }) => fetchBalance(session, { address, asset })),
  );
  if (globals.json) {
    return printProvenJson(session, {
      ...(await accountJson(globals.home, address)),
      balances: await Promise.all(proven.map((one) => balanceJson(session, one))),
    });
  }
  const [first] = proven;
  if (first === undefined) {
    const who = await describeAccount(globals.home, address);
    return print(account.value === null ? `There is no account ${who}.` : `${who} holds nothing.`);
  }
  printFields([
    ...proven.map(
      ({ balance, asset }, index) =>
        [
          index === 0 ? 'balances' : '',
          showAmount(balance.value, asset.decimals, asset.asset),
        ] as const,
    ),
    ['account', await describeAccount(globals.home, address)],
    ['as of', blockTime(first.balance.header)],
    proofField(
      session,
      'each balance → state root → certificate',
      `which balances there are is ${reportedByNode}`,
    ),
  ]);
}
