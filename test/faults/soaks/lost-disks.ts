import { loseDisks } from '../lost-disks.ts';
import { lostOf, type Run, withNetwork } from './soak.ts';

export const lostDisks: Run<number> = async (times, { say }) => {
  let areRight = true;
  for (let time = 0; time < times; time++) {
    for (const [count, validators] of lostOf) {
      const isRight = await withNetwork(
        async (network) => {
          const { head, payments, unknown, precommitted } = await loseDisks(network, {
            count,
            loadMs: 3_000 + 100 * time,
          });
          const open = precommitted.filter(({ mayBeFinal }) => mayBeFinal);
          say(
            `${count} of ${validators} disks lost: block ${head.height} is final, ${open.length} after it may be; ` +
              `${unknown.length} of ${payments} final payments unknown`,
          );
          return unknown.length === 0;
        },
        { validators, logLevel: 'warn' },
      );
      areRight &&= isRight;
    }
  }
  return areRight;
};
