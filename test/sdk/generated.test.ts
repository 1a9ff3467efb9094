import { readFile } from 'node:fs/promises';
import { generateApi } from '@trellis/client/generate-api';
import { expect, it } from 'vitest';
import { apiDocument, generatedPath } from './api-document.ts';

it('the client’s types are those of the OpenAPI document; "pnpm generate" makes them so', async () => {
  const generated = await generateApi(apiDocument());
  const kept = await readFile(generatedPath, 'utf8');
  // Compared by a word: a difference of thousands of lines says nothing.
  expect(kept === generated ? 'current' : 'run "pnpm generate"').toBe('current');
}, 60_000);
