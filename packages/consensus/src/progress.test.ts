import { describe, expect, it } from 'vitest';
import { progress } from './progress.ts';
import { createConsensus } from './state.ts';
import { after, checked, precommit, prevote, proposal, timeouts } from './testing/story.ts';

describe('the progress of a round', () => {
  it('is nothing before the first height', () => {
    expect(progress(createConsensus(timeouts))).toBeNull();
  });

  it('names what everybody voted', () => {
    const told = progress(after([prevote(1, 0, 'A'), prevote(2, 0, null), precommit(3, 0, 'A')]));
    expect(told?.prevotes).toEqual(['none', 'block', 'nil', 'none']);
    expect(told?.precommits).toEqual(['none', 'none', 'none', 'block']);
  });

  it('tells what became of the proposal', () => {
    const state = (...inputs: Parameters<typeof after>[0]) => progress(after(inputs))?.proposal;
    expect(state()).toBe('none');
    expect(state(proposal(0, 'A'))).toBe('unchecked');
    expect(state(proposal(0, 'A'), checked(0, 'A'))).toBe('valid');
    expect(state(proposal(0, 'A'), checked(0, 'A', { timely: false }))).toBe('untimely');
    expect(state(proposal(0, 'A'), checked(0, 'A', { valid: false }))).toBe('invalid');
  });
});
