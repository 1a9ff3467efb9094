/** The `trellis` command line: all commands, and what happens to their errors. */
import { Command, CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { trustAuthority } from '../authority.ts';
import { exitCodes, formatReport, reportOf } from '../command-error.ts';
import { addGlobalOptions, readGlobals } from '../globals.ts';
import { addAccountCommands } from './account.ts';
import { addAssetCommands } from './asset.ts';
import { addBalanceCommand } from './balance.ts';
import { addBatchCommand } from './batch.ts';
import { addCbomCommand } from './cbom.ts';
import { addChainCommands } from './chain.ts';
import { addCompletionCommand } from './completion.ts';
import { addCryptoCommands } from './crypto.ts';
import { addEvidenceCommand } from './evidence.ts';
import { addGovernanceCommands } from './governance.ts';
import { addHoldCommands } from './holds.ts';
import { addKeyCommands } from './keys.ts';
import { addPaymentRequestCommands } from './payment-request.ts';
import { addPeersCommand } from './peers.ts';
import { addRecoveryCommands } from './recovery.ts';
import { addSealingCommands } from './sealing.ts';
import { addSendCommand } from './send.ts';
import { addStatementCommand } from './statement.ts';
import { addTransactionCommands } from './tx.ts';

/** Commands that do without a node in this process. */
const lightCommands: ReadonlySet<string> = new Set([
  'keys',
  'send',
  'batch',
  'sealing',
  'request',
  'pay',
  'balance',
  'statement',
  'account',
  'recovery',
  'crypto',
  'asset',
  'holds',
  'tx',
  'block',
  'validators',
  'evidence',
  'status',
  'governance',
  'peers',
]);

/** Commands that run nodes or read their databases, or concern all commands. */
const nodeCommands: ReadonlySet<string> = new Set([
  'testnet',
  'bench',
  'verify',
  'snapshot',
  'apikey',
  'audit',
  'demo',
  'completion',
  'help',
]);

/**
 * The program, ready to parse these arguments. The node and its network take half a second to load, so
 * the commands that need them are left out when the arguments clearly mean another.
 */
export async function createProgram(args: readonly string[]): Promise<Command> {
  const isLight =
    args.some((word) => lightCommands.has(word)) && !args.some((word) => nodeCommands.has(word));
  const node = isLight ? undefined : await import('./node-commands.ts');
  const program = new Command('trellis')
    .description('A small permissioned ledger whose every signature is post-quantum')
    .version(manifest.version)
    .addHelpText(
      'after',
      '\nA first tour:\n  $ trellis testnet up\n  $ trellis keys new alice\n' +
        '  $ trellis account create treasury alice\n  $ trellis send treasury alice 25.00 EUR\n' +
        '  $ trellis balance alice EUR\n' +
        '\nExit codes: 0 done, 1 rejected or failed, 2 invalid usage, 3 no node answers.\n',
    );
  addGlobalOptions(program);
  program.hook('preAction', (_program, command) => trustAuthority(readGlobals(command)));
  node?.addTestnetCommands(program);
  addKeyCommands(program);
  addSendCommand(program);
  addSealingCommands(program);
  addBatchCommand(program);
  addPaymentRequestCommands(program);
  addBalanceCommand(program);
  addStatementCommand(program);
  addAccountCommands(program);
  addRecoveryCommands(program);
  addCryptoCommands(program);
  addAssetCommands(program);
  addHoldCommands(program);
  addTransactionCommands(program);
  addChainCommands(program);
  addEvidenceCommand(program);
  addGovernanceCommands(program);
  addPeersCommand(program);
  addCbomCommand(program);
  node?.addApiKeyCommands(program);
  node?.addAuditCommands(program);
  node?.addVerifyCommand(program);
  node?.addSnapshotCommands(program);
  node?.addBenchCommands(program);
  addCompletionCommand(program);
  node?.addDemoCommand(program);
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
  const program = await createProgram(args);
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
