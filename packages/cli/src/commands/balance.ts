/** `trellis balance`: what an account holds, proven. */
import { getAccount, getBalance, verifyBalance, type WantedBalance } from '@trellis/client';
import { type Address, formatAddress } from '@trellis/crypto';
import type { AssetRecord, Height } from '@trellis/protocol';
import { type BalanceResponse, balanceResponseCodec } from '@trellis/protocol/http-api';
import type { Command } from 'commander';
import { describeAccount, resolveAccount } from '../account-names.ts';
import { assetCode, fetchAsset, showAmount } from '../assets.ts';
import { blockTime } from '../block-time.ts';
import { UsageError } from '../command-error.ts';
import { readHeight } from '../height-option.ts';
import { print, printFields } from '../output.ts';
import { printProvenJson, proofField } from '../proof-view.ts';
import { connect, type Session } from '../session.ts';

/** Adds the `balance` command. */
export function addBalanceCommand(program: Command): void {
  program
    .command('balance <account> [asset]')
    .description('Show what an account holds, with a proof that the light client checks')
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
      const address = await resolveAccount(session.globals.home, text);
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

interface ProvenBalance {
  readonly answer: BalanceResponse;
  readonly asset: AssetRecord;
}

async function fetchBalance(session: Session, wanted: WantedBalance): Promise<ProvenBalance> {
  const { client, provider, trusted } = session;
  const [{ asset }, answer] = await Promise.all([
    fetchAsset(session, wanted.asset),
    getBalance(client, wanted.address, wanted.asset, wanted.height),
  ]);
  if (trusted !== null) await verifyBalance(trusted, provider, wanted, answer);
  return { answer, asset };
}

function balanceJson({ answer, asset }: ProvenBalance): object {
  return { ...balanceResponseCodec.toJson(answer), decimals: asset.decimals };
}

async function showOne(session: Session, wanted: WantedBalance): Promise<void> {
  const { globals } = session;
  const balance = await fetchBalance(session, wanted);
  const { answer, asset } = balance;
  if (globals.json) {
    return printProvenJson(session, balanceJson(balance));
  }
  printFields([
    ['balance', showAmount(answer.amount, asset.decimals, wanted.asset)],
    ['account', await describeAccount(globals.home, wanted.address)],
    ['as of', blockTime(answer.entry.header)],
    proofField(session, 'balance → state root → certificate'),
  ]);
}

async function showAll(session: Session, address: Address): Promise<void> {
  const { globals, client } = session;
  const { balances, account } = await getAccount(client, address);
  const proven = await Promise.all(
    balances.map(({ asset }) => fetchBalance(session, { address, asset })),
  );
  if (globals.json) {
    return printProvenJson(session, {
      address: formatAddress(address),
      balances: proven.map(balanceJson),
    });
  }
  const [first] = proven;
  if (first === undefined) {
    const who = await describeAccount(globals.home, address);
    return print(account === null ? `There is no account ${who}.` : `${who} holds nothing.`);
  }
  printFields([
    ...proven.map(
      ({ answer, asset }, index) =>
        [
          index === 0 ? 'balances' : '',
          showAmount(answer.amount, asset.decimals, asset.asset),
        ] as const,
    ),
    ['account', await describeAccount(globals.home, address)],
    ['as of', blockTime(first.answer.entry.header)],
    proofField(session, 'each balance → state root → certificate'),
  ]);
}
