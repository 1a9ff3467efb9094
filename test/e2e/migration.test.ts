/** The migration drill at its smallest: one validator, whose restarts the payments have to outlast. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProvider } from '@trellis/crypto';
import { type MigrationReport, migrateTestnet } from '@trellis/testnet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let home: string;
let report: MigrationReport;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'trellis-migration-'));
  const provider = createProvider('native');
  const options = { home, validators: 1, phaseSeconds: 1, provider, onStep: () => undefined };
  report = await migrateTestnet(options);
});

afterAll(() => rm(home, { recursive: true, force: true }));

describe('the migration drill', () => {
  it('goes from Ed25519 over the hybrid to ML-DSA, while payments continue', () => {
    const { phases, paymentsBetween } = report;
    expect(phases.map(({ scheme }) => scheme)).toEqual([
      'ed25519',
      'ed25519+ml-dsa-65',
      'ml-dsa-65',
    ]);
    expect(phases.map(({ postQuantum }) => postQuantum.power)).toEqual([0, 100, 100]);
    // All but the one account that never changes its key.
    const last = phases.at(-1);
    expect(last?.postQuantum.accounts).toBeCloseTo((100 * 2) / 3);
    expect(phases[0]?.postQuantum.accounts).toBe(0);
    expect(phases.map(({ certificateBytes }) => certificateBytes)).toEqual([64, 3_373, 3_309]);
    const bytes = phases.map(({ paymentBytes }) => paymentBytes);
    expect(bytes[1]).toBe((bytes[0] ?? 0) + 3_309);
    expect(bytes[2]).toBe((bytes[1] ?? 0) - 64);
    expect(paymentsBetween).toBeGreaterThan(0);
  });

  it('ends with classical signatures refused, of accounts and of validators', () => {
    expect(report.refused).toEqual({
      payment: 'scheme_phased_out',
      validatorKey: 'scheme_not_allowed',
    });
  });
});
