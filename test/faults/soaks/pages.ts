import { startPageGround } from '../../e2e/page-ground.ts';
import { runPageSequence, sequenceOf } from '../../e2e/page-sequences.ts';
import type { Run } from './soak.ts';

/** Rejects at the first page that says something else than the model. */
export const pages: Run<number> = async (count, { seed, say }) => {
  const ground = await startPageGround();
  try {
    for (let index = 0; index < count; index++) {
      const sequence = sequenceOf(seed + index, 12);
      say(`seed ${seed + index}: ${sequence.join(', ')}`);
      await runPageSequence(ground, sequence);
    }
    say(`${count} sequences: the page said what the model says after each step`);
    return true;
  } finally {
    await ground.remove();
  }
};
