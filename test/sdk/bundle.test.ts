import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { bundleSdk } from './bundle.ts';

it('the SDK with signing and the light client is at most 61 kB gzipped', async () => {
  const script = await bundleSdk();
  // As answers, since the script itself would fill the screen.
  expect(script.includes('openLedger')).toBe(true);
  expect(/["'`]node:[a-z]/.test(script)).toBe(false);
  const bytes = gzipSync(script, { level: 9 }).length;
  expect(bytes).toBeGreaterThan(20_000);
  // 60 kB until answers of newer nodes could be read, which takes half a kilobyte of codecs.
  expect(bytes).toBeLessThanOrEqual(61_000);
}, 60_000);
