import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { bankFilesPage } from '../../scripts/bank-files/page.ts';

it('the page of fields, statuses and reasons is current; else run: node scripts/bank-files/main.ts', () => {
  const path = fileURLToPath(new URL('../../docs/iso20022-fields.md', import.meta.url));
  expect(readFileSync(path, 'utf8')).toBe(bankFilesPage());
});
