/** `trellis completion`: scripts that let a shell complete commands and options. */
import type { Command } from 'commander';
import { commandTree } from '../command-tree.ts';
import { completionScript, type Shell, shells } from '../completion-scripts.ts';
import { readGlobals } from '../globals.ts';
import { printJson, printOwnText } from '../output.ts';
import type { MakeProgram } from './define-command.ts';

/** Gives the `completion` command its arguments, options and action. */
export function defineCompletionCommand(completion: Command, makeProgram: MakeProgram): void {
  completion.registeredArguments[0]?.choices(shells);
  completion
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis completion bash >> ~/.bashrc\n  $ trellis completion zsh > ~/.zfunc/_trellis\n' +
        '  $ trellis completion fish > ~/.config/fish/completions/trellis.fish\n',
    )
    .action(async (shell: Shell, _options: object, command: Command) => {
      const script = completionScript(shell, commandTree(await makeProgram([], { whole: true })));
      if (readGlobals(command).json) return printJson({ shell, script });
      printOwnText(script);
    });
}
