/** How the table of commands and the files of the commands meet. */
import type { Command } from 'commander';

/** What a command that is about all commands makes them with, whole or as some arguments name one. */
export type MakeProgram = (
  args: readonly string[],
  options?: { readonly whole: boolean },
) => Promise<Command>;

/** Gives a command, which has its name and arguments already, what the table does not say of it. */
export type DefineCommand = (command: Command, makeProgram: MakeProgram) => void;
