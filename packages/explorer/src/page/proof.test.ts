import { ProofError } from '@trellis/client';
import { toHeight } from '@trellis/protocol';
import { headers } from '@trellis/protocol/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNewest } from './newest.ts';
import { type Proof, prove } from './proof.ts';
import type { Session } from './session.ts';

const [sample] = fc.sample(headers, { numRuns: 1, seed: 1 });

/** Of block 20; it holds unless it is told not to. */
function proofWith(more: Partial<Proof> = {}): Proof {
  if (sample === undefined) throw new Error('no header');
  const header = { ...sample, height: toHeight(20n) };
  return {
    what: 'a balance',
    header,
    certificate: null,
    how: '',
    verify: async () => undefined,
    ...more,
  };
}

const trusted = { epochs: [] };
const session = {
  light: {
    trusted: () => trusted,
    check: (_: unknown, verify: Proof['verify']) => verify(trusted as never),
  },
} as unknown as Session;

async function outcome(proof: Proof, known = 20n): Promise<readonly string[]> {
  const verification = await prove(session, proof, Promise.resolve(toHeight(known)));
  if (verification.state === 'unchecked') return [verification.state];
  return [verification.state, ...verification.steps.map(({ state }) => state)];
}

describe('a proof of what is so now', () => {
  const now = proofWith({ isOfNow: true });

  it('holds in the newest block, and in one that just was it', async () => {
    expect(await outcome(now)).toEqual(['proven', 'ok', 'ok', 'ok', 'ok']);
    expect((await outcome(now, 25n))[0]).toBe('proven');
  });

  it('fails in an old block, in which it was true', async () => {
    const failed = await prove(session, now, Promise.resolve(toHeight(26n)));
    expect(failed).toMatchObject({ state: 'failed', code: 'withheld_head' });
    expect(await outcome(now, 26n)).toEqual(['failed', 'failed', 'unknown', 'unknown', 'unknown']);
  });

  it('of a block itself does not grow old', async () => {
    expect((await outcome(proofWith(), 1_000n))[0]).toBe('proven');
  });
});

describe('a proof that does not hold', () => {
  const failing = (code: ConstructorParameters<typeof ProofError>[0]) =>
    proofWith({
      verify: async () => {
        throw new ProofError(code, 'it is wrong');
      },
    });

  it.each([
    ['other_chain', ['failed', 'unknown', 'unknown', 'unknown']],
    ['certificate_too_small', ['ok', 'failed', 'unknown', 'unknown']],
    ['certificate_forged', ['ok', 'ok', 'failed', 'unknown']],
  ] as const)('says at which step: %s', async (code, steps) => {
    expect(await outcome(failing(code))).toEqual(['failed', ...steps]);
  });

  it('is not told from one that could not be checked', async () => {
    const away = proofWith({ verify: () => Promise.reject(new Error('the node went away')) });
    expect(await outcome(away)).toEqual(['unchecked']);
  });
});

it('what is newest waits for the first block, and never goes back', async () => {
  const newest = createNewest();
  const known = newest.known();
  newest.note(toHeight(7n));
  expect(await known).toBe(7n);
  newest.note(toHeight(3n));
  newest.note(null);
  expect(await newest.known()).toBe(7n);
});
