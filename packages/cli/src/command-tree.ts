/** The program's commands as plain data, for completion scripts: so they never lag behind the program. */
import type { Command, Option } from 'commander';

export interface CommandNode {
  /** Words from the program's name on, without it: `keys new`; empty for the program itself. */
  readonly path: string;
  readonly description: string;
  readonly subcommands: readonly Word[];
  readonly options: readonly OptionWord[];
  /** What the next argument is chosen from, if its choices are fixed. */
  readonly choices: readonly string[];
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
      choices: command.registeredArguments[0]?.argChoices ?? [],
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
