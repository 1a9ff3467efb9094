import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { places } from './stage-of-frame.ts';

it('every place of our own exists, so that a file that moves is still counted', () => {
  const packages = fileURLToPath(new URL('../../..', import.meta.url));
  const files = globSync('*/src/**/*.ts', { cwd: packages }).map((path) => `/${path}`);
  const own = places.map(([part]) => part).filter((part) => /^\/[a-z-]+\/src\//.test(part));
  expect(own.length).toBeGreaterThan(10);
  for (const part of own) {
    expect(
      files.some((path) => path.includes(part)),
      part,
    ).toBe(true);
  }
});
