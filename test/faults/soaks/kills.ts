import { soakKills } from '../kills.ts';
import { type Run, withNetwork } from './soak.ts';

export const kills: Run<number> = (count, { seed, say }) =>
  withNetwork(async (network) => {
    const started = performance.now();
    const { chains, signing, payments, forgotten, ...report } = await soakKills(network, {
      kills: count,
      seed,
      onKill: (done, names) => say(`${done}/${count} killed: ${names.join(', ')}`),
    });
    const minutes = (performance.now() - started) / 60_000;
    say(`${report.kills} kills in ${minutes.toFixed(1)} minutes, seed ${seed}`);
    say(`blocks: ${chains.forks.length} forks up to height ${chains.height}`);
    say(`payments: ${payments} said to be final, ${chains.lost.length} lost`);
    say(`signatures: ${signing.messages} seen, ${signing.conflicts.length} positions signed twice`);
    say(`sent before the last-signed file knew: ${forgotten.length}`);
    say(`audited from the genesis on, blocks of each node: ${report.audited.join(', ')}`);
    return [chains.forks, chains.lost, signing.conflicts, forgotten].flat().length === 0;
  });
