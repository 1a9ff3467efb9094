/** The program's commands as plain data, for completion scripts: so they never lag behind the program. */
import type { Command, Option } from 'commander';
import errorCodes from './error-codes.json' with { type: 'json' };
import { kindOfArgument, type NameKind } from './name-kinds.ts';

export interface CommandNode {
  /** Words from the program's name on, without it: `keys new`; empty for the program itself. */
  readonly path: string;
  readonly description: string;
  readonly subcommands: readonly Word[];
  readonly options: readonly OptionWord[];
  /** What the next argument is chosen from, if its choices are fixed. */
  readonly choices: readonly string[];
  /** What each argument names; the last one for all that follow, if it may be given several times. */
  readonly names: readonly (NameKind | undefined)[];
  readonly isVariadic: boolean;
}

/** Commands whose argument `name` is that of a key which is there. */
const ofKeys = ['show', 'export', 'rename', 'delete', 'change-password'];

function kindOf(command: Command, argument: string): NameKind | undefined {
  const isKey = argument === 'name' && command.parent?.name() === 'keys';
  if (isKey && ofKeys.includes(command.name())) return 'account';
  return kindOfArgument[argument];
}

/** A word that can follow, and what it means. */
interface Word {
  readonly word: string;
  readonly description: string;
}

interface OptionWord extends Word {
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

/** Every command, parents before their subcommands. Hidden ones are left out. */
export function commandTree(program: Command): readonly CommandNode[] {
  const globals = program.options.map(optionWord);
  const visit = (command: Command, path: string): CommandNode[] => {
    const help = { word: '--help', description: 'show help', takesValue: false, choices: [] };
    const own = command === program ? [] : command.options.map(optionWord);
    const node: CommandNode = {
      path,
      description: command.description(),
      subcommands: command.commands.map((sub) => ({
        word: sub.name(),
        description: sub.description(),
      })),
      options: [...own, ...globals, help],
      choices:
        command.name() === 'errors'
          ? Object.keys(errorCodes)
          : (command.registeredArguments[0]?.argChoices ?? []),
      names: command.registeredArguments.map((argument) => kindOf(command, argument.name())),
      isVariadic: command.registeredArguments.at(-1)?.variadic ?? false,
    };
    return [node, ...command.commands.flatMap((sub) => visit(sub, `${path} ${sub.name()}`.trim()))];
  };
  return visit(program, '');
}

function optionWord(option: Option): OptionWord {
  return {
    word: option.long ?? option.flags,
    description: option.description,
    takesValue: option.required || option.optional,
    choices: option.argChoices ?? [],
  };
}
