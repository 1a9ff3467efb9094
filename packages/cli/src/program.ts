/** The `trellis` command line: all commands, and what happens to their errors. */
import { version } from '@trellis/node';
import { Command, CommanderError } from 'commander';
import { exitCodes, formatReport, reportOf } from './command-error.ts';
import { addAccountCommands } from './commands/account.ts';
import { addAssetCommands } from './commands/asset.ts';
import { addBalanceCommand } from './commands/balance.ts';
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
    .addHelpText(
      'after',
      '\nA first tour:\n  $ trellis testnet up\n  $ trellis keys new alice\n' +
        '  $ trellis account create treasury alice\n  $ trellis send treasury alice 25.00 EUR\n' +
        '  $ trellis balance alice EUR\n' +
        '\nExit codes: 0 done, 1 refused or failed, 2 called wrongly, 3 no node answers.\n',
    );
  addGlobalOptions(program);
  addTestnetCommands(program);
  addKeyCommands(program);
  addSendCommand(program);
  addBalanceCommand(program);
  addAccountCommands(program);
  addAssetCommands(program);
  addTransactionCommands(program);
  addChainCommands(program);
  addVerifyCommand(program);
  addCompletionCommand(program);
  addDemoCommand(program);
  for (const command of [program, ...subcommands(program)]) {
    // Errors are printed below, in one form.
    command.exitOverride().configureOutput({ outputError: () => undefined });
  }
  return program;
}

function subcommands(command: Command): Command[] {
  return command.commands.flatMap((sub) => [sub, ...subcommands(sub)]);
}

/** Runs the program; returns the exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  const program = createProgram();
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help that was asked for is no error; help for want of a command is, and has been printed.
      if (error.exitCode === 0) return 0;
      if (error.code === 'commander.help') return exitCodes.usage;
    }
    const report = reportOf(error, helpLine(program, args));
    process.stderr.write(`${formatReport(report, args.includes('--json'))}\n`);
    if (args.includes('--verbose')) {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    }
    return report.exitCode;
  }
}

/** How to ask for the help of the command that these arguments name. */
function helpLine(program: Command, args: readonly string[]): string {
  let command = program;
  for (const word of args) {
    command = command.commands.find((sub) => sub.name() === word) ?? command;
  }
  const names: string[] = [];
  for (let one: Command | null = command; one !== null; one = one.parent) names.unshift(one.name());
  return `${names.join(' ')} --help`;
}
