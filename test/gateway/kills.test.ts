import { runWithin } from '@trellis/cli/testing/run-cli';
import { ensureTestKey } from '@trellis/keystore';
import { expect, it } from 'vitest';
import { startNetwork } from '../e2e/network.ts';
import { killedNode } from '../submissions/kills.ts';
import { payFileThroughKills } from './kills.ts';

// The long form is "pnpm soak --gateway 200".
it('pays each instruction of a file once, and answers it, whatever is killed', async () => {
  const network = await startNetwork({ validators: 1, drill: true });
  try {
    await ensureTestKey(network.home, 'ben', 'ml-dsa-65');
    const node = ['--node', network.node(0).http];
    const made = await runWithin(network.home, [...node, 'account', 'create', 'treasury', 'ben']);
    expect(made.code, made.stderr).toBe(0);
    const report = await payFileThroughKills(killedNode(network), 'ben', {
      ...{ kills: 10, instructions: 150, seed: 18, pauseMs: 2_500, atOnce: 256 },
    });
    expect(report).toMatchObject({ twice: 0, never: 0, isRepeatTheSame: true });
    expect(report.statuses).toEqual({ ACCC: 150 });
    expect(report.paid).toBe(report.asked);
  } finally {
    await network.remove();
  }
});
