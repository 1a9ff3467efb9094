/**
 * `node --import wrong-verifier.ts …`: in this process the verifier of ML-DSA passes its self-test, answers some claims
 * rightly, and then takes every signature for invalid.
 */
import { registerHooks } from 'node:module';

/** Enough for a node to take part in a few blocks. */
const rightAnswers = 30;

const face = import.meta.resolve('@trellis/ml-dsa');

const wrong = `
  import { createVerifier as createRight } from '${face}?right';
  export function createVerifier(options) {
    const right = createRight(options);
    let count = 0;
    return {
      ...right,
      verify: (...claim) => right.verify(...claim) && (count += 1) <= ${rightAnswers},
    };
  }
`;

registerHooks({
  load: (url, context, next) =>
    url === face ? { format: 'module', source: wrong, shortCircuit: true } : next(url, context),
});
