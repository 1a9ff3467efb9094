import { expect, it } from 'vitest';
import { startNetwork } from '../e2e/network.ts';
import { payThroughKills } from './kills.ts';

// The long form is "pnpm soak --payer-kills 200".
it('pays each payment once, whatever is killed and whatever is lost', async () => {
  const network = await startNetwork({ validators: 1, logLevel: 'info' });
  try {
    const report = await payThroughKills(network, { kills: 12, payments: 4, seed: 15 });
    expect(report.paid).toBe(4_00n);
    expect(report.starts).toBeGreaterThan(1);
  } finally {
    await network.remove();
  }
}, 300_000);
