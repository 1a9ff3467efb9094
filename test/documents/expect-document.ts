/** Documents that commands print, held against the schemas of the docs. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { definitionName } from '@trellis/cli';
import type { CliResult } from '@trellis/cli/testing/run-cli';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';

export const storedSchemas = readFileSync(
  fileURLToPath(new URL('../../docs/cli.schema.json', import.meta.url)),
  'utf8',
);
const ajv = new Ajv2020({ strict: false, allErrors: true }).addSchema(
  JSON.parse(storedSchemas),
  'cli',
);

/** Throws unless it is the one document that the command has. */
export function expectDocument(
  command: string,
  { code, stdout, stderr }: CliResult,
): Readonly<Record<string, unknown>> {
  if (stdout === '') throw new Error(`${command} printed nothing, ended with ${code}: ${stderr}`);
  const document: unknown = JSON.parse(stdout);
  expectValid(command, document);
  return Object.fromEntries(Object.entries(document as object));
}

export function expectValid(command: string, document: unknown): void {
  const validate = ajv.getSchema(`cli#/$defs/${definitionName(command)}`);
  if (validate === undefined) throw new Error(`${command} has no schema`);
  // These schemas are checked at once: no part of them is fetched.
  if (validate(document) === true) return;
  // An alternative that does not fit says little; the fields do.
  const problems = (validate.errors ?? []).map((one) => `${one.instancePath} ${one.message}`);
  expect(problems.slice(0, 5), command).toEqual([]);
}
