import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operationTypes } from '@trellis/protocol';
import { expect, it } from 'vitest';

const page = readFileSync(join(import.meta.dirname, '../../docs/protocol.md'), 'utf8');
const table = page.split('\n').filter((line) => line.startsWith('| `'));

it.each(operationTypes)('the table of operations has %s', (type) => {
  expect(table.some((line) => line.split('|')[1]?.includes(`\`${type}\``))).toBe(true);
});
