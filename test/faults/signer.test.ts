/** A signer and its two nodes: whatever befalls them, blocks come again, and nothing is signed twice. */
import { expect, it } from 'vitest';
import { startNetwork } from '../e2e/network.ts';
import { trySigner } from './signer.ts';

it('a standby takes over, a signer comes back, and no validator signs twice', async () => {
  const network = await startNetwork({ drill: true, logLevel: 'info' });
  try {
    const { trials, payments, signing, turns } = await trySigner(network, { trials: 8, seed: 3 });
    expect(trials).toHaveLength(8);
    expect(payments).toBeGreaterThan(0);
    expect(signing.conflicts).toEqual([]);
    expect(signing.messages).toBeGreaterThan(50);
    expect(new Set(turns).size).toBe(2);
  } finally {
    await network.remove();
  }
});
