import type { Address } from '@trellis/crypto';
import { createValidatorSet, type Height, isQuorum, toHeight } from '@trellis/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SigningPosition } from '../ports/signer.ts';
import {
  type Answer,
  judgeLimit,
  judgeMemory,
  type Memory,
  type ShownMessage,
  type World,
} from './judge-memory.ts';

const made = createValidatorSet(
  [1, 2, 3, 4].map((number) => ({
    scheme: 'ed25519' as const,
    publicKey: new Uint8Array(32).fill(number),
    power: 1,
  })),
);
if (!made.ok) throw new Error(made.problem);
const validators = made.set;
const [self, ...others] = validators.validators.map(({ address }) => address);
if (self === undefined) throw new Error('four validators');

const at = (
  height: number,
  round = 0,
  step: SigningPosition['step'] = 'precommit',
): SigningPosition => ({ height: toHeight(height), round, step });
const shownAt = (position: SigningPosition, contradictsMemory = false): ShownMessage => ({
  ...position,
  contradictsMemory,
});

const memory = (given: Partial<Memory> = {}): Memory => ({
  last: at(5),
  isIntact: true,
  isOriginal: true,
  guard: { limit: toHeight(0), doubt: 'none' },
  isExplained: true,
  ...given,
});
const answer = (given: Partial<Answer> = {}): Answer => ({
  certified: toHeight(5),
  latest: null,
  isReliable: true,
  ...given,
});
/** The first `count` others answered in this way, at height 5. */
function world(count: number, given: Partial<World> = {}, answers: Partial<Answer> = {}): World {
  return {
    head: toHeight(5),
    validators,
    ours: new Set([self as Address]),
    answers: new Map(others.slice(0, count).map((one) => [one, answer(answers)])),
    shown: [],
    hasListened: true,
    ...given,
  };
}
const old = (limit: number) => ({ state: 'old', guard: { doubt: 'old', limit: toHeight(limit) } });

describe('checklist item 14, CometBFT 5668: a memory that is compared with the network', () => {
  it('signs nothing before a quorum has answered, also at the genesis', () => {
    for (const last of [at(5), at(0, 0, 'proposal'), null]) {
      expect(judgeMemory(memory({ last }), world(0))).toEqual({ state: 'undecided' });
      expect(judgeMemory(memory({ last }), world(1))).toEqual({ state: 'undecided' });
    }
    expect(judgeMemory(memory(), world(2)).state).toBe('whole');
  });

  it('does not count answers before what they say is certified was verified', () => {
    const ahead = world(3, {}, { certified: toHeight(6) });
    expect(judgeMemory(memory(), ahead)).toEqual({ state: 'undecided' });
    expect(judgeMemory(memory(), { ...ahead, head: toHeight(6) }).state).toBe('whole');
  });

  it('is old if it was put back from a backup, whatever everybody shows and wherever the file is', () => {
    const guard = { limit: toHeight(0), doubt: 'old' } as const;
    for (const isOriginal of [true, false]) {
      const marked = memory({ guard, isOriginal });
      expect(judgeMemory(marked, world(3))).toEqual(old(7));
      expect(judgeMemory(marked, world(1))).toEqual({ state: 'undecided' });
      // Where all were put back, nobody can say how far the chain was.
      expect(judgeMemory(marked, world(3, {}, { isReliable: false }))).toEqual({
        state: 'undecided',
      });
    }
  });

  it('is no older for a chain that continued without it', () => {
    const later = world(3, { head: toHeight(90) }, { certified: toHeight(90) });
    expect(judgeMemory(memory(), later).state).toBe('whole');
  });

  it.each([
    ['a peer', world(3, {}, { latest: shownAt(at(6, 0, 'prevote')) })],
    ['one that is not counted', world(2, { shown: [shownAt(at(5, 1, 'proposal'))] })],
    ['another message for the last position', world(3, {}, { latest: shownAt(at(5), true) })],
  ])('is old if something later is shown by %s', (_who, shown) => {
    expect(judgeMemory(memory(), shown)).toEqual(old(7));
  });

  it('is not old for what it remembers itself, or for what came before', () => {
    for (const position of [at(5), at(5, 0, 'prevote'), at(2)]) {
      expect(judgeMemory(memory(), world(3, {}, { latest: shownAt(position) })).state).toBe(
        'whole',
      );
    }
  });

  it('is old if the log does not explain it, up to the height at which it signed at least', () => {
    expect(judgeMemory(memory({ isExplained: false }), world(2))).toEqual(old(7));
    expect(judgeMemory(memory({ isExplained: false, last: at(20) }), world(2))).toEqual(old(20));
  });

  it('that may be a copy is whole once everybody has answered and was listened to', () => {
    const copy = memory({ isOriginal: false });
    expect(judgeMemory(copy, world(2))).toMatchObject({
      state: 'unsure',
      guard: { limit: 7n, doubt: 'unsure' },
    });
    expect(judgeMemory(copy, world(3, { hasListened: false }))).toEqual({ state: 'undecided' });
    expect(judgeMemory(copy, world(3)).state).toBe('whole');
  });

  it('that is lost or damaged is treated as one that may be a copy', () => {
    for (const given of [{ last: null, isIntact: false, isOriginal: false }, { isIntact: false }]) {
      expect(judgeMemory(memory(given), world(2)).state).toBe('unsure');
      expect(judgeMemory(memory(given), world(3)).state).toBe('whole');
    }
  });

  it('has its limit set by those alone that do not doubt their own memory', () => {
    const copy = memory({ isOriginal: false });
    const doubtful = world(2, {}, { isReliable: false });
    expect(judgeMemory(copy, doubtful)).toEqual({ state: 'undecided' });
    const later = world(3, {}, { isReliable: false, latest: shownAt(at(6)) });
    expect(judgeMemory(copy, later)).toEqual({ state: 'undecided' });
    // It needs no limit if it is the original, and all raw copies together need none.
    expect(judgeMemory(memory(), doubtful).state).toBe('whole');
    expect(judgeMemory(copy, world(3, {}, { isReliable: false })).state).toBe('whole');
  });

  it('keeps the limit that was set, unless that is part of what was copied', () => {
    const guard = { limit: toHeight(7), doubt: 'old' as const };
    const kept = memory({ guard });
    const later = world(2, { head: toHeight(6) }, { latest: shownAt(at(7)) });
    expect(judgeMemory(kept, later)).toEqual({ state: 'old', guard });
    expect(judgeMemory({ ...kept, isOriginal: false }, later)).toEqual(old(8));
    const beyond = world(2, { head: toHeight(6) }, { latest: shownAt(at(8)) });
    expect(judgeMemory(kept, beyond)).toEqual(old(8));
  });

  it('that was unsure loses its limit when the last one answers, and keeps one that is known to be needed', () => {
    const limit = toHeight(7);
    const unsure = memory({ guard: { limit, doubt: 'unsure' } });
    expect(judgeMemory(unsure, world(2))).toMatchObject({ state: 'unsure', guard: { limit } });
    expect(judgeMemory(unsure, world(3))).toMatchObject({ state: 'whole', guard: { limit: 0n } });
    // It signed this in an earlier life, and a peer received it after it had answered that it knew of nothing.
    for (const missing of [0, 1]) {
      const forgotten = world(3 - missing, { shown: [shownAt(at(6))] });
      expect(judgeMemory(unsure, forgotten)).toEqual(old(7));
    }
    expect(judgeMemory(unsure, world(3, {}, { latest: shownAt(at(5), true) }))).toEqual(old(7));
    expect(judgeMemory(unsure, world(3, { shown: [shownAt(at(9))] }))).toEqual(old(7));
    const copied = memory({ isOriginal: false, guard: { limit, doubt: 'old' } });
    expect(judgeMemory(copied, world(3))).toMatchObject({ state: 'whole', guard: { limit } });
  });
});

/**
 * Any history in which each validator signs at a height only with the certificate of the height before, of which a
 * quorum precommitted: whatever an old copy remembers, nothing is signed again that was signed before.
 */
describe('a validator that is put back from a copy', () => {
  const history = fc.record({
    /** By height from 1 on: which three of the four precommitted. The last height is not certified. */
    quorums: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 12 }),
    /** Whether each other validator had received a certificate at once, or only knows what it needed to. */
    knows: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    /** The height of what the copy remembers. */
    remembered: fc.nat({ max: 12 }),
    answering: fc.constantFrom([0, 1], [0, 2], [1, 2], [0, 1, 2]),
    shows: fc.boolean(),
    isOriginal: fc.boolean(),
  });

  it('signs nothing above which it signed before, however little the others know', () => {
    fc.assert(
      fc.property(history, ({ quorums, knows, remembered, answering, shows, isOriginal }) => {
        // Validator 0 is ours. Whoever precommitted at h holds the certificate of h - 1.
        const certifiedOf = others.map((_other, index) => {
          const last = quorums.findLastIndex((absent) => absent !== index + 1) + 1;
          return Math.max(0, knows[index] === true ? last : last - 1);
        });
        // Ours signed last at the height after the last certificate that a quorum made, or before it.
        const signedAt = quorums.length + 1;
        const answers = new Map<Address, Answer>();
        for (const index of answering) {
          const other = others[index];
          if (other === undefined) continue;
          answers.set(other, {
            certified: toHeight(certifiedOf[index] ?? 0),
            // A peer shows what it received, and it need not have received the last.
            latest: shows ? shownAt(at(Math.max(1, signedAt - 1))) : null,
            isReliable: true,
          });
        }
        const head = Math.max(...[...answers.values()].map(({ certified }) => Number(certified)));
        const isOld = remembered < signedAt;
        fc.pre(isOld && !isOriginal);
        const judged = judgeMemory(
          memory({ last: at(remembered), isOriginal }),
          world(0, { head: toHeight(head), answers }),
        );
        if (judged.state === 'whole') {
          // Everybody answered and nobody had received anything later: nobody can know of it.
          const isShown = shows && Math.max(1, signedAt - 1) > remembered;
          expect({ answered: answering.length, isShown }).toEqual({ answered: 3, isShown: false });
        } else if (judged.state === 'undecided') {
          expect(isQuorum(validators, answering.length + 1)).toBe(false);
        } else {
          expect(Number(judged.guard.limit)).toBeGreaterThanOrEqual(signedAt);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a limit that is reached', () => {
  const limit: Height = toHeight(7);

  it('ends when nothing of ours is at it or above it', () => {
    expect(judgeLimit(limit, [], limit)).toBe('reached');
    expect(judgeLimit(limit, [at(6)], limit)).toBe('reached');
  });

  it('stays for another block when something is, as another process of ours may be alive', () => {
    expect(judgeLimit(limit, [at(7)], limit)).toBe('ask again');
    expect(judgeLimit(limit, [at(7)], toHeight(8))).toBe('reached');
    expect(judgeLimit(limit, [at(3), at(8)], limit)).toBe('same identity');
  });
});
