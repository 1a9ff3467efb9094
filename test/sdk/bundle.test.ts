import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { bundleSdkInParts } from './bundle.ts';

const gzipped = (script: string): number => gzipSync(script, { level: 9 }).length;

it('the SDK with signing and the light client is at most 79.6 kB gzipped, and 17 kB more once it verifies', async () => {
  const [atOnce = '', ...later] = await bundleSdkInParts();
  // As answers, since the scripts themselves would fill the screen.
  expect(atOnce.includes('createClient')).toBe(true);
  expect([atOnce, ...later].some((script) => /["'`]node:[a-z]/.test(script))).toBe(false);
  expect(gzipped(atOnce)).toBeGreaterThan(20_000);
  // 61 kB until ML-DSA was verified in WebAssembly, 62 until the protocol had versions, 63.5 until hidden characters
  // were refused (0.4 kB) and nodes told of damage and of what older ones do not report, 64.5 until bytes became text
  // in Node 24 too, 65 until accounts had names (the table of letters is 1.5 kB), 69 until bytes were compared and
  // converted in loops, 69.5 until there were mandates, 71 until chains
  // could be recovered, 73 until a light client skipped over years of changes and sealed messages were compressed, 74
  // until a ledger told of payments and blocks as they come, each proven, and read names and references (1.4 kB), 75.5
  // until the table of endpoints grew by those of consents, 77 until a credential could be bound to a key,
  // 77.2 until what a program gives was checked to be text and named by a code, 77.6 until there was a list of transactions, 77.9
  // until each function said by a code what it was given instead of what it takes (1 kB), 79.3 until there were
  // consents in the wallet.
  expect(gzipped(atOnce)).toBeLessThanOrEqual(79_600);
  expect(later.map((script) => script.includes('createVerifier'))).toEqual([true]);
  expect(later.every((script) => gzipped(script) <= 17_000)).toBe(true);
});
