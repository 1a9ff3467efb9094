/** What the docs and the tests of the command line share with it; the command itself is `main.ts`. */

export { parseBatch } from './batch-file.ts';
export { UsageError } from './command-error.ts';
export { commandTable } from './commands/command-table.ts';
export { type CommandUse, commandUses, commandWords } from './commands/program.ts';
export {
  definitionName,
  documentSchema,
  documentStreams,
  documents,
} from './documents/document-table.ts';
export { exitCodeTable } from './exit-codes.ts';
export { hintFor } from './hints.ts';
export { systemErrors } from './system-errors.ts';
