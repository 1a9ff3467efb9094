import { expect, it } from 'vitest';
import { startGuardedNode } from '../access/node.ts';
import { payThroughKills } from './kills.ts';

// The long form, in which the node is killed too, is "pnpm soak --payer-kills 200".
it('pays each payment once, whatever is killed and whatever is lost', async () => {
  let node = await startGuardedNode({ anonymous: ['read', 'submit'] });
  try {
    const { home, url } = node;
    const network = {
      home,
      url,
      async restartNode() {
        node = await node.restart();
      },
    };
    const report = await payThroughKills(network, { kills: 12, payments: 4, seed: 15 });
    expect(report.paid).toBe(4_00n);
    expect(report.starts).toBeGreaterThan(1);
  } finally {
    await node.remove();
  }
});
