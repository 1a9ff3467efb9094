import { expect, it } from 'vitest';
import { endTurn, isTurn, keepTurn, noTurns, type Turns, takeTurn } from './turns.ts';

const turnMs = 2_000;
const taken = (turns: Turns, node: string, nowMs: number): Turns => {
  const result = takeTurn(turns, node, { nowMs, turnMs });
  if (!result.ok) throw new Error(`busy for ${result.remainingMs} ms`);
  return result.turns;
};

it('is of one node, until it was not kept for its time', () => {
  const first = taken(noTurns, 'a', 0);
  expect(takeTurn(first, 'b', { nowMs: 1_500, turnMs })).toEqual({ ok: false, remainingMs: 500 });
  const kept = keepTurn(first, { nowMs: 1_500, turnMs });
  expect(takeTurn(kept, 'b', { nowMs: 3_499, turnMs }).ok).toBe(false);
  const second = taken(kept, 'b', 3_500);
  expect(isTurn(second, second.fence, 3_500)).toBe(true);
  expect(isTurn(second, kept.fence, 3_500)).toBe(false);
  expect(isTurn(second, second.fence, 5_500)).toBe(false);
});

it('begins again, with another number, when its own node comes again', () => {
  const first = taken(noTurns, 'a', 0);
  const again = taken(first, 'a', 10);
  expect(again.fence).toBeGreaterThan(first.fence);
  expect(isTurn(again, first.fence, 10)).toBe(false);
});

it('can be given back', () => {
  const first = taken(noTurns, 'a', 0);
  expect(taken(endTurn(first), 'b', 1).holder?.node).toBe('b');
});
