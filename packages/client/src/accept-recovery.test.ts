import { createProvider, type Hash } from '@trellis/crypto';
import {
  type ChainId,
  type ChainRecovery,
  recoveryHash,
  recoveryPoint,
  toHeight,
} from '@trellis/protocol';
import {
  lastSet,
  makeRecovery,
  memberAt,
  recoveredChainId,
  recoveredHead,
} from '@trellis/protocol/testing/recovered-chain';
import { beforeAll, describe, expect, it } from 'vitest';
import { acceptRecovery, recoverySentence, summarizeRecovery } from './accept-recovery.ts';
import type { TrustedChain } from './trusted-chain.ts';

const provider = createProvider('portable');
const { height } = recoveredHead;

let recovery: ChainRecovery;
let agreed: Hash;
beforeAll(async () => {
  recovery = await makeRecovery();
  agreed = recoveryHash(recovery.plan);
});

/** Trust from the genesis on, up to this block. */
const trustedUpTo = (newest: bigint, from = 0n): TrustedChain => ({
  genesisHash: null,
  chainId: recoveredChainId,
  recoveries: [],
  epochs: [{ from: toHeight(from), until: null, validators: lastSet }],
  newest: { height: toHeight(newest), time: 1n },
});

const trusted = trustedUpTo(height);
const accept = (given: ChainRecovery, hash = agreed, chain = trusted): Promise<TrustedChain> =>
  acceptRecovery(chain, provider, given, hash);

describe('a recovery that the user agrees to', () => {
  it('is trusted from then on, and nothing else changes', async () => {
    const chain = await accept(recovery);
    expect(chain).toEqual({ ...trusted, recoveries: [recoveryPoint(recovery.plan)] });
    // The chain that was given stays as it was.
    expect(trusted.recoveries).toEqual([]);
    expect(await accept(recovery, agreed, chain)).toBe(chain);
  });

  it('may be followed by another one, which names it', async () => {
    const chain = await accept(recovery);
    const first = recoveryPoint(recovery.plan);
    const second = await makeRecovery({ previous: first.hash });
    const both = await accept(second, recoveryHash(second.plan), chain).catch((error) => error);
    // Its statements are of the chain before: their signatures can't hold after it.
    expect(both).toMatchObject({ code: 'recovery_refused' });
    expect(both.message).toMatch(/a signature in it does not verify/);
  });

  it('leaves out nothing that whoever began to trust later knows of', async () => {
    const later = trustedUpTo(height + 20n, height + 10n);
    expect((await accept(recovery, agreed, later)).recoveries).toHaveLength(1);
  });
});

describe('a recovery is refused', () => {
  it.each<readonly [string, () => Promise<unknown>, RegExp]>([
    [
      'that is not the one that was agreed to',
      () => accept(recovery, '0'.repeat(64) as Hash),
      /was agreed to/,
    ],
    [
      'of another chain',
      () => accept(recovery, agreed, { ...trusted, chainId: 'other' as ChainId }),
      /it is of the chain recovered-chain/,
    ],
    [
      'that leaves out a final block',
      () => accept(recovery, agreed, trustedUpTo(height + 1n)),
      /block 12 is known to be final, and the recovery leaves it out/,
    ],
    [
      'with too few signatures of operators',
      () => accept({ ...recovery, signatures: recovery.signatures.slice(1) }),
      /too few of the operators/,
    ],
    [
      'signed several times by the same operators',
      () => {
        const [one, two] = recovery.signatures;
        if (one === undefined || two === undefined) throw new Error('three signatures');
        return accept({ ...recovery, signatures: [one, two, one, two] });
      },
      /too few of the operators/,
    ],
    [
      'with a signature of an operator that does not verify',
      () => accept({ ...recovery, signatures: recovery.signatures.map(spoiled) }),
      /a signature in it does not verify/,
    ],
  ])('%s', async (_what, run, words) => {
    const error = await run().then(
      () => new Error('accepted'),
      (thrown) => thrown,
    );
    expect(error).toMatchObject({ name: 'ProofError', code: 'recovery_refused' });
    expect(error.message).toMatch(words);
  });

  it('whose plan was changed after the operators signed, also if its new hash was agreed to', async () => {
    for (const change of [
      { reason: 'flood' },
      { validators: [memberAt(0), memberAt(1), memberAt(2)] },
      { stateRoot: recoveredHead.stateRoot },
    ]) {
      const changed = { ...recovery, plan: { ...recovery.plan, ...change } };
      await expect(accept(changed)).rejects.toThrow(/was agreed to/);
      await expect(accept(changed, recoveryHash(changed.plan))).rejects.toThrow(
        /a signature in it does not verify/,
      );
    }
  });

  it('that does not follow the one that is trusted last', async () => {
    const later = await makeRecovery({ previous: agreed });
    await expect(accept(later, recoveryHash(later.plan))).rejects.toThrow(/does not follow/);
    const chain = await accept(recovery);
    const again = await makeRecovery({ reason: 'fire, told again' });
    await expect(accept(again, recoveryHash(again.plan), chain)).rejects.toThrow(/does not follow/);
  });

  it('that does not continue from the highest block of its statements, whoever signed it', async () => {
    const lower = await makeRecovery({ round: 2 });
    await expect(accept(lower, recoveryHash(lower.plan))).rejects.toThrow(
      /has to continue from block 11/,
    );
  });

  it('with a forged statement, whoever signed it', async () => {
    const [one, two, ...lost] = recovery.plan.lastValidators;
    if (one?.words == null || two === undefined) throw new Error('two statements');
    const forged = {
      ...one,
      words: { ...one.words, signature: two.words?.signature ?? one.words.signature },
    };
    const given = await makeRecovery({ lastValidators: [forged, two, ...lost] });
    await expect(accept(given, recoveryHash(given.plan))).rejects.toThrow(
      /a signature in it does not verify/,
    );
  });
});

describe('what people are told of a recovery', () => {
  it('is by whom, why, who was lost, and whether final blocks may be missing', async () => {
    const summary = summarizeRecovery(recovery);
    expect(summary).toMatchObject({
      ...{ hash: agreed, height, reason: 'fire', lost: ['c', 'd'], validators: ['a', 'b'] },
      mayLackFinalBlocks: false,
    });
    expect(summary.operators.map(({ nodes }) => nodes)).toEqual([['a'], ['b'], ['c']]);
    const sentence = recoverySentence(summary);
    for (const part of ['block 11', '"fire"', 'c, d', agreed]) expect(sentence).toContain(part);
    const [one, ...others] = recovery.plan.lastValidators;
    if (one === undefined) throw new Error('a validator');
    const alone = await makeRecovery({
      lastValidators: [one, ...others.map(({ validator }) => ({ validator, words: null }))],
    });
    expect(summarizeRecovery(alone).mayLackFinalBlocks).toBe(true);
  });
});

function spoiled<T extends { readonly signature: Uint8Array }>(signed: T): T {
  const signature = Uint8Array.from(signed.signature);
  signature[5] = (signature[5] ?? 0) ^ 1;
  return { ...signed, signature };
}
