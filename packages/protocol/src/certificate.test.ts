import {
  asciiBytes,
  claimsFault,
  createProvider,
  generateSeed,
  hash,
  keyAddress,
} from '@trellis/crypto';
import { describe, expect, it } from 'vitest';
import {
  blockHeaderCodec,
  type ChainId,
  type CommitCertificate,
  certificateClaims,
  createValidatorSet,
  proposalMessage,
  toHeight,
  voteMessage,
} from './index.ts';

const provider = createProvider('native');
const keys = [1, 1, 1, 1].map(() => provider.openKey('ml-dsa-44', generateSeed('ml-dsa-44')));
const made = createValidatorSet(
  keys.map(({ scheme, publicKey }) => ({ scheme, publicKey, power: 1 })),
);
if (!made.ok) throw new Error(made.problem);
const { set } = made;
const chainId = 'test-chain' as ChainId;
const blockId = hash('header', asciiBytes('block'));
const vote = { height: toHeight(5), round: 1, blockId };

async function certificate(indexes: readonly number[]): Promise<CommitCertificate> {
  const signatures = await Promise.all(
    indexes.map(async (validatorIndex) => {
      const { address } = set.validators[validatorIndex] ?? {};
      const key = keys.find((one) => keyAddress(one.scheme, one.publicKey) === address);
      const signature = await key?.sign('precommit', voteMessage(chainId, vote));
      return { validatorIndex, signature: signature ?? new Uint8Array() };
    }),
  );
  return { ...vote, signatures };
}

async function holds(one: CommitCertificate, chain = chainId): Promise<boolean | string> {
  const block = { ...one, chainId: chain };
  const fault = await claimsFault(
    certificateClaims({ recoveries: [], ...block }, one, set),
    provider.verify,
  );
  if (fault?.problem === 'bad_signature') return false;
  return fault?.problem ?? true;
}

describe('a certificate', () => {
  it('CSA-2026-001: holds with a quorum of true signatures, which cover every field of it', async () => {
    const good = await certificate([0, 2, 3]);
    expect(await holds(good)).toBe(true);
    expect(await holds(await certificate([0, 1, 2, 3]))).toBe(true);
    expect(await holds(good, 'other-chain' as ChainId)).toBe(false);
    expect(await holds({ ...good, blockId: hash('header') })).toBe(false);
    expect(await holds({ ...good, round: 2 })).toBe(false);
    expect(await holds({ ...good, height: toHeight(6) })).toBe(false);
  });

  it('checklist item 19: may be another on another node, for the same block, and both hold', async () => {
    const [one, other] = [await certificate([0, 1, 2]), await certificate([1, 2, 3])];
    expect(one).not.toEqual(other);
    expect([await holds(one), await holds(other)]).toEqual([true, true]);
    // Signatures are hedged (FIPS 204 §3.4), so even the same signers make another certificate each time.
    expect(await certificate([0, 1, 2])).not.toEqual(one);
    // What may differ must not decide: a block is named by its header, and no certificate is part of that.
    expect(Object.keys(blockHeaderCodec.schema.properties ?? {})).not.toContain('certificate');
  });

  it('is refused for free with too few, doubled, unordered or unknown signers', async () => {
    expect(await holds(await certificate([0, 1]))).toBe('no_quorum');
    expect(await holds(await certificate([0, 0, 0]))).toBe('unordered_signatures');
    expect(await holds(await certificate([2, 1, 0]))).toBe('unordered_signatures');
    expect(await holds(await certificate([1, 2, 9]))).toBe('unknown_validator');
  });

  it('does not hold with one signature of another', async () => {
    const good = await certificate([0, 1, 2]);
    const [first, ...rest] = good.signatures;
    if (first === undefined) throw new Error('no signature');
    const swapped = {
      ...good,
      signatures: [{ ...first, signature: rest[0]?.signature ?? first.signature }, ...rest],
    };
    expect(await holds(swapped)).toBe(false);
  });
});

describe('signed messages', () => {
  it('begin with the chain id, and differ between chains and contents', () => {
    const messages = [
      voteMessage(chainId, vote),
      voteMessage('test-chain2' as ChainId, vote),
      voteMessage(chainId, { ...vote, blockId: null }),
      voteMessage(chainId, { ...vote, round: 0 }),
      proposalMessage(chainId, {
        ...vote,
        validRound: -1,
        proposer: set.validators[0]?.address ?? ('' as never),
      }),
    ];
    expect(new Set(messages.map((one) => one.toHex())).size).toBe(messages.length);
    for (const message of messages) {
      const length = message[0] ?? 0;
      expect(String.fromCharCode(...message.subarray(1, 1 + length))).toMatch(/^test-chain2?$/);
    }
  });

  it('of all precommits for a block are the same', () => {
    const one = { ...vote, type: 'precommit', validator: set.validators[0]?.address } as const;
    const other = { ...vote, type: 'precommit', validator: set.validators[1]?.address } as const;
    expect(voteMessage(chainId, one)).toEqual(voteMessage(chainId, other));
  });
});
