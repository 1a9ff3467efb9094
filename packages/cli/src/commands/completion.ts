/** `trellis completion`: scripts that let a shell complete commands and options. */
import { Argument, type Command } from 'commander';
import { commandTree } from '../command-tree.ts';
import { completionScript, type Shell, shells } from '../completion-scripts.ts';
import { print } from '../output.ts';

/** Adds the `completion` command. */
export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('Print a completion script for a shell')
    .addArgument(new Argument('<shell>').choices(shells))
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis completion bash >> ~/.bashrc\n  $ trellis completion zsh > ~/.zfunc/_trellis\n' +
        '  $ trellis completion fish > ~/.config/fish/completions/trellis.fish\n',
    )
    .action((shell: Shell) => print(completionScript(shell, commandTree(program))));
}
