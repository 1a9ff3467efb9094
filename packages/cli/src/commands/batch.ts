/** `trellis batch`: up to 100 payments under one signature, all of them or none. */
import { ApiProblem, pay, transfer } from '@trellis/client';
import type { Address } from '@trellis/crypto';
import { NamedKeyError } from '@trellis/keystore';
import type { AssetCode, Operation } from '@trellis/protocol';
import type { Command } from 'commander';
import { resolveAccount } from '../account-names.ts';
import { assetCode, fetchAsset, readAmount, showAmount } from '../assets.ts';
import { type BatchLine, bad, readBatchFile } from '../batch-file.ts';
import { TransactionFailed, UsageError } from '../command-error.ts';
import { passwordHelp } from '../password.ts';
import { addSendingOptions, type SendingOptions, sendOperations } from '../send-operations.ts';
import { connect, type Session } from '../session.ts';

interface BatchOptions extends SendingOptions {
  readonly memo: string;
}

/** Gives the `batch` command its arguments, options and action. */
export function defineBatchCommand(batch: Command): void {
  addSendingOptions(
    batch.option(
      '--memo <text>',
      'up to 256 bytes that go with all of them, readable by everyone',
      '',
    ),
  )
    .addHelpText(
      'after',
      '\n<file> is CSV with a head: the columns to, amount and asset, and if you like endToEndId,\n' +
        'reference, invoice and purpose.\n' +
        '\n  to,amount,asset,endToEndId,purpose\n  ann,2100.00,EUR,2026-11/17,SALA\n' +
        '  trellis1…,1850.50,EUR,2026-11/18,SALA\n' +
        passwordHelp +
        '\nExamples:\n  $ trellis batch treasury salaries.csv\n' +
        '  $ trellis batch treasury salaries.csv --memo "November"\n',
    )
    .action(async (payer: string, file: string, options: BatchOptions, command: Command) => {
      const session = await connect(command);
      const lines = await readBatchFile(file);
      try {
        await sendOperations(session, payer, options, async ({ account }) => {
          const { operations, total } = await readPayments(session, account, file, lines);
          const headline = `Make ${operations.length} payments of ${total} together`;
          return { operations, memo: options.memo, headline };
        });
      } catch (error) {
        throw error instanceof TransactionFailed ? withLine(error, file, lines) : error;
      }
    });
}

/** The payments of the lines, and what they come to. Throws `UsageError` that names the line. */
async function readPayments(
  session: Session,
  from: Address,
  file: string,
  lines: readonly BatchLine[],
): Promise<{ readonly operations: readonly Operation[]; readonly total: string }> {
  const decimalsOf = new Map<AssetCode, number>();
  const sums = new Map<AssetCode, bigint>();
  const operations: Operation[] = [];
  for (const { line, to, amount: amountText, asset: code, remittance } of lines) {
    try {
      const asset = assetCode(code);
      const decimals = decimalsOf.get(asset) ?? (await fetchAsset(session, asset)).decimals;
      decimalsOf.set(asset, decimals);
      const amount = readAmount(amountText, { asset, decimals });
      const move = { from, to: await resolveAccount(session.names, to), asset, amount };
      operations.push(remittance === null ? transfer(move) : pay({ ...move, remittance }));
      sums.set(asset, (sums.get(asset) ?? 0n) + amount);
    } catch (error) {
      if (
        error instanceof UsageError ||
        error instanceof NamedKeyError ||
        (error instanceof ApiProblem && error.code === 'not_found')
      ) {
        throw bad(file, line, error.message);
      }
      throw error;
    }
  }
  const total = [...sums]
    .map(([asset, sum]) => showAmount(sum, decimalsOf.get(asset) ?? 0, asset))
    .join(' and ');
  return { operations, total };
}

/** The failure with the line of the file that it was about. */
function withLine(
  error: TransactionFailed,
  file: string,
  lines: readonly { readonly line: number }[],
): TransactionFailed {
  const line = error.operation === null ? undefined : lines[error.operation]?.line;
  if (line === undefined) return error;
  const message = `${error.message}: ${file}, line ${line}; no payment was made`;
  return new TransactionFailed(error.code, message, error.operation);
}
