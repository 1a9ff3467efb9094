import { isQuorum } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { commitCertificate } from './certificate.ts';
import type { Input } from './input.ts';
import { step } from './step.ts';
import { begin, block, height, precommit, validatorSet } from './testing/story.ts';

function certificateOf(powers: readonly number[], votes: readonly Input[]) {
  const validators = validatorSet(powers);
  const state = votes.reduce((before, input) => step(before, input).state, begin(validators, null));
  if (state.current === null) throw new Error('the height has started');
  const certificate = commitCertificate(state.current, { height, round: 0, blockId: block('A') });
  const indexes = certificate.signatures.map(({ validatorIndex }) => validatorIndex);
  const power = indexes.reduce((sum, index) => sum + (validators.validators[index]?.power ?? 0), 0);
  return { certificate, indexes, isEnough: isQuorum(validators, power) };
}

describe('a commit certificate', () => {
  it('holds just a quorum, in order of index, with the voters own signatures', () => {
    const votes = [3, 0, 2, 1].map((by) => precommit(by, 0, 'A'));
    const { certificate, indexes } = certificateOf([1, 1, 1, 1], votes);
    expect(indexes).toEqual([0, 1, 2]);
    expect(certificate.signatures[2]?.signature).toEqual(Uint8Array.of(2, 2, 0, 0));
  });

  it('takes the most powerful first, as each signature costs the same', () => {
    const votes = [0, 1, 2, 3].map((by) => precommit(by, 0, 'A'));
    const { indexes, isEnough } = certificateOf([1, 1, 6, 9], votes);
    expect(indexes).toEqual([2, 3]);
    expect(isEnough).toBe(true);
  });

  it('leaves out who voted for something else', () => {
    const votes = [precommit(0, 0, null), ...[1, 2, 3].map((by) => precommit(by, 0, 'A'))];
    expect(certificateOf([1, 1, 1, 1], votes).indexes).toEqual([1, 2, 3]);
  });
});
