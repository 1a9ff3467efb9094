import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asciiBytes,
  createProvider,
  generateSeed,
  type SchemeName,
  type SignatureClaim,
  type SignaturePurpose,
  schemes,
  votingSchemes,
} from './index.ts';
import { openSslPrimitives } from './native-primitives.node.ts';
import { portablePrimitives } from './portable-primitives.ts';

/** OpenSSL, noble, and the verifier that keeps expanded keys. */
const providers = [
  createProvider('native', { expandedKeys: 0 }),
  createProvider('portable', { expandedKeys: 0 }),
  createProvider('native', { expandedKeys: 2 }),
];
await providers[2]?.prepare();
const purposes: readonly SignaturePurpose[] = [
  'tx',
  'proposal',
  'prevote',
  'precommit',
  'peer',
  'backup',
  'last-words',
  'chain-recovery',
  'approval',
  'join-request',
  'genesis',
  'consent',
  'administration',
  'address-record',
];
const message = asciiBytes('a message');

async function signed(scheme: SchemeName, signer = providers[0]): Promise<SignatureClaim> {
  const key = signer?.openKey(scheme, generateSeed(scheme));
  if (key === undefined) throw new Error('no provider');
  const signature = await key.sign('tx', message);
  return { scheme, purpose: 'tx', publicKey: key.publicKey, message, signature };
}

/** All providers' word on a claim; they must not differ. */
async function accepts(claim: SignatureClaim): Promise<boolean> {
  const [native, ...others] = await Promise.all(providers.map((one) => one.verify(claim)));
  for (const other of others) expect(other).toBe(native);
  return native === true;
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice();
  const index = (bit >> 3) % copy.length;
  copy[index] = (copy[index] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

/** SLH-DSA takes a third of a second to sign with OpenSSL, and two in JavaScript. */
const quick = votingSchemes;

describe.each(quick)('%s', (scheme) => {
  it('makes the same key from a seed with both providers', () => {
    const seed = generateSeed(scheme);
    const keys = providers.map((one) => one.openKey(scheme, seed));
    expect(keys[0]?.publicKey).toEqual(keys[1]?.publicKey);
    expect(keys[0]?.publicKey).toHaveLength(schemes[scheme].publicKeyBytes);
  });

  it('is verified by the other provider, in both directions', async () => {
    for (const one of providers) {
      const claim = await signed(scheme, one);
      expect(claim.signature).toHaveLength(schemes[scheme].signatureBytes);
      expect(await accepts(claim)).toBe(true);
    }
  });

  it('signs differently each time (hedged), unless it is Ed25519 alone', async () => {
    for (const one of providers) {
      const key = one.openKey(scheme, generateSeed(scheme));
      const twice = [await key.sign('tx', message), await key.sign('tx', message)];
      const same = JSON.stringify(twice[0]) === JSON.stringify(twice[1]);
      expect(same).toBe(scheme === 'ed25519');
    }
  });

  it('rejects every changed bit of message, signature and key, with both providers', async () => {
    const claim = await signed(scheme);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('message', 'signature', 'publicKey' as const),
        fc.nat(40_000),
        async (field, bit) => {
          const changed = { ...claim, [field]: flipped(claim[field as 'message'], bit) };
          expect(await accepts(changed)).toBe(false);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('rejects wrong lengths without throwing', async () => {
    const claim = await signed(scheme);
    for (const field of ['signature', 'publicKey'] as const) {
      const bytes = claim[field];
      for (const wrong of [
        new Uint8Array(),
        bytes.subarray(1),
        bytes.subarray(0, -1),
        Uint8Array.from([...bytes, 0]),
        new Uint8Array(100_000),
      ]) {
        expect(await accepts({ ...claim, [field]: wrong })).toBe(false);
      }
    }
  });

  it('holds for its own purpose only', async () => {
    const key = providers[0]?.openKey(scheme, generateSeed(scheme));
    if (key === undefined) throw new Error('no provider');
    for (const made of purposes) {
      const signature = await key.sign(made, message);
      for (const asked of purposes) {
        const claim = { scheme, purpose: asked, publicKey: key.publicKey, message, signature };
        expect(await accepts(claim), `${made} as ${asked}`).toBe(made === asked);
      }
    }
  });

  it('refuses a seed of a wrong length', () => {
    for (const one of providers) {
      expect(() => one.openKey(scheme, new Uint8Array(31))).toThrow(
        expect.objectContaining({ code: 'bad_seed' }),
      );
    }
  });
});

describe('the algorithms behind the providers', () => {
  it('say no, and never throw, for lengths that nobody checked', async () => {
    const claim = await signed('ml-dsa-44');
    const context = asciiBytes('trellis/v1/tx');
    const cases = [
      [claim.publicKey, new Uint8Array(256), claim.signature],
      [claim.publicKey.subarray(1), context, claim.signature],
      [new Uint8Array(), context, claim.signature],
      [claim.publicKey, context, new Uint8Array()],
    ] as const;
    for (const { verify } of [openSslPrimitives, portablePrimitives]) {
      expect(await verify('ml-dsa-44', claim.publicKey, message, context, claim.signature)).toBe(
        true,
      );
      for (const [publicKey, otherContext, signature] of cases) {
        expect(await verify('ml-dsa-44', publicKey, message, otherContext, signature)).toBe(false);
      }
    }
  });
});

describe('slh-dsa-sha2-128s', () => {
  const scheme = 'slh-dsa-sha2-128s';
  const seed = generateSeed(scheme);
  const keys = providers.map((one) => one.openKey(scheme, seed));

  it('makes the same key with both providers, whose signatures each verifies, hedged and for one purpose', async () => {
    expect(keys[0]?.publicKey).toEqual(keys[1]?.publicKey);
    const signatures: string[] = [];
    for (const key of keys) {
      const { publicKey } = key;
      const signature = await key.sign('tx', message);
      expect(signature).toHaveLength(schemes[scheme].signatureBytes);
      const claim = { scheme, purpose: 'tx', publicKey, message, signature } as const;
      expect(await accepts(claim)).toBe(true);
      expect(await accepts({ ...claim, purpose: 'precommit' })).toBe(false);
      for (const field of ['message', 'signature', 'publicKey'] as const) {
        for (const bit of [0, 7_000, 60_001]) {
          expect(await accepts({ ...claim, [field]: flipped(claim[field], bit) })).toBe(false);
        }
      }
      expect(await accepts({ ...claim, signature: signature.subarray(1) })).toBe(false);
      signatures.push(signature.toHex());
    }
    signatures.push((await keys[0]?.sign('tx', message))?.toHex() ?? '');
    expect(new Set(signatures).size).toBe(4);
  });

  it('refuses a seed of a wrong length', () => {
    for (const one of providers) {
      expect(() => one.openKey(scheme, new Uint8Array(47))).toThrow(
        expect.objectContaining({ code: 'bad_seed' }),
      );
    }
  });
});

describe('the hybrid', () => {
  const hybrid = 'ed25519+ml-dsa-65';

  it('needs both halves', async () => {
    const [a, b] = [await signed(hybrid), await signed(hybrid)];
    const mixed = (edOf: SignatureClaim, mlOf: SignatureClaim): Uint8Array =>
      Uint8Array.from([...edOf.signature.subarray(0, 64), ...mlOf.signature.subarray(64)]);
    expect(await accepts({ ...a, signature: mixed(a, b) })).toBe(false);
    expect(await accepts({ ...a, signature: mixed(b, a) })).toBe(false);
    expect(await accepts({ ...a, signature: mixed(a, a) })).toBe(true);
  });
});
