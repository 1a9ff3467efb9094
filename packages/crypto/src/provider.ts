/** The two signature providers: the same contract over OpenSSL or over noble. */

import { nativePrimitives } from '#native-primitives';
import { portablePrimitives } from '#portable-primitives';
import { asciiBytes, concatBytes } from './bytes.ts';
import { CryptoError } from './crypto-error.ts';
import type { PrimitiveName, Primitives } from './primitive.ts';
import { randomBytes } from './random.ts';
import { type SchemeName, schemes } from './scheme.ts';
import {
  type SignatureProvider,
  type SignaturePurpose,
  type SigningKey,
  signatureContext,
} from './signature.ts';

/** `native` is OpenSSL in Node, `portable` is JavaScript anywhere. */
export type ProviderName = SignatureProvider['name'];

/** The faster of the providers that work here: `native` in Node, `portable` in a browser. */
export const defaultProviderName: ProviderName =
  nativePrimitives === undefined ? 'portable' : 'native';

/**
 * The provider of this name. Both verify each other's signatures, and make the same keys from a seed.
 * Throws `CryptoError` `provider_unavailable` for `native` in a browser.
 */
export function createProvider(name: ProviderName): SignatureProvider {
  const primitives = name === 'native' ? nativePrimitives : portablePrimitives;
  if (primitives === undefined) {
    throw new CryptoError(
      'provider_unavailable',
      'the provider "native" needs Node; choose "portable" in a browser',
    );
  }
  return provide(name, primitives);
}

/** A new seed for `createProvider(…).openKey`, from the platform's secure random numbers. */
export function generateSeed(scheme: SchemeName): Uint8Array {
  return randomBytes(schemes[scheme].seedBytes);
}

/** Throws `CryptoError` `bad_seed` unless the seed has its scheme's length. */
export function expectSeed(scheme: SchemeName, seed: Uint8Array): void {
  const { seedBytes } = schemes[scheme];
  if (seed.length === seedBytes) return;
  throw new CryptoError(
    'bad_seed',
    `a seed of ${scheme} has ${seedBytes} bytes, not ${seed.length}`,
  );
}

function provide(name: ProviderName, primitives: Primitives): SignatureProvider {
  /** Not `async`: of the hot path's promises, the primitive's own is the only one needed. */
  const verifyClaim: SignatureProvider['verify'] = (claim) => {
    const { scheme, purpose, publicKey, message, signature } = claim;
    const { parts, publicKeyBytes, signatureBytes } = schemes[scheme];
    // Lengths first: noble throws on a wrong one, and then nothing more has to be decoded.
    if (publicKey.length !== publicKeyBytes || signature.length !== signatureBytes) {
      return Promise.resolve(false);
    }
    const [only, ...others] = parts;
    if (only === undefined || others.length > 0) return verifyParts(claim);
    const signed = signedBytes(only, purpose, message);
    return primitives.verify(only, publicKey, signed, contexts[purpose], signature);
  };

  const verifyParts: SignatureProvider['verify'] = async (claim) => {
    const { scheme, purpose, publicKey, message, signature } = claim;
    let keyOffset = 0;
    let signatureOffset = 0;
    for (const part of schemes[scheme].parts) {
      const sizes = schemes[part];
      const valid = await primitives.verify(
        part,
        publicKey.subarray(keyOffset, keyOffset + sizes.publicKeyBytes),
        signedBytes(part, purpose, message),
        contexts[purpose],
        signature.subarray(signatureOffset, signatureOffset + sizes.signatureBytes),
      );
      if (!valid) return false;
      keyOffset += sizes.publicKeyBytes;
      signatureOffset += sizes.signatureBytes;
    }
    return true;
  };

  return {
    name,
    verify: verifyClaim,
    openKey(scheme, seed): SigningKey {
      expectSeed(scheme, seed);
      let offset = 0;
      const keys = schemes[scheme].parts.map((part) => {
        const key = primitives.openKey(
          part,
          seed.subarray(offset, offset + schemes[part].seedBytes),
        );
        offset += schemes[part].seedBytes;
        return { part, key };
      });
      const publicKey = concatBytes(...keys.map(({ key }) => key.publicKey));
      return {
        scheme,
        publicKey,
        async sign(purpose, message) {
          const signatures = await Promise.all(
            keys.map(({ part, key }) =>
              key.sign(signedBytes(part, purpose, message), contexts[purpose]),
            ),
          );
          const signature = concatBytes(...signatures);
          // A fault while signing can reveal the key; a signature that doesn't verify never leaves.
          if (!(await verifyClaim({ scheme, purpose, publicKey, message, signature }))) {
            throw new CryptoError('signature_fault', `a fresh ${scheme} signature does not verify`);
          }
          return signature;
        },
      };
    },
  };
}

const purposes: readonly SignaturePurpose[] = ['tx', 'proposal', 'prevote', 'precommit', 'peer'];

const contexts = Object.fromEntries(
  purposes.map((purpose) => [purpose, asciiBytes(signatureContext(purpose))]),
) as Readonly<Record<SignaturePurpose, Uint8Array>>;

/** Ed25519 has no context of its own: length, context and message are signed as one. */
function signedBytes(
  part: PrimitiveName,
  purpose: SignaturePurpose,
  message: Uint8Array,
): Uint8Array {
  if (part !== 'ed25519') return message;
  const context = contexts[purpose];
  return concatBytes(Uint8Array.of(context.length), context, message);
}
