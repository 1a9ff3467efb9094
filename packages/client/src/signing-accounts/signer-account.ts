/** Accounts whose key is elsewhere: in a device, another process, another window. */
import {
  CryptoError,
  createProvider,
  defaultProviderName,
  fromBase64,
  type SchemeName,
  type SignaturePurpose,
  schemes,
  signatureContext,
} from '@trellis/crypto';
import type { SignatureVerifier } from '../verifier.ts';
import { type SigningAccount, toSigningAccount } from './signing-account.ts';

/** What a signer is asked to sign. */
export interface SignatureRequest {
  /** What for; it has to refuse what it was not made for. Transactions have the purpose `tx`. */
  readonly purpose: SignaturePurpose;
  /** The context string of FIPS 204 §5.2 that goes with the purpose. */
  readonly context: string;
  readonly message: Uint8Array;
}

/** A key that somebody else has. */
export interface Signer {
  readonly scheme: SchemeName;
  /** Its bytes, or these in base64. */
  readonly publicKey: Uint8Array | string;
  readonly sign: (request: SignatureRequest) => Promise<Uint8Array>;
}

/**
 * The account of a key that is elsewhere. What the signer returns is verified before it is used. Throws `CryptoError`
 * `malformed_key` for a public key of another length; signing throws what the signer throws, and `signature_fault` for a
 * signature that does not hold.
 *
 * @example
 * const account = signerToAccount({ scheme, publicKey, sign: ({ message }) => device.sign(message) });
 */
export function signerToAccount(
  { scheme, publicKey: given, sign }: Signer,
  { verify }: SignatureVerifier = createProvider(defaultProviderName),
): SigningAccount {
  const publicKey = publicKeyOf(scheme, given);
  return toSigningAccount({
    scheme,
    publicKey,
    async sign(purpose, message) {
      const context = signatureContext(purpose);
      // A copy, which a signer in this program can't change under the verification.
      const signature = Uint8Array.from(
        await sign({ purpose, context, message: Uint8Array.from(message) }),
      );
      if (await verify({ scheme, purpose, publicKey, message, signature })) return signature;
      throw new CryptoError(
        'signature_fault',
        `the signer returned what is no ${scheme} signature by its key over what it was asked to sign`,
      );
    },
  });
}

function publicKeyOf(scheme: SchemeName, given: Uint8Array | string): Uint8Array {
  const { publicKeyBytes } = schemes[scheme];
  const bytes = typeof given === 'string' ? bytesOf(given) : Uint8Array.from(given);
  if (bytes?.length === publicKeyBytes) return bytes;
  throw new CryptoError(
    'malformed_key',
    `a public key of ${scheme} has ${publicKeyBytes} bytes; this has ${bytes?.length ?? 'no base64'}`,
  );
}

function bytesOf(text: string): Uint8Array | undefined {
  try {
    return fromBase64(text);
  } catch {
    return undefined;
  }
}
