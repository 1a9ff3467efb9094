import { nextHeight } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { createEarlyMessages, keepEarlyMessage } from './early-messages.ts';
import { height, proposalOf, voteOf } from './testing/story.ts';

describe('messages of the next height', () => {
  const messages = [
    proposalOf(0, 'A'),
    voteOf('prevote', 0, 'A', { by: 1 }),
    voteOf('precommit', 0, 'A', { by: 1 }),
    voteOf('prevote', 1, null, { by: 1 }),
    voteOf('prevote', 0, 'A', { by: 2 }),
  ];

  it('are kept in their order', () => {
    const early = messages.reduce(keepEarlyMessage, createEarlyMessages(height));
    expect(early.messages).toEqual(messages);
  });

  it('are kept once per sender, round and type', () => {
    const early = messages.reduce(keepEarlyMessage, createEarlyMessages(height));
    const others = [
      proposalOf(0, 'B'),
      voteOf('prevote', 0, 'B', { by: 1 }),
      voteOf('precommit', 0, null, { by: 1, signature: 7 }),
    ];
    expect(others.reduce(keepEarlyMessage, early)).toBe(early);
  });

  it('are not kept for later rounds or other heights', () => {
    const early = createEarlyMessages(height);
    expect(keepEarlyMessage(early, voteOf('prevote', 2, 'A', { by: 1 }))).toBe(early);
    const other = { ...voteOf('prevote', 0, 'A', { by: 1 }), height: nextHeight(height) };
    expect(keepEarlyMessage(early, other)).toBe(early);
  });
});
