import { checkSigning } from '@trellis/testnet';
import { restoreOldCopies, restoreTwo } from '../old-copies.ts';
import { type Run, withNetwork } from './soak.ts';

export const oldCopies: Run<number> = (restores, { seed, from, say }) =>
  withNetwork(async (network) => {
    const options = { restores, seed, from, ageMaxMs: 60_000, onRestore: say };
    const { chains, signing, payments, limited } = await restoreOldCopies(network, options);
    say(
      `${restores} restores from ${from}, seed ${seed}, ${limited} with a limit: ${chains.forks.length} forks up to height ` +
        `${chains.height}, ${chains.lost.length} of ${payments} payments lost, ${signing.conflicts.length} positions ` +
        `signed twice of ${signing.messages} seen`,
    );
    say(`two of four at once: ${await restoreTwo(network, [1, 2], 2_000)}`);
    const after = await checkSigning(network.folder, network.manifest);
    say(`${after.conflicts.length} positions signed twice after that`);
    return [chains.forks, chains.lost, after.conflicts].flat().length === 0;
  });
