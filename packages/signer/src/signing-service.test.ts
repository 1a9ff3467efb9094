import { toHeight } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import type { Answer, Question } from './messages.ts';
import {
  addresses,
  blocks,
  type Disk,
  newDisk,
  prevotesOf,
  runTrial,
  startLife,
  stepOf,
} from './testing/signing-trial.ts';

const [a, b] = blocks;
const [validator] = addresses;
if (a === undefined || b === undefined || validator === undefined) throw new Error('fixtures');
const height = toHeight(1);
const guard = { type: 'guard', limit: toHeight(0n), doubt: 'none' } as const;
const precommit = {
  type: 'vote',
  step: 'precommit',
  height,
  round: 0,
  blockId: a,
  validator,
} as const;
const without = { polka: [], steps: [] };

async function start(disk: Disk = newDisk()) {
  let nowMs = 0;
  const { service } = await startLife(disk, 1_000, () => nowMs);
  const turn = async (node: string): Promise<bigint> => {
    const answer = await service.answer(node, { type: 'take' });
    if (answer.type !== 'turn') throw new Error(answer.type);
    return answer.fence;
  };
  return {
    turn,
    wait(ms: number) {
      nowMs += ms;
    },
    ask: (question: Question, node = 'one'): Promise<Answer> => service.answer(node, question),
    /** A turn with the memory compared. */
    async guarded(): Promise<bigint> {
      const fence = await turn('one');
      await service.answer('one', { ...guard, fence });
      return fence;
    },
  };
}

const refused = (code: string) => ({ type: 'refused', code });

describe('a signer', () => {
  it('signs for nobody before a node has compared its memory, at every start', async () => {
    const disk = newDisk();
    for (let starts = 0; starts < 2; starts++) {
      const { turn, ask } = await start(disk);
      const fence = await turn('one');
      expect(await ask({ ...precommit, ...without, fence })).toEqual(refused('not_guarded'));
      await ask({ ...guard, fence });
      expect((await ask({ ...precommit, ...without, fence })).type).toBe('signed');
    }
  });

  it('signs for the node of the turn, and for nothing of an earlier turn', async () => {
    const { guarded, turn, ask, wait } = await start();
    const fence = await guarded();
    expect((await ask({ type: 'take' }, 'two')).type).toBe('busy');
    expect(await ask({ ...precommit, ...without, fence }, 'two')).toEqual(refused('no_turn'));
    wait(2_000);
    expect(await ask({ ...precommit, ...without, fence })).toEqual(refused('no_turn'));
    await turn('two');
    expect(await ask({ ...precommit, ...without, fence })).toEqual(refused('no_turn'));
  });

  it('gives the same signature again, and none for another message at the position', async () => {
    const { guarded, ask } = await start();
    const fence = await guarded();
    const first = await ask({ ...precommit, ...without, fence });
    expect(await ask({ ...precommit, ...without, fence })).toEqual(first);
    const other = { ...precommit, ...without, fence, blockId: null };
    expect(await ask(other)).toEqual(refused('position_used'));
    const earlier = { ...precommit, ...without, fence, step: 'prevote' } as const;
    expect(await ask(earlier)).toEqual(refused('position_used'));
  });

  it('keeps the lock over a restart, and gives it up for genuine prevotes alone', async () => {
    const disk = newDisk();
    const before = await start(disk);
    await before.ask({ ...precommit, ...without, fence: await before.guarded() });
    const { guarded, ask } = await start(disk);
    const fence = await guarded();
    const prevote = {
      ...precommit,
      step: 'prevote',
      round: 2,
      blockId: b,
      fence,
      steps: [],
    } as const;
    const polka = await prevotesOf(1, b);
    const forged = polka.map((vote) => ({ ...vote, signature: new Uint8Array(64) }));
    expect(await ask({ ...prevote, polka: [] })).toEqual(refused('locked'));
    expect(await ask({ ...prevote, polka: forged })).toEqual(refused('locked'));
    expect(await ask({ ...prevote, height: toHeight(2), polka: [] })).toMatchObject({
      type: 'signed',
    });
  });

  it('prevotes another block with the proof', async () => {
    const { guarded, ask } = await start();
    const fence = await guarded();
    await ask({ ...precommit, ...without, fence });
    const polka = await prevotesOf(1, b);
    const prevote = {
      ...precommit,
      step: 'prevote',
      round: 2,
      blockId: b,
      fence,
      steps: [],
    } as const;
    expect((await ask({ ...prevote, polka })).type).toBe('signed');
  });

  it('takes the same proof of who decides again, as a node gives it that does not know that it was taken', async () => {
    const { guarded, ask } = await start();
    const fence = await guarded();
    const at = { ...precommit, fence, height: toHeight(3), steps: [await stepOf(toHeight(2))] };
    expect((await ask({ ...at, ...without })).type).toBe('signed');
    const polka = await prevotesOf(1, b, toHeight(3));
    const prevote = { ...at, step: 'prevote', round: 2, blockId: b, polka } as const;
    expect((await ask({ ...prevote, steps: [] })).type).toBe('refused');
    expect((await ask(prevote)).type).toBe('signed');
    const ofRound = await prevotesOf(2, b, toHeight(3));
    expect((await ask({ ...at, round: 2, blockId: b, polka: ofRound })).type).toBe('signed');
  });

  it('signs nothing more at a height of which it lost what it signed', async () => {
    const disk = newDisk();
    const before = await start(disk);
    await before.ask({ ...precommit, ...without, fence: await before.guarded() });
    disk.messages = null;
    const { guarded, ask } = await start(disk);
    const fence = await guarded();
    const later = { ...precommit, ...without, fence, round: 5 };
    expect(await ask(later)).toEqual(refused('height_forgotten'));
    expect((await ask({ ...later, height: toHeight(2) })).type).toBe('signed');
  });

  it('knows what it signed when it was killed between its two files', async () => {
    const disk = newDisk();
    const before = await start(disk);
    await before.ask({ ...precommit, ...without, fence: await before.guarded() });
    disk.messages = [];
    const again = await start({ ...disk, messages: [] });
    const fence = await again.guarded();
    const against = {
      ...precommit,
      ...without,
      fence,
      step: 'prevote',
      round: 1,
      blockId: b,
    } as const;
    expect(await again.ask(against)).not.toMatchObject({ type: 'signed' });
  });

  it('answers nothing more once a write failed between its two files', async () => {
    const disk = newDisk();
    const { guarded, ask } = await start(disk);
    const fence = await guarded();
    disk.isFull = true;
    await expect(ask({ ...precommit, ...without, fence })).rejects.toThrow('full');
    disk.isFull = false;
    const against = { ...precommit, ...without, fence, round: 1, blockId: b } as const;
    const answered = ask({ ...against, step: 'prevote' });
    const late = new Promise((resolve) => setTimeout(resolve, 50, 'nothing'));
    expect(await Promise.race([answered, late])).toBe('nothing');
    expect(disk.last).toMatchObject({ step: 'precommit', round: 0 });
  });

  it('refuses malformed signatures in a proof, and continues', async () => {
    const { guarded, ask } = await start();
    const fence = await guarded();
    const at = { ...precommit, ...without, fence };
    await ask(at);
    const genuine = await prevotesOf(1, b);
    for (const length of [0, 1, 63, 65, 4_000]) {
      const polka = genuine.map((vote) => ({ ...vote, signature: new Uint8Array(length) }));
      const against = { ...at, step: 'prevote', round: 2, blockId: b, polka } as const;
      expect(await ask(against)).toEqual(refused('locked'));
    }
    const step = await stepOf(toHeight(2));
    for (const length of [0, 1, 65, 4_000]) {
      const signatures = step.certificate.signatures.map((one) => ({
        ...one,
        signature: new Uint8Array(length),
      }));
      const steps = [{ ...step, certificate: { ...step.certificate, signatures } }];
      await ask({ ...at, height: toHeight(3) });
      const polka = await prevotesOf(1, b, toHeight(3));
      const against = { ...at, height: toHeight(3), round: 2, blockId: b, polka, steps } as const;
      expect(await ask({ ...against, step: 'prevote' })).toEqual(refused('locked'));
    }
  });

  it('never contradicts itself, whatever it is asked and whenever it is killed', async () => {
    let [signed, kills] = [0, 0];
    for (let seed = 1; seed <= 40; seed++) {
      const result = await runTrial(seed);
      expect({ seed, found: result.contradictions }).toEqual({ seed, found: [] });
      signed += result.left.length;
      kills += result.kills;
    }
    expect(signed).toBeGreaterThan(100);
    expect(kills).toBeGreaterThan(20);
  });
});
