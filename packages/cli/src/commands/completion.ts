/** `trellis completion`: scripts that let a shell complete commands and options. */
import type { Command } from 'commander';
import { commandTree } from '../command-tree.ts';
import { completionScript, type Shell, shells } from '../completion-scripts.ts';
import { printOwnText } from '../output.ts';
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
    .action(async (shell: Shell) =>
      printOwnText(completionScript(shell, commandTree(await makeProgram([], { whole: true })))),
    );
}
