import { createProvider, keyAddress } from '@trellis/crypto';
import type { ChainId, Policy } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { type ApprovedInstruction, approverOf, signApproval } from './approval.ts';

const provider = createProvider('native');
const keyOf = (number: number) => provider.openKey('ml-dsa-65', new Uint8Array(32).fill(number));
const [own, second, stranger] = await Promise.all([keyOf(1), keyOf(2), keyOf(3)]);
const addressOf = ({ scheme, publicKey }: typeof own) => keyAddress(scheme, publicKey);
const policy: Policy = {
  threshold: 1,
  postQuantumWeight: 0,
  keys: [own, second].map((key) => ({ scheme: key.scheme, address: addressOf(key), weight: 1 })),
};
const approved: ApprovedInstruction = {
  ...{ chainId: 'test-chain' as ChainId, key: 'a1', position: 3 },
  ...{ payer: 'anna', payee: 'ben', asset: 'EUR', amount: 100n },
};
const by = (content: string, of = approved) =>
  approverOf(content, of, policy, { verifier: provider, own: addressOf(own) });

describe('a second person’s consent', () => {
  it('is by another key of the payer’s policy', async () => {
    expect(await by(await signApproval(approved, second))).toBe(addressOf(second));
  });

  it.each([
    ['the gateway’s own key', own],
    ['a key that the policy does not have', stranger],
  ])('is none by %s', async (_name, key) => {
    expect(await by(await signApproval(approved, key))).toBeUndefined();
  });

  it.each([
    { amount: 101n },
    { payee: 'bea' },
    { position: 4 },
    { key: 'a2' },
    { chainId: 'other-chain' as ChainId },
  ])('is for one payment: not for $amount $payee $position $key $chainId', async (change) => {
    const content = await signApproval(approved, second);
    expect(await by(content, { ...approved, ...change })).toBeUndefined();
  });

  it.each(['{}', '[]', 'null', '{"scheme":"none"}', 'no JSON'])('is not %s', async (content) => {
    expect(await by(content)).toBeUndefined();
  });
});
