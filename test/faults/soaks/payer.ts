import { killedNode, payThroughKills } from '../../submissions/kills.ts';
import { type Run, withNetwork } from './soak.ts';

const payments = 50;

/** One validator decides as many would, and leaves the processor to the script, which starts over and over. */
export const payer: Run<number> = (kills, { seed, say }) =>
  withNetwork(
    async (network) => {
      const { happened, starts, paid } = await payThroughKills(killedNode(network), {
        ...{ kills, payments, seed },
        onKill: (count, kind) => say(`${count}/${kills}: ${kind}`),
      });
      say(`${kills} faults, seed ${seed}: ${JSON.stringify(happened)}`);
      say(`${starts} starts of the script; paid ${Number(paid) / 100} of ${payments}.00`);
      return paid === BigInt(payments) * 100n;
    },
    { validators: 1 },
  );
