import { buildRecorder, cutPower } from '../power-cuts.ts';
import { type Run, withNetwork } from './soak.ts';

export const powerCuts: Run<number> = (count, { seed, say }) =>
  withNetwork(async (network) => {
    const library = await buildRecorder(network);
    if (library === null) {
      say('power cuts: skipped, as there is no C compiler, or no Linux');
      return true;
    }
    const { chains, signing, ...report } = await cutPower(network, {
      cuts: count,
      seed,
      library,
      onCut: (done, names) => say(`${done}/${count} without power: ${names.join(', ')}`),
    });
    say(
      `${report.cuts} power cuts, seed ${seed}: ${report.shortened} files lost a tail, ${report.gone} were gone`,
    );
    say(
      `${chains.forks.length} forks up to height ${chains.height}, ${chains.lost.length} of ${report.payments} ` +
        `payments lost, ${signing.conflicts.length} positions signed twice of ${signing.messages} seen`,
    );
    return [chains.forks, chains.lost, signing.conflicts].flat().length === 0;
  });
