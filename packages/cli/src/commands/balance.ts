/** `trellis balance`: what an account holds, proven. */
import { getAccount, getBalance, verifyBalance } from '@trellis/client';
import { type Address, formatAddress } from '@trellis/crypto';
import type { AssetCode, AssetRecord } from '@trellis/protocol';
import { type BalanceResponse, balanceResponseCodec } from '@trellis/protocol/http-api';
import type { Command } from 'commander';
import { describeAccount, resolveAccount } from '../account-names.ts';
import { assetCode, fetchAsset, showAmount } from '../assets.ts';
import { blockTime } from '../block-time.ts';
import { print, printFields } from '../output.ts';
import { printProvenJson, proofField } from '../proof-view.ts';
import { connect, type Session } from '../session.ts';

/** Adds the `balance` command. */
export function addBalanceCommand(program: Command): void {
  program
    .command('balance <account> [asset]')
    .description('Show what an account holds, with a proof that the light client checks')
    .addHelpText(
      'after',
      '\nWithout <asset>, all balances that the node knows of.\n' +
        '\nExamples:\n  $ trellis balance alice EUR\n  $ trellis balance trellis1… --json\n',
    )
    .action(async (text: string, code: string | undefined, _options: object, command: Command) => {
      const session = await connect(command);
      const address = await resolveAccount(session.globals.home, text);
      if (code !== undefined) return showOne(session, address, assetCode(code));
      return showAll(session, address);
    });
}

interface ProvenBalance {
  readonly answer: BalanceResponse;
  readonly asset: AssetRecord;
}

async function fetchBalance(
  session: Session,
  address: Address,
  code: AssetCode,
): Promise<ProvenBalance> {
  const { client, provider, trusted } = session;
  const [{ asset }, answer] = await Promise.all([
    fetchAsset(session, code),
    getBalance(client, address, code),
  ]);
  if (trusted !== null) await verifyBalance(trusted, provider, { address, asset: code }, answer);
  return { answer, asset };
}

function balanceJson({ answer, asset }: ProvenBalance): object {
  return { ...(balanceResponseCodec.toJson(answer) as object), decimals: asset.decimals };
}

async function showOne(session: Session, address: Address, code: AssetCode): Promise<void> {
  const { globals } = session;
  const balance = await fetchBalance(session, address, code);
  const { answer, asset } = balance;
  if (globals.json) {
    return printProvenJson(session, balanceJson(balance));
  }
  printFields([
    ['balance', showAmount(answer.amount, asset.decimals, code)],
    ['account', await describeAccount(globals.home, address)],
    ['as of', blockTime(answer.entry.header)],
    proofField(session, 'balance → state root → certificate'),
  ]);
}

async function showAll(session: Session, address: Address): Promise<void> {
  const { globals, client } = session;
  const { balances, account } = await getAccount(client, address);
  const proven = await Promise.all(
    balances.map(({ asset }) => fetchBalance(session, address, asset)),
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
