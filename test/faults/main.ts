/** `pnpm soak`: what takes too long for `pnpm test`, on real processes. Prints what it measures. */
import { parseArgs } from 'node:util';
import { startNetwork } from '../e2e/network.ts';
import { measureBlockTimes, measureHalt } from './liveness.ts';

const { values } = parseArgs({
  options: {
    liveness: { type: 'boolean', default: false },
    turns: { type: 'string', default: '5' },
  },
});

if (values.liveness) await soakLiveness(Number(values.turns));

async function soakLiveness(turns: number): Promise<void> {
  const network = await startNetwork();
  try {
    const times = await measureBlockTimes(network, { turns, windowMs: 10_000 });
    process.stdout.write(
      `block time under load: ${times.allUpMs.toFixed(0)} ms with 4 of 4, ` +
        `${times.oneDownMs.toFixed(0)} ms with 3 of 4: ${times.ratio.toFixed(2)} times\n`,
    );
    for (let turn = 0; turn < turns; turn++) {
      const halt = await measureHalt(network, 5_000);
      process.stdout.write(
        `2 of 4 gone for 5 s: ${halt.blocksWhileHalted} blocks, ` +
          `then one ${halt.resumedAfterMs.toFixed(0)} ms after their return\n`,
      );
    }
  } finally {
    await network.remove();
  }
}
