import { asciiBytes, type Hash, hash } from '@trellis/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Height, toHeight } from '../height.ts';
import { isQuorum } from '../validator-set.ts';
import { chooseBlock } from './choose-block.ts';

const idOf = (name: string): Hash => hash('header', asciiBytes(name));
const ten = { height: toHeight(10n), blockId: idOf('ten') };
const eleven: Height = toHeight(11n);
const words = (precommit: readonly [round: number, block: string] | null, head = ten) => ({
  head,
  precommit:
    precommit === null
      ? null
      : { height: eleven, round: precommit[0], blockId: idOf(precommit[1]) },
});

describe('the block to continue from', () => {
  it('is the newest final one, if nobody precommitted a later one', () => {
    expect(chooseBlock([words(null), words(null)])).toEqual({
      ok: true,
      block: { ...ten, round: null },
    });
  });

  it('is one that a single survivor precommitted, and of two the one of the higher round', () => {
    const choice = chooseBlock([words([0, 'a']), words([2, 'b']), words(null)]);
    expect(choice).toMatchObject({ ok: true, block: { blockId: idOf('b'), round: 2 } });
  });

  it('is one that somebody knows to be final, whatever was precommitted at its height', () => {
    const head = { height: eleven, blockId: idOf('a') };
    const choice = chooseBlock([words([7, 'b']), words(null, head)]);
    expect(choice).toEqual({ ok: true, block: { ...head, round: null } });
  });

  it('is not chosen between two that nobody honest can have made', () => {
    const other = { height: ten.height, blockId: idOf('other ten') };
    const refused = { ok: false, problem: 'two_chains' };
    expect(chooseBlock([words(null), words(null, other)])).toEqual(refused);
    expect(chooseBlock([words([1, 'a']), words([1, 'b'])])).toEqual(refused);
    expect(chooseBlock([])).toEqual({ ok: false, problem: 'nobody_left' });
  });
});

/** A validator in a height: what it is locked on, and what it precommitted last. */
interface Member {
  readonly power: number;
  locked: { readonly round: number; readonly block: string } | null;
}

interface Round {
  readonly proposed: number;
  /** By validator: whether the proposal, and whether the quorum of prevotes, came in time. */
  readonly heard: readonly boolean[];
  readonly saw: readonly boolean[];
}

/** One height by the rules of arXiv 1807.04938 (L22 to L43), in which any message may be late. */
function play(members: readonly Member[], rounds: readonly Round[]): ReadonlySet<string> {
  const totalPower = members.reduce((sum, { power }) => sum + power, 0);
  const powerOf = (some: readonly Member[]): number =>
    some.reduce((sum, { power }) => sum + power, 0);
  /** The last round in which a block had a quorum of prevotes. */
  const valid = new Map<string, number>();
  const final = new Set<string>();
  for (const [round, { proposed, heard, saw }] of rounds.entries()) {
    const known = [...valid.keys()];
    const block = known[proposed % (known.length + 1)] ?? `new in round ${round}`;
    const validRound = valid.get(block) ?? -1;
    const voters = members.filter(
      ({ locked }, index) =>
        heard[index] === true &&
        (locked === null || locked.block === block || locked.round <= validRound),
    );
    if (!isQuorum({ totalPower }, powerOf(voters))) continue;
    valid.set(block, round);
    const precommitting = members.filter((_member, index) => saw[index] === true);
    for (const member of precommitting) member.locked = { round, block };
    if (isQuorum({ totalPower }, powerOf(precommitting))) final.add(block);
  }
  return final;
}

const histories = fc.integer({ min: 4, max: 7 }).chain((count) => {
  const flags = fc.array(fc.boolean(), { minLength: count, maxLength: count });
  const often = fc.array(
    fc.integer({ min: 0, max: 4 }).map((one) => one > 0),
    { minLength: count, maxLength: count },
  );
  return fc.record({
    powers: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: count, maxLength: count }),
    rounds: fc.array(
      fc.record({ proposed: fc.integer({ min: 0, max: 5 }), heard: often, saw: often }),
      { minLength: 1, maxLength: 6 },
    ),
    lost: flags,
    knows: flags,
  });
});

describe('a property of all histories of a height', () => {
  it('whatever is final is chosen, unless those that are lost are a quorum', () => {
    let finals = 0;
    fc.assert(
      fc.property(histories, ({ powers, rounds, lost, knows }) => {
        const members: Member[] = powers.map((power) => ({ power, locked: null }));
        const final = play(members, rounds);
        expect(final.size).toBeLessThanOrEqual(1);
        const [block] = final;
        const totalPower = powers.reduce((sum, power) => sum + power, 0);
        const lostPower = powers.reduce((sum, one, at) => sum + (lost[at] === true ? one : 0), 0);
        if (isQuorum({ totalPower }, lostPower)) return;
        const statements = members.flatMap(({ locked }, at) => {
          if (lost[at] === true) return [];
          // Whoever saw the block become final says so instead.
          const isKnown = block !== undefined && knows[at] === true;
          const head = isKnown ? { height: eleven, blockId: idOf(block) } : ten;
          return [words(locked === null || isKnown ? null : [locked.round, locked.block], head)];
        });
        const choice = chooseBlock(statements);
        expect(choice).toEqual(chooseBlock(statements.toReversed()));
        expect(choice.ok).toBe(true);
        if (block === undefined || !choice.ok) return;
        finals += 1;
        expect(choice.block.blockId).toBe(idOf(block));
      }),
      { numRuns: 2_000 },
    );
    // The histories that matter are among those that were tried.
    expect(finals).toBeGreaterThan(200);
  });
});
