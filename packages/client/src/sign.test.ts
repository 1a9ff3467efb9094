import { type Address, keyAddress } from '@trellis/crypto';
import {
  type AssetCode,
  type ChainId,
  type Policy,
  singleKeyPolicy,
  toHeight,
  transactionId,
  transactionMessage,
} from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { buildTransaction } from './build.ts';
import { burn, createAccount, defineAsset, mint, setPolicy, transfer } from './operations.ts';
import {
  addWitness,
  currentPolicy,
  mergeWitnesses,
  signerOf,
  signTransaction,
  witness,
} from './sign.ts';
import { provenAccount } from './testing/fake-answers.ts';
import { fakeChain, provider, testAddress, testKey } from './testing/fake-chain.ts';

const chain = fakeChain();
const [ann, ben] = [testAddress(1), testAddress(2)];
const euro = 'EUR' as AssetCode;
const plan = {
  chainId: 'test-chain' as ChainId,
  sender: ann,
  sequence: 1n,
  validUntil: 50n,
  operations: [transfer({ from: ann, to: ben, asset: euro, amount: 1n })],
};

describe('buildTransaction', () => {
  it('takes every operation', () => {
    const policy = singleKeyPolicy('ed25519', ben);
    const operations = [
      createAccount(ann, policy),
      setPolicy(ann, policy),
      defineAsset({ issuer: ann, asset: euro, decimals: 2, name: 'Euro' }),
      mint({ issuer: ann, to: ben, asset: euro, amount: 5n }),
      transfer({ from: ann, to: ben, asset: euro, amount: 5n }),
      burn({ holder: ben, asset: euro, amount: 5n }),
    ];
    const transaction = buildTransaction({ ...plan, operations, memo: 'all of them' });
    expect(transaction.operations).toEqual(operations);
    expect(transaction.operations.map(({ source }) => source)).toEqual([
      ann,
      ann,
      ann,
      ann,
      ann,
      ben,
    ]);
    expect(transaction.memo).toBe('all of them');
  });

  it.each([
    ['a memo over 256 bytes', { memo: 'ä'.repeat(129) }, /^memo: expected at most 256 bytes/],
    ['half a character', { memo: '\ud800' }, /^memo: expected text/],
    ['no operation', { operations: [] }, /^operations: expected 1 to 100/],
    [
      '101 operations',
      { operations: Array(101).fill(plan.operations[0]) },
      /^operations: expected/,
    ],
    ['a negative sequence', { sequence: -1n }, /^sequence: expected a decimal/],
    ['a height over 2^64', { validUntil: 2n ** 64n }, /^validUntil: expected a decimal/],
    ['another name for a chain', { chainId: 'X' as ChainId }, /^chainId: expected a chain id/],
    [
      'too large an amount',
      { operations: [burn({ holder: ann, asset: euro, amount: 2n ** 128n })] },
      /^operations\.0\.amount: expected/,
    ],
    [
      'a name with a line break',
      { operations: [defineAsset({ issuer: ann, asset: euro, decimals: 2, name: 'a\nb' })] },
      /^operations\.0\.name: expected/,
    ],
  ])('refuses %s, naming the part', (_name, changes, message) => {
    expect(() => buildTransaction({ ...plan, ...changes })).toThrow(
      expect.objectContaining({
        name: 'BuildError',
        code: 'invalid_transaction',
        message: expect.stringMatching(message),
      }),
    );
  });
});

describe('signing', () => {
  const transaction = buildTransaction(plan);
  const signer = (number: number, account: Address, keyIndex = 0, firstUse = false) => ({
    account,
    keyIndex,
    key: testKey(number),
    firstUse,
  });

  it('makes a witness that verifies, with the public key on first use only', async () => {
    const { witnesses } = await signTransaction(transaction, [
      signer(1, ann, 0, true),
      signer(2, ben),
    ]);
    expect(witnesses.map(({ account }) => account)).toEqual([ann, ben]);
    expect(witnesses.map(({ publicKey }) => publicKey)).toEqual([testKey(1).publicKey, null]);
    for (const [index, { signature }] of witnesses.entries()) {
      const { scheme, publicKey } = testKey(index + 1);
      const message = transactionMessage(transaction);
      const claim = { scheme, purpose: 'tx' as const, publicKey, message, signature };
      expect(await provider.verify(claim)).toBe(true);
    }
  });

  it('adds a witness, and replaces one by the same key of the same account', async () => {
    const signed = await signTransaction(transaction, [signer(1, ann), signer(2, ann, 1)]);
    const again = await witness(transaction, signer(1, ann, 0, true));
    const other = await witness(transaction, signer(1, ben));
    const result = addWitness(addWitness(signed, again), other);
    expect(result.witnesses).toHaveLength(3);
    expect(result.witnesses).toContain(again);
    expect(result.witnesses).toContain(other);
    expect(result.witnesses).toContain(signed.witnesses[1]);
    expect(signed.witnesses).toHaveLength(2);
  });

  it('merges copies that were signed apart', async () => {
    const one = await signTransaction(transaction, [signer(1, ann)]);
    const two = await signTransaction(transaction, [signer(2, ben)]);
    const both = mergeWitnesses({ transaction, witnesses: [] }, one, two, one);
    expect(both.witnesses).toHaveLength(2);
    expect(transactionId(both.transaction)).toBe(transactionId(transaction));
  });

  it('does not merge different transactions', () => {
    const other = buildTransaction({ ...plan, memo: 'other' });
    expect(() =>
      mergeWitnesses({ transaction, witnesses: [] }, { transaction: other, witnesses: [] }),
    ).toThrow(expect.objectContaining({ code: 'different_transactions' }));
  });
});

describe('the signer for a key', () => {
  const key = testKey(2);
  const address = keyAddress(key.scheme, key.publicKey);
  const policy: Policy = {
    threshold: 2,
    postQuantumWeight: 0,
    keys: [
      { scheme: 'ed25519', address: testAddress(1), weight: 1 },
      { scheme: 'ed25519', address, weight: 1 },
    ],
  };
  const record = { sequence: 3n, policy, nextPolicy: null };

  it('stands where the policy has the key, with the public key until it is registered', () => {
    const first = signerOf(provenAccount(chain, ann, record), key);
    expect(first).toEqual({ account: ann, keyIndex: 1, key, firstUse: true });
    const later = signerOf(provenAccount(chain, ann, record, [address]), key);
    expect(later.firstUse).toBe(false);
  });

  it('is none when the key is not the account’s, or the account not there', () => {
    expect(() => signerOf(provenAccount(chain, ann, record), testKey(9))).toThrow(
      expect.objectContaining({ code: 'wrong_key', message: expect.stringMatching(/not one of/) }),
    );
    expect(() => signerOf(provenAccount(chain, ann, null), key)).toThrow(
      expect.objectContaining({
        code: 'unknown_sender',
        message: expect.stringMatching(/not exist/),
      }),
    );
  });

  it.each([
    [7n, 'the policy before'],
    [8n, 'the next policy'],
    [9n, 'the policy before'],
  ])('follows a policy that counts from block %i when block 8 is next', (fromHeight) => {
    const next = singleKeyPolicy('ed25519', address);
    const rotated = { ...record, nextPolicy: { fromHeight: toHeight(fromHeight), policy: next } };
    const answer = provenAccount(chain, ann, rotated);
    expect(answer.header.height).toBe(7n);
    expect(currentPolicy(answer)).toEqual(fromHeight <= 8n ? next : policy);
  });
});
