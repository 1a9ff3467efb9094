import { restoreBackups } from '../restores.ts';
import { type Run, withNetwork } from './soak.ts';

export const backups: Run<number> = (count, { seed, say }) =>
  withNetwork(async (network) => {
    const options = { restores: count, seed, ageMaxMs: 60_000, onRestore: say };
    const { byWay, notStopped, unmarked, oldestMs, ...report } = await restoreBackups(
      network,
      options,
    );
    const { chains, signing, payments } = report;
    const ways = Object.entries(byWay).map(([way, times]) => `${times} ${way}`);
    say(
      `${count} restores, seed ${seed}: ${ways.join(', ')}; the oldest ${(oldestMs / 1_000).toFixed(0)} s old`,
    );
    for (const what of notStopped) say(`did not stop beside its original: ${what}`);
    for (const what of unmarked) say(`not marked as old: ${what}`);
    say(
      `${chains.forks.length} forks up to height ${chains.height}, ${chains.lost.length} of ${payments} payments lost, ` +
        `${signing.conflicts.length} positions signed twice of ${signing.messages} seen`,
    );
    return [chains.forks, chains.lost, signing.conflicts, notStopped, unmarked].flat().length === 0;
  });
