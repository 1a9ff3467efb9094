import { createProvider, generateSeed, signatureContext } from '@trellis/crypto';
import { describe, expect, it } from 'vitest';
import { openTokenKey, type TokenKey, type TokenMechanism } from './token-key.ts';

const provider = createProvider('native');
const inside = provider.openKey('ml-dsa-65', generateSeed('ml-dsa-65'));

/** As a device would: it has no other words for a purpose than the context string. */
function token(change: Partial<TokenKey> = {}) {
  const asked: TokenMechanism[] = [];
  let signing = 0;
  const key: TokenKey = {
    parameterSet: 'CKP_ML_DSA_65',
    publicKey: inside.publicKey,
    async sign(mechanism, message) {
      asked.push(mechanism);
      signing += 1;
      expect(signing).toBe(1);
      const signature = await inside.sign('precommit', message);
      signing -= 1;
      return signature;
    },
    ...change,
  };
  return { key: openTokenKey(key, provider), asked };
}

describe('a key in a token', () => {
  it('signs with the context of the purpose, one message after another', async () => {
    const { key, asked } = token();
    const message = Uint8Array.of(1, 2, 3);
    const signatures = await Promise.all([
      key.sign('precommit', message),
      key.sign('precommit', message),
    ]);
    for (const signature of signatures) {
      const claim = { ...key, purpose: 'precommit' as const, message, signature };
      expect(await provider.verify(claim)).toBe(true);
    }
    expect(asked[0]).toEqual({
      mechanism: 'CKM_ML_DSA',
      hedge: 'CKH_HEDGE_REQUIRED',
      context: signatureContext('precommit'),
    });
  });

  it('gives nothing away that was signed for another purpose, and signs on afterwards', async () => {
    const { key } = token();
    const message = Uint8Array.of(1);
    await expect(key.sign('prevote', message)).rejects.toMatchObject({ code: 'signature_fault' });
    expect(await key.sign('precommit', message)).toHaveLength(3_309);
  });
});
