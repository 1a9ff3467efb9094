/** `trellis send`: a payment, final within a moment. */
import { createClient, send, transfer } from '@trellis/client';
import type { Command } from 'commander';
import { assetCode, readAmount, showAmount } from '../assets.ts';
import { readGlobals } from '../globals.ts';
import { describeAccount, openKey, resolveAccount } from '../key-store.ts';
import { print } from '../output.ts';
import { addPasswordOptions, type PasswordOptions } from '../password.ts';
import { showReceipt } from '../receipt-view.ts';

/** Adds the `send` command. */
export function addSendCommand(program: Command): void {
  addPasswordOptions(
    program
      .command('send <from> <to> <amount> <asset>')
      .description('Pay, and wait until it is final')
      .option('--account <account>', 'account to pay from, if it is not that of the key <from>')
      .option(
        '--memo <text>',
        'up to 256 bytes that go with the payment, for everyone to read',
        '',
      ),
  )
    .addHelpText(
      'after',
      '\n<from> is the name of a key; <to> is the name of a key or an address.\n' +
        '\nExamples:\n  $ trellis send treasury alice 25.00 EUR\n' +
        '  $ trellis send alice trellis1… 10 EUR --memo "invoice 7" --json\n',
    )
    .action(
      async (
        from: string,
        to: string,
        text: string,
        assetText: string,
        options: PasswordOptions & { account?: string; memo: string },
        command: Command,
      ) => {
        const globals = readGlobals(command);
        const { home, json, node } = globals;
        const client = createClient({ url: node });
        const asset = assetCode(assetText);
        const target = await resolveAccount(home, to);
        const { amount, decimals } = await readAmount(client, text, asset);
        const key = await openKey(globals, from, options);
        const source = await resolveAccount(home, options.account ?? from);
        const started = performance.now();
        const { final } = await send(client, {
          key,
          sender: source,
          operations: [transfer({ from: source, to: target, asset, amount })],
          memo: options.memo,
        });
        const finalityMs = performance.now() - started;
        if (!json) {
          print(`${showAmount(amount, decimals, asset)} to ${await describeAccount(home, target)}`);
        }
        await showReceipt(globals, final, finalityMs);
      },
    );
}
