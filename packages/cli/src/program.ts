/** The `trellis` command line: all commands, and what happens to their errors. */
import { version } from '@trellis/node';
import { Command, CommanderError } from 'commander';
import { exitCodes, reportOf } from './command-error.ts';
import { addAccountCommands } from './commands/account.ts';
import { addAssetCommands } from './commands/asset.ts';
import { addChainCommands } from './commands/chain.ts';
import { addCompletionCommand } from './commands/completion.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addKeyCommands } from './commands/keys.ts';
import { addSendCommand } from './commands/send.ts';
import { addTestnetCommands } from './commands/testnet.ts';
import { addTransactionCommands } from './commands/tx.ts';
import { addVerifyCommand } from './commands/verify.ts';
import { addGlobalOptions } from './globals.ts';

/** The whole program, ready to parse arguments. */
export function createProgram(): Command {
  const program = new Command('trellis')
    .description('A small permissioned ledger whose every signature is post-quantum')
    .version(version)
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride()
    .addHelpText(
      'after',
      '\nA first tour:\n  $ trellis testnet up\n  $ trellis keys new alice\n' +
        '  $ trellis account create treasury --key alice\n  $ trellis send treasury alice 25.00 EUR\n' +
        '  $ trellis balance alice EUR\n',
    );
  addGlobalOptions(program);
  addTestnetCommands(program);
  addKeyCommands(program);
  addSendCommand(program);
  addTransactionCommands(program);
  addAccountCommands(program);
  addAssetCommands(program);
  addChainCommands(program);
  addVerifyCommand(program);
  addCompletionCommand(program);
  addDemoCommand(program);
  for (const command of allCommands(program)) command.exitOverride().showHelpAfterError(true);
  return program;
}

function allCommands(command: Command): Command[] {
  return command.commands.flatMap((sub) => [sub, ...allCommands(sub)]);
}

/** Runs the program; returns the exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  const program = createProgram();
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has printed its own errors, and help is not one.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
    const { code, message, exitCode } = reportOf(error);
    const { json, verbose } = program.opts<{ json?: boolean; verbose?: boolean }>();
    process.stderr.write(
      json === true || args.includes('--json')
        ? `${JSON.stringify({ error: { code, message } })}\n`
        : `error (${code}): ${message}\n`,
    );
    if (verbose === true || args.includes('--verbose')) {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    }
    return exitCode;
  }
}
