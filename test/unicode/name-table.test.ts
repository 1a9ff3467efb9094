/** The table of names in the sources is what its script makes of the package of Unicode data. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { nameTableSource } from '../../scripts/unicode/name-table.ts';

it('is the one that the script makes', () => {
  const path = new URL('../../packages/protocol/src/name-table.ts', import.meta.url);
  // The formatter breaks lines elsewhere.
  const inOneLine = (text: string): string => text.replace(/\s+/g, '');
  expect(inOneLine(readFileSync(fileURLToPath(path), 'utf8'))).toBe(inOneLine(nameTableSource()));
});
