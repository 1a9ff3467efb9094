/** A command or subcommand that there is not, told before anything else that is wrong with the arguments. */

import { nearestName } from '@trellis/keystore/nearest-name';
import { type Command, CommanderError } from 'commander';

/**
 * Throws `CommanderError` `commander.unknownCommand` when the arguments name no command. A group with a subcommand that
 * runs by default would otherwise take the word for one argument too many, and help would be the program's own.
 */
export function expectKnownCommand(program: Command, args: readonly string[]): void {
  const words = operandsOf(program, args);
  let command = program;
  for (const [index, word] of words.entries()) {
    if (command.commands.length === 0) return;
    // The words behind it are those of the command whose help is asked for.
    if (word === 'help') continue;
    const found = command.commands.find((sub) => sub.name() === word);
    if (found === undefined) {
      // A group that takes arguments of its own says itself what is wrong with them.
      if (command.registeredArguments.length > 0) return;
      if (takesAsArguments(command, words.length - index)) return;
      throw unknown(command, word);
    }
    command = found;
  }
  if (args.includes('--json')) expectWhole(command, args);
}

/** Without `--json` commander prints help for want of a command: no document, as a program has to get one. */
function expectWhole(command: Command, args: readonly string[]): void {
  const { commands, registeredArguments } = command;
  const runs =
    commands.length === 0 || registeredArguments.length > 0 || takesAsArguments(command, 0);
  if (runs || args.some((word) => ['--help', '-h', '--version', '-V', 'help'].includes(word)))
    return;
  const message = `"${pathOf(command)}" needs one of its commands: ${commands.map((sub) => sub.name()).join(', ')}`;
  throw new CommanderError(1, 'commander.missingCommand', message);
}

/** Whether so many words are arguments of the subcommand that runs by default. */
function takesAsArguments(command: Command, count: number): boolean {
  return command.commands.some(
    (sub) =>
      isDefault(command, sub) &&
      (sub.registeredArguments.length >= count ||
        sub.registeredArguments.some(({ variadic }) => variadic)),
  );
}

/** What commander keeps under a name that its types do not have. */
function isDefault(command: Command, sub: Command): boolean {
  return '_defaultCommandName' in command && command._defaultCommandName === sub.name();
}

function unknown(command: Command, word: string): CommanderError {
  const names = command.commands.map((sub) => sub.name());
  const near = nearestName(word, names);
  // Those of the program itself are many, and its help tells them apart.
  const others = command.parent === null ? '' : `; there are ${names.join(', ')}`;
  const meant = near === undefined ? others : `; did you mean "${near}"?`;
  const message = `there is no command "${pathOf(command)} ${word}"${meant}`;
  return new CommanderError(1, 'commander.unknownCommand', message);
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

/** The words that are neither options nor values of options, whichever command knows them. */
function operandsOf(program: Command, args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  const given = end === -1 ? args : args.slice(0, end);
  const valueOptions = new Set<string>();
  const collect = (command: Command): void => {
    for (const { long, short, required, optional } of command.options) {
      if (!required && !optional) continue;
      if (long !== undefined && long !== null) valueOptions.add(long);
      if (short !== undefined && short !== null) valueOptions.add(short);
    }
    command.commands.forEach(collect);
  };
  collect(program);
  return given.filter(
    (word, index) => !word.startsWith('-') && !valueOptions.has(given[index - 1] ?? ''),
  );
}
