/** `pnpm soak --gateway N`: a file is paid through so many faults; for root also those of a full disk. */
import process from 'node:process';
import { operatorName } from '@trellis/testnet';
import type { TestNetwork } from '../e2e/network.ts';
import { killedNode } from '../submissions/kills.ts';
import { payFileThroughKills } from './kills.ts';

export async function soakGateway(
  network: TestNetwork,
  options: { readonly kills: number; readonly seed: number; readonly instructions: number },
  say: (line: string) => void,
): Promise<void> {
  const { kills, seed } = options;
  const report = await payFileThroughKills(killedNode(network), operatorName(0), {
    ...{ ...options, pauseMs: 2_000, atOnce: 32, hasSmallDisk: process.getuid?.() === 0 },
    onKill: (count, kind) => say(`${count}/${kills}: ${kind}`),
  });
  const { happened, during, statuses, paid, asked, twice, never, isRepeatTheSame } = report;
  say(
    `${kills} faults, ${during} of them before the answer, seed ${seed}: ${JSON.stringify(happened)}`,
  );
  say(`answered: ${JSON.stringify(statuses)}, and the same again: ${isRepeatTheSame}`);
  say(`paid ${paid} units of ${asked}; twice ${twice}, never ${never}`);
  if (paid !== asked || twice + never > 0 || !isRepeatTheSame) process.exitCode = 1;
}
