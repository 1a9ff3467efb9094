/** The `trellis` command line: all commands, and what happens to their errors. */
import { Command, CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { trustAuthority } from '../authority.ts';
import { errorDocument, formatReport, reportOf } from '../command-error.ts';
import { exitCodeLines, exitCodes } from '../exit-codes.ts';
import { addGlobalOptions, readGlobals } from '../globals.ts';
import { interruptible } from '../interruption.ts';
import { checkedTexts } from '../name-kinds.ts';
import { flushDocument, jsonText } from '../output.ts';
import { applyTerminalOptions, warn } from '../terminal.ts';
import { commandTable } from './command-table.ts';
import { expectKnownCommand } from './unknown-command.ts';

/**
 * The program, ready to parse these arguments. Only the command that they name is made whole; of the others the
 * program knows no more than its help says.
 */
export async function createProgram(
  args: readonly string[],
  { whole }: { readonly whole: boolean } = { whole: false },
): Promise<Command> {
  const program = new Command('trellis')
    .description('A small permissioned ledger whose every signature is post-quantum')
    .version(manifest.version)
    // Whether a command has options is not known before it is loaded, so no list says it.
    .configureHelp({ subcommandTerm: commandTerm })
    .addHelpText(
      'after',
      '\nA first tour:\n  $ trellis testnet up\n  $ trellis keys new alice\n' +
        '  $ trellis account create treasury alice\n  $ trellis send treasury alice 25.00 EUR\n' +
        '  $ trellis balance alice EUR\n' +
        `\nExit codes:\n${exitCodeLines().join('\n')}\n` +
        '\n"trellis errors" explains the codes of errors.\n',
    );
  addGlobalOptions(program);
  program.hook('preAction', async (_program, command) => {
    const globals = readGlobals(command);
    applyTerminalOptions(globals);
    const texts = checkedTexts(command);
    if (texts.length > 0) {
      // Commands without names do without what knows them.
      const { checkArguments } = await import('../check-arguments.ts');
      await checkArguments(command, texts);
    }
    await trustAuthority(globals);
  });
  const named = operandsOf(program, args);
  for (const { name, args: argumentText, description, load } of commandTable) {
    const command = program.command(`${name} ${argumentText}`.trim()).description(description);
    if (whole || named.includes(name)) (await load())(command, createProgram);
    else command.action(() => Promise.reject(new Error(`"${name}" was not loaded`)));
  }
  for (const command of [program, ...subcommands(program)]) {
    // Errors are printed below, in one form.
    command.exitOverride().configureOutput({ outputError: () => undefined });
  }
  return program;
}

/** The first word that is no option of the program, and the one after it, as in `trellis help keys`. */
function operandsOf(program: Command, args: readonly string[]): readonly string[] {
  const withValue = program.options.filter(({ required, optional }) => required || optional);
  const isValueOption = (word = ''): boolean =>
    withValue.some(({ long, short }) => word === long || word === short);
  const operands = args.filter(
    (word, index) => !word.startsWith('-') && !isValueOption(args[index - 1]),
  );
  return operands[0] === 'help' ? operands.slice(1, 2) : operands.slice(0, 1);
}

/** As it stands in the list of a command's subcommands. */
function commandTerm(command: Command): string {
  const shown = command.registeredArguments.map((argument) => {
    const name = argument.variadic ? `${argument.name()}...` : argument.name();
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [command.name(), ...shown].join(' ');
}

/** The words of every command that can be run, such as `keys new`: groups of others only if they take arguments. */
export async function commandWords(): Promise<readonly string[]> {
  return (await leaves()).map(wordsOf);
}

async function leaves(): Promise<readonly Command[]> {
  const program = await createProgram([], { whole: true });
  return subcommands(program).filter(
    ({ commands, registeredArguments }) => commands.length === 0 || registeredArguments.length > 0,
  );
}

/** How a command can be called, for tests that call all of them. */
export interface CommandUse {
  readonly command: string;
  /** How many arguments it needs. */
  readonly arguments: number;
  /** The options that it needs, with `text` as the value of each. */
  readonly options: readonly string[];
}

/** Every command, with `text` for whatever its options need. */
export async function commandUses(text: string): Promise<readonly CommandUse[]> {
  return (await leaves()).map((command) => ({
    command: wordsOf(command),
    arguments: command.registeredArguments.filter(({ required }) => required).length,
    options: command.options
      .filter(({ mandatory }) => mandatory)
      .flatMap(({ long, required }) => (required ? [long ?? '', text] : [long ?? ''])),
  }));
}

function wordsOf(command: Command): string {
  const { parent } = command;
  return parent === null || parent.parent === null
    ? command.name()
    : `${wordsOf(parent)} ${command.name()}`;
}

function subcommands(command: Command): Command[] {
  return command.commands.flatMap((sub) => [sub, ...subcommands(sub)]);
}

/** Runs the program; returns the exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  const program = await createProgram(args);
  try {
    expectKnownCommand(program, args);
    const run = () => program.parseAsync(args, { from: 'user' });
    await interruptible(run, (interrupted) => process.exit(fail(program, args, interrupted)));
    flushDocument();
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help that was asked for is no error; help for want of a command is, and has been printed.
      if (error.exitCode === 0) return 0;
      if (error.code === 'commander.help') return exitCodes.usage;
    }
    return fail(program, args, error);
  }
}

/** Tells of an error: in the document of the run if it has one, else on standard error; the exit code. */
function fail(program: Command, args: readonly string[], error: unknown): number {
  const report = reportOf(error, helpLine(program, args));
  if (!flushDocument(errorDocument(report))) {
    const text = args.includes('--json') ? jsonText(errorDocument(report)) : formatReport(report);
    warn(text);
  }
  if (args.includes('--verbose')) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    for (const line of stack.split('\n')) warn(line);
  }
  return report.exitCode;
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
