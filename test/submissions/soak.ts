/** `pnpm soak --payer-kills N`: a script pays fifty times through so many faults. */
import type { TestNetwork } from '../e2e/network.ts';
import { killedNode, payThroughKills } from './kills.ts';

export async function soakPayer(
  network: TestNetwork,
  { kills, seed }: { readonly kills: number; readonly seed: number },
  say: (line: string) => void,
): Promise<void> {
  const payments = 50;
  const report = await payThroughKills(killedNode(network), {
    ...{ kills, payments, seed },
    onKill: (count, kind) => say(`${count}/${kills}: ${kind}`),
  });
  say(`${kills} faults, seed ${seed}: ${JSON.stringify(report.happened)}`);
  say(`${report.starts} starts of the script; paid ${Number(report.paid) / 100} of ${payments}.00`);
  if (report.paid !== BigInt(payments) * 100n) process.exitCode = 1;
}
