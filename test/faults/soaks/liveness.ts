import { measureBlockTimes, measureHalt } from '../liveness.ts';
import { type Run, withNetwork } from './soak.ts';

export const liveness: Run<true> = (_isWanted, { turns, say }) =>
  withNetwork(async (network) => {
    const times = await measureBlockTimes(network, { turns, windowMs: 10_000 });
    say(
      `block time under load: ${times.allUpMs.toFixed(0)} ms with 4 of 4, ` +
        `${times.oneDownMs.toFixed(0)} ms with 3 of 4: ${times.ratio.toFixed(2)} times`,
    );
    let blocksWhileHalted = 0;
    for (let turn = 0; turn < turns; turn++) {
      const halt = await measureHalt(network, 5_000);
      blocksWhileHalted += halt.blocksWhileHalted;
      say(
        `2 of 4 gone for 5 s: ${halt.blocksWhileHalted} blocks, ` +
          `then one ${halt.resumedAfterMs.toFixed(0)} ms after their return`,
      );
    }
    return blocksWhileHalted === 0;
  });
