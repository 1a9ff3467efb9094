/** The files of the documentation follow the rules, and their schemas where these are there. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readTransfers } from '@trellis/iso20022';
import { hasPublishedSchemas, publishedSchema } from '@trellis/iso20022/testing/schemas';
import { createSchemaValidator } from '@trellis/iso20022/validator';
import { expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../examples/cross-border/', import.meta.url));
const names = readdirSync(folder).filter((name) => name.endsWith('.xml'));

it.each(names)('%s is as it has to be', (name) => {
  const bytes = readFileSync(`${folder}${name}`);
  const { file, findings } = readTransfers(bytes, { today: '2026-11-30' });
  expect(findings).toEqual([]);
  if (file === undefined) throw new Error('it asks for no transfer');
  if (!hasPublishedSchemas) return;
  const validator = createSchemaValidator(publishedSchema(file.id));
  expect(validator.validate(bytes)).toEqual([]);
  validator.dispose();
});
