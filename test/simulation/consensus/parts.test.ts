import type { Input } from '@trellis/consensus';
import type { Address } from '@trellis/crypto';
import { toHeight, type Vote } from '@trellis/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { createScheduler } from '../scheduler.ts';
import { shortBlockId } from './blocks.ts';
import { createSignatureBook } from './signature-book.ts';
import { createSigner } from './signer.ts';
import { createWriteAheadLog } from './write-ahead-log.ts';

describe('the scheduler', () => {
  it('lets events happen by time, then by the order of their making', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 20 })), (delays) => {
        const scheduler = createScheduler();
        const happened: { readonly at: number; readonly made: number }[] = [];
        for (const [made, delay] of delays.entries()) {
          scheduler.after(delay, () => happened.push({ at: scheduler.now(), made }));
        }
        while (scheduler.advance());
        const expected = delays
          .map((at, made) => ({ at, made }))
          .sort((a, b) => a.at - b.at || a.made - b.made);
        expect(happened).toEqual(expected);
      }),
    );
  });
});

describe('chance', () => {
  it('is the same for the same seed, and another for another', () => {
    const draw = (seed: number) => {
      const random = createRandom(seed);
      return Array.from({ length: 20 }, () => random.below(1000));
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('spreads evenly', () => {
    const random = createRandom(1);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) {
      const value = random.below(10);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    // 1000 expected, standard deviation 30.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(180);
  });
});

describe('the signer', () => {
  const vote: Vote = {
    type: 'prevote',
    height: toHeight(3),
    round: 1,
    blockId: shortBlockId('3A'),
    validator: 'v'.repeat(64) as Address,
  };
  const signed = () => createSigner(createSignatureBook(() => {}));

  it('gives the same signature again for the last message', () => {
    const signer = signed();
    const first = signer.signVote(vote);
    expect(first).not.toBeNull();
    expect(signer.signVote(vote)).toBe(first);
  });

  it('refuses another message there, and anything earlier', () => {
    const signer = signed();
    signer.signVote(vote);
    const refused = [
      { ...vote, blockId: null },
      { ...vote, round: 0, type: 'precommit' as const },
      { ...vote, height: toHeight(2), round: 9 },
    ];
    expect(refused.map((other) => signer.signVote(other))).toEqual([null, null, null]);
    expect(signer.signVote({ ...vote, type: 'precommit', blockId: null })).not.toBeNull();
  });
});

describe('the write-ahead log', () => {
  it('loses in a crash no more than what was not synced', () => {
    const input = (round: number): Input => ({
      type: 'timeout',
      height: toHeight(1),
      round,
      step: 'propose',
    });
    const left = new Set<number>();
    for (let seed = 0; seed < 50; seed++) {
      const log = createWriteAheadLog();
      for (const round of [0, 1, 2]) log.append(input(round));
      log.sync();
      for (const round of [3, 4]) log.append(input(round));
      log.crash(createRandom(seed));
      expect(log.records().map((record) => 'round' in record && record.round)).toEqual(
        [0, 1, 2, 3, 4].slice(0, log.records().length),
      );
      left.add(log.records().length);
    }
    expect([...left].sort()).toEqual([3, 4, 5]);
  });
});
