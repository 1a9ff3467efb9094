/** `trellis send`: a payment, final within a moment. */
import { pay, transfer } from '@trellis/client';
import { noRemittance, type Operation, type Remittance } from '@trellis/protocol';
import type { Command } from 'commander';
import { describeAccount, resolveAccount } from '../account-names.ts';
import { assetCode, fetchAmount, showAmount } from '../assets.ts';
import { passwordHelp } from '../password.ts';
import {
  addRemittanceOptions,
  type RemittanceOptions,
  readRemittance,
} from '../remittance-options.ts';
import { readSealedContent, sealPayment } from '../sealed-text.ts';
import { addSendingOptions, type SendingOptions, sendOperations } from '../send-operations.ts';
import { connect, type Session } from '../session.ts';

interface SendOptions extends SendingOptions, RemittanceOptions {
  readonly memo: string;
  readonly sealedFile?: string;
}

/** Gives the `send` command its arguments, options and action. */
export function defineSendCommand(send: Command): void {
  addSendingOptions(
    addRemittanceOptions(
      send
        .option(
          '--memo <text>',
          'up to 256 bytes that go with the payment, readable by everyone',
          '',
        )
        .option(
          '--sealed-file <file>',
          'a message that only the payee can read; what it is for is then sealed too ("-": standard input)',
        ),
    ),
  )
    .addHelpText(
      'after',
      '\n<from> and <to> are accounts: the name of a key, or an address.\n' +
        passwordHelp +
        '\nExamples:\n  $ trellis send treasury alice 25.00 EUR\n' +
        '  $ trellis send alice trellis1… 10 EUR --memo "for the boat" --json\n' +
        '  $ trellis send alice bob 10 EUR --invoice 2026-7 --reference 539007547034\n' +
        '  $ trellis send alice bob 10 EUR --sealed-file message.txt\n' +
        '  $ trellis send trellis1… bob 10 EUR --key alice\n',
    )
    .action(
      async (
        from: string,
        to: string,
        amountText: string,
        code: string,
        options: SendOptions,
        command: Command,
      ) => {
        const session = await connect(command);
        const { home } = session.globals;
        const target = await resolveAccount(session.names, to);
        const { amount, asset } = await fetchAmount(session, amountText, assetCode(code));
        const shown = showAmount(amount, asset.decimals, asset.asset);
        const whom = await describeAccount(home, target);
        const remittance = readRemittance(options);
        await sendOperations(session, from, options, async ({ account }) => {
          const move = { from: account, to: target, asset: asset.asset, amount };
          return {
            operations: [await paymentOf(session, move, remittance, options.sealedFile)],
            memo: options.memo,
            headline: `Pay ${shown} to ${whom}`,
          };
        });
      },
    );
}

/** The smallest operation that says what has to be said, and to whom. */
async function paymentOf(
  session: Session,
  move: Parameters<typeof transfer>[0],
  remittance: Remittance | null,
  sealedFile: string | undefined,
): Promise<Operation> {
  if (sealedFile !== undefined) {
    const content = await readSealedContent(sealedFile, remittance ?? noRemittance);
    return sealPayment(session, move, content);
  }
  return remittance === null ? transfer(move) : pay({ ...move, remittance });
}
