/** `trellis iso`: banks' files, ISO 20022. */
import type { Command } from 'commander';
import { readGlobals } from '../globals.ts';
import { FileRejected } from '../iso/file-rejected.ts';
import { readBankFile } from '../iso/read-file.ts';
import { addReadingOptions, type ReadingOptions } from '../iso/reading-options.ts';
import { addSchema, listSchemas } from '../iso/schema-folder.ts';
import { findingsJson, leftOutJson, showFindings, showLeftOut } from '../iso/show-findings.ts';
import { print, printFields, printJson } from '../output.ts';
import { warn } from '../terminal.ts';
import { defineBuildCommand } from './iso-build.ts';
import { defineExplainCommand } from './iso-explain.ts';
import { definePayFileCommand } from './iso-pay.ts';
import { defineReportCommand } from './iso-statement.ts';

/** Gives the `iso` command its subcommands. */
export function defineIsoCommand(iso: Command): void {
  addReadingOptions(
    iso
      .command('validate <file>')
      .description(
        'Find what is wrong in a file: by the rules always, by its schema if there is one',
      ),
  )
    .addHelpText(
      'after',
      '\nEnds with 1 if anything is. Shows the first 100 mistakes, each with its place and the code of the external\n' +
        'list that an answer would give.\n\nExamples:\n  $ trellis iso validate salaries.xml\n',
    )
    .action(validateFile);
  defineExplainCommand(iso.command('explain <file>'));
  defineBuildCommand(iso.command('build <files...>'));
  definePayFileCommand(iso.command('pay <file>'));
  defineReportCommand(iso.command('statement <account>'));
  const schemas = iso
    .command('schemas')
    .description('The schemas that files are validated by; none is shipped');
  schemas
    .command('add <files...>')
    .description('Add schemas as ISO 20022 publishes them')
    .addHelpText('after', '\nExamples:\n  $ trellis iso schemas add pain.001.001.09.xsd\n')
    .action(addSchemas);
  schemas.command('list').description('Show the schemas that there are').action(showSchemas);
}

async function validateFile(
  path: string,
  options: ReadingOptions,
  command: Command,
): Promise<void> {
  const { home, json } = readGlobals(command);
  const { reading, findings, bySchema } = await readBankFile(home, path, options);
  const { id, file, leftOut } = reading;
  const message = id ?? null;
  if (json) {
    const transfers = file?.instructions.length ?? null;
    const found = { findings: findingsJson(findings), count: findings.length };
    printJson({ message, bySchema, transfers, ...found, leftOut: leftOutJson(leftOut) });
  } else {
    showFindings(findings);
    showLeftOut(leftOut);
    printFields([
      ['message', message ?? 'none that is read'],
      ...(file === undefined ? [] : ([['transfers', `${file.instructions.length}`]] as const)),
      ['schema', schemaWords[bySchema]],
      ['mistakes', `${findings.length}`],
    ]);
  }
  if (findings.length > 0) {
    const mistakes = findings.length === 1 ? '1 mistake' : `${findings.length} mistakes`;
    throw new FileRejected(`${path} has ${mistakes}`);
  }
}

const schemaWords = {
  valid: 'followed',
  invalid: 'not followed',
  'no schema': 'not there, so not checked; "trellis iso schemas add" adds it',
  variant: 'not checked, as the file is of a national variant',
  'too large': 'not checked, as the file has more than 16 MB',
} as const;

async function addSchemas(files: readonly string[], _options: object, command: Command) {
  const { home, json } = readGlobals(command);
  const added = [];
  for (const file of files) added.push(await addSchema(home, file));
  for (const { message, isKnown } of added) {
    if (isKnown || json) continue;
    warn(`warning: ${message} is not the publication that is known`);
  }
  if (json) return printJson({ schemas: added });
  for (const { message } of added) print(`Added ${message}.`);
}

async function showSchemas(_options: object, command: Command): Promise<void> {
  const { home, json } = readGlobals(command);
  const schemas = await listSchemas(home);
  if (json) return printJson({ schemas });
  if (schemas.length === 0) print('There are none; "trellis iso schemas add" adds them.');
  for (const { message, isKnown, sha256 } of schemas) {
    print(`${message}  ${isKnown ? 'as published' : 'another file'}  ${sha256}`);
  }
}
