/** The two signature providers: the same contract over OpenSSL or over noble. */

import { nativePrimitives } from '#native-primitives';
import { portablePrimitives } from '#portable-primitives';
import { asciiBytes, concatBytes } from './bytes.ts';
import { CryptoError } from './crypto-error.ts';
import { createExpandedKeys, type ExpandedKeys } from './expanded-keys.ts';
import { isMlDsa, type MlDsaName, type PrimitiveName, type Primitives } from './primitive.ts';
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

/** The faster of the providers that work here: `native` in Node since 24.15, `portable` elsewhere. */
export const defaultProviderName: ProviderName =
  nativePrimitives === undefined ? 'portable' : 'native';

export interface ProviderOptions {
  /**
   * Most expanded keys of ML-DSA that are kept of each parameter set (21, 38 or 67 kB each; `@trellis/ml-dsa`); 0
   * leaves verifying to OpenSSL or noble.
   */
  readonly expandedKeys?: number;
}

/** At most 38 MB with ML-DSA-65: enough for whoever asks one ledger. A node says how many it wants. */
const expandedKeysDefault = 1_024;

/**
 * Loading takes some fifty milliseconds, which OpenSSL needs for as many hundreds of signatures, and noble for twenty
 * (`trellis bench signatures`). A command that checks an answer or two is quicker without.
 */
const signaturesBefore: Readonly<Record<ProviderName, number>> = { native: 64, portable: 0 };

/**
 * The provider of this name. Both verify each other's signatures, and make the same keys from a seed.
 * Throws `CryptoError` `provider_unavailable` for `native` in a browser.
 */
export function createProvider(
  name: ProviderName,
  { expandedKeys = expandedKeysDefault }: ProviderOptions = {},
): SignatureProvider {
  const primitives = name === 'native' ? nativePrimitives : portablePrimitives;
  if (primitives === undefined) {
    throw new CryptoError(
      'provider_unavailable',
      'the provider "native" needs Node 24.15 or later; choose "portable" here',
    );
  }
  return provide(
    name,
    primitives,
    createExpandedKeys({ keys: expandedKeys, before: signaturesBefore[name] }),
  );
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

/** A provider of these parts. */
export function provide(
  name: ProviderName,
  primitives: Primitives,
  expandedKeys: ExpandedKeys,
): SignatureProvider {
  const verification = createVerification(primitives, expandedKeys);
  const withoutExpandedKeys = createVerification(
    primitives,
    createExpandedKeys({ keys: 0, before: 0 }),
  );
  /** Where the faster verifier says no, it may be the one that is wrong: that must not end whoever signs. */
  const isGenuine: SignatureProvider['verify'] = async (claim) =>
    (await verification.verify(claim)) || withoutExpandedKeys.verify(claim);
  return {
    name,
    ...verification,
    async prepare() {
      await expandedKeys.load();
    },
    mlDsaVerification: expandedKeys.verification,
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
          if (!(await isGenuine({ scheme, purpose, publicKey, message, signature }))) {
            throw new CryptoError('signature_fault', `a fresh ${scheme} signature does not verify`);
          }
          return signature;
        },
      };
    },
  };
}

type Verification = Pick<SignatureProvider, 'verify' | 'verifyNow' | 'verifiesNow'>;

/** Verifies claims of every scheme: parts of ML-DSA with expanded keys, where these can be relied on. */
function createVerification(primitives: Primitives, expandedKeys: ExpandedKeys): Verification {
  const verifyNow: SignatureProvider['verifyNow'] = (claim) => {
    const { scheme, purpose, publicKey, message, signature } = claim;
    const { publicKeyBytes, signatureBytes } = schemes[scheme];
    // Lengths first: noble throws on a wrong one, and then nothing more has to be decoded.
    if (publicKey.length !== publicKeyBytes || signature.length !== signatureBytes) return false;
    if (onlyMlDsa(scheme) === undefined) return undefined;
    return expandedKeys.loaded()?.verify(publicKey, message, signature, contexts[purpose]);
  };

  const verifyPart: Primitives['verify'] = (part, publicKey, message, context, signature) =>
    isMlDsa(part)
      ? verifyMlDsa(part, publicKey, message, context, signature)
      : primitives.verify(part, publicKey, message, context, signature);

  async function verifyMlDsa(
    part: MlDsaName,
    ...[publicKey, message, context, signature]: VerifyArguments
  ): Promise<boolean> {
    const verifier = expandedKeys.loaded() ?? (await expandedKeys.forOneMore());
    return verifier === undefined
      ? primitives.verify(part, publicKey, message, context, signature)
      : verifier.verify(publicKey, message, signature, context);
  }

  /** Not `async`: of the hot path's promises, the primitive's own is the only one needed. */
  const verifyClaim: SignatureProvider['verify'] = (claim) => {
    const answer = verifyNow(claim);
    if (answer !== undefined) return Promise.resolve(answer);
    const { scheme, purpose, publicKey, message, signature } = claim;
    const [only, ...others] = schemes[scheme].parts;
    if (only === undefined || others.length > 0) return verifyParts(claim);
    const signed = signedBytes(only, purpose, message);
    return verifyPart(only, publicKey, signed, contexts[purpose], signature);
  };

  const verifyParts: SignatureProvider['verify'] = async (claim) => {
    const { scheme, purpose, publicKey, message, signature } = claim;
    let keyOffset = 0;
    let signatureOffset = 0;
    for (const part of schemes[scheme].parts) {
      const sizes = schemes[part];
      const valid = await verifyPart(
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
    verify: verifyClaim,
    verifiesNow: (scheme) => expandedKeys.loaded() !== undefined && onlyMlDsa(scheme) !== undefined,
    verifyNow,
  };
}

/** The algorithm of a scheme that is no hybrid, if it is ML-DSA. */
function onlyMlDsa(scheme: SchemeName): MlDsaName | undefined {
  const [only, ...others] = schemes[scheme].parts;
  return only !== undefined && others.length === 0 && isMlDsa(only) ? only : undefined;
}

type VerifyArguments =
  Parameters<Primitives['verify']> extends [unknown, ...infer Rest] ? Rest : never;

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
