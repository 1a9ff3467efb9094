import { trySigner } from '../signer.ts';
import { type Run, withNetwork } from './soak.ts';

export const signers: Run<number> = (trials, { seed, say }) =>
  withNetwork(async (network) => {
    const { payments, signing, turns } = await trySigner(network, {
      trials,
      seed,
      onTrial: ({ fault, blocksAgainMs }) =>
        say(`${fault}: blocks again after ${Math.round(blocksAgainMs)} ms`),
    });
    say(
      `${trials} faults, seed ${seed}: ${payments} payments, ${turns.length} turns, ` +
        `${signing.conflicts.length} positions signed twice of ${signing.messages} seen`,
    );
    return signing.conflicts.length === 0;
  });
