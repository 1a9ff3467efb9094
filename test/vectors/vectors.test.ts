import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { vectors } from './values.ts';

const path = fileURLToPath(new URL('./protocol.json', import.meta.url));
const pinned: Record<string, string> = JSON.parse(readFileSync(path, 'utf8'));

it('every noun has a pinned encoding, and no other', () => {
  expect(Object.keys(vectors())).toEqual(Object.keys(pinned));
});

it.each(Object.entries(vectors()))('the encoding of %s is what it was', (name, encoding) => {
  expect(encoding).toBe(pinned[name]);
});
