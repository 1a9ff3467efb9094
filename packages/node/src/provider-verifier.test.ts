import type { SignatureClaim, SignatureProvider } from '@trellis/crypto';
import { describe, expect, it } from 'vitest';
import { createProviderVerifier } from './provider-verifier.ts';

const claim = (byte: number): SignatureClaim => ({
  scheme: 'ed25519',
  purpose: 'tx',
  publicKey: new Uint8Array(),
  message: Uint8Array.of(byte),
  signature: new Uint8Array(),
});

/** A provider whose verifications end when the test says so. */
function controlled() {
  const running: { byte: number; end: (valid: boolean) => void }[] = [];
  const provider: SignatureProvider = {
    name: 'native',
    openKey: () => {
      throw new Error('not needed');
    },
    verify: ({ message }) =>
      new Promise((resolve) => {
        running.push({ byte: message[0] ?? -1, end: resolve });
      }),
    verifiesNow: () => false,
    verifyNow: () => undefined,
    prepare: async () => undefined,
    mlDsaVerification: () => ({ by: 'provider', problem: null }),
  };
  return { provider, running };
}

describe('the verifier', () => {
  it('hands over a bounded number, consensus before transactions, in order', async () => {
    const { provider, running } = controlled();
    const verifier = createProviderVerifier(provider, { urgent: 2, history: 3 });
    const results = [
      ...[1, 2, 3, 4].map((byte) => verifier.verify(claim(byte), 'transaction')),
      ...[11, 12].map((byte) => verifier.verify(claim(byte), 'consensus')),
    ];
    expect(verifier.pending()).toBe(6);
    const order: number[] = [];
    for (let count = 0; count < 6; count++) {
      expect(running.length).toBeLessThanOrEqual(2);
      const next = running.shift();
      order.push(next?.byte ?? -1);
      next?.end(next.byte % 2 === 0);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(order).toEqual([1, 2, 11, 12, 3, 4]);
    expect(await Promise.all(results)).toEqual([false, true, false, true, false, true]);
    expect(verifier.pending()).toBe(0);
  });

  it('hands over more of what is long final, and what is urgent at once all the same', async () => {
    const { provider, running } = controlled();
    const verifier = createProviderVerifier(provider, { urgent: 1, history: 3 });
    const results = [
      ...[1, 2, 3, 4].map((byte) => verifier.verify(claim(byte), 'history')),
      ...[11, 12].map((byte) => verifier.verify(claim(byte), 'consensus')),
    ];
    expect(running.map(({ byte }) => byte)).toEqual([1, 2, 3, 11]);
    expect(verifier.pending()).toBe(6);
    for (let ended = 0; ended < 6; ended++) {
      running.shift()?.end(true);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await Promise.all(results)).toEqual(results.map(() => true));
    expect(verifier.pending()).toBe(0);
  });

  it('keeps its order over thousands', async () => {
    const seen: number[] = [];
    const provider: SignatureProvider = {
      ...controlled().provider,
      verify: async ({ message }) => {
        seen.push((message[0] ?? 0) * 256 + (message[1] ?? 0));
        return true;
      },
    };
    const verifier = createProviderVerifier(provider, { urgent: 3, history: 3 });
    const claims = Array.from({ length: 5_000 }, (_, index) => ({
      ...claim(0),
      message: Uint8Array.of(index >> 8, index & 255),
    }));
    await Promise.all(claims.map((one) => verifier.verify(one, 'transaction')));
    expect(seen).toEqual(claims.map((_, index) => index));
  });
});
