/** Chains of each version of the protocol are read, and executed again, by the software of today: see their READMEs. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProvider } from '@trellis/crypto';
import { readGenesis } from '@trellis/node';
import { toHeight } from '@trellis/protocol';
import { auditDatabase, openLevelStore } from '@trellis/storage';
import { afterAll, beforeAll, expect, it } from 'vitest';

const fixture = fileURLToPath(new URL('chain-version-2', import.meta.url));
const head = 8;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-version-'));
  await cp(fixture, folder, { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('a chain that came to version 2 passes the audit, in which every block is executed by the rules of its version', async () => {
  const genesis = await readGenesis(join(folder, 'genesis.json'));
  const report = await auditDatabase(join(folder, 'data'), genesis, createProvider('native'));
  expect(report).toMatchObject({ height: BigInt(head), transactions: 7 });
  expect(report.notChecked).toBeUndefined();
});

it('its headers name their versions, and its mandate was used', async () => {
  const store = await openLevelStore(join(folder, 'data', 'chain'));
  try {
    const heights = Array.from({ length: head + 1 }, (_, height) => toHeight(height));
    const versions = heights.map((height) => store.finalHeader(height)?.header.version);
    expect(versions).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 2]);
    const statuses = heights.slice(-2).map((height) => store.receipts(height)?.[0]?.status);
    expect(statuses).toEqual(['success', 'success']);
  } finally {
    await store.close();
  }
});
