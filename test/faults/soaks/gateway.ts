import { operatorName } from '@trellis/testnet';
import { payFileThroughKills } from '../../gateway/kills.ts';
import { killedNode } from '../../submissions/kills.ts';
import { type Run, withNetwork } from './soak.ts';

/** One validator decides as many would; only root can fill a disk. */
export const gateway: Run<number> = (kills, { seed, instructions, say }) =>
  withNetwork(
    async (network) => {
      const report = await payFileThroughKills(killedNode(network), operatorName(0), {
        ...{ kills, seed, instructions, pauseMs: 2_000, atOnce: 32 },
        hasSmallDisk: process.getuid?.() === 0,
        onKill: (count, kind) => say(`${count}/${kills}: ${kind}`),
      });
      const { happened, during, statuses, paid, asked, twice, never, isRepeatTheSame } = report;
      say(
        `${kills} faults, ${during} of them before the answer, seed ${seed}: ${JSON.stringify(happened)}`,
      );
      say(`answered: ${JSON.stringify(statuses)}, and the same again: ${isRepeatTheSame}`);
      say(`paid ${paid} units of ${asked}; twice ${twice}, never ${never}`);
      return paid === asked && twice + never === 0 && isRepeatTheSame;
    },
    { validators: 1 },
  );
