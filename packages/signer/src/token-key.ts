/**
 * A key in a device that speaks PKCS#11 3.2, as every part here takes keys. What talks to the device is given: there is no
 * binding of PKCS#11 among the dependencies (docs/signer.md says why).
 */
import {
  CryptoError,
  type SchemeName,
  type SignatureProvider,
  type SigningKey,
  signatureContext,
} from '@trellis/crypto';

/** `CK_SIGN_ADDITIONAL_CONTEXT` of `CKM_ML_DSA` (PKCS#11 3.2 §6.67): hedged, and with the context string of FIPS 204. */
export interface TokenMechanism {
  readonly mechanism: 'CKM_ML_DSA';
  readonly hedge: 'CKH_HEDGE_REQUIRED';
  /** ASCII. */
  readonly context: string;
}

/** A session with a token, and one key pair in it. */
export interface TokenKey {
  /** `CKA_PARAMETER_SET`. */
  readonly parameterSet: 'CKP_ML_DSA_44' | 'CKP_ML_DSA_65' | 'CKP_ML_DSA_87';
  /** `CKA_VALUE` of the public key. */
  readonly publicKey: Uint8Array;
  /** `C_SignInit` and `C_Sign`, one after another: a session signs one message at a time. */
  sign(mechanism: TokenMechanism, message: Uint8Array): Promise<Uint8Array>;
}

const schemesOf: Readonly<Record<TokenKey['parameterSet'], SchemeName>> = {
  CKP_ML_DSA_44: 'ml-dsa-44',
  CKP_ML_DSA_65: 'ml-dsa-65',
  CKP_ML_DSA_87: 'ml-dsa-87',
};

/** Signatures are verified before they are given away. Signing throws `CryptoError` `signature_fault`. */
export function openTokenKey(
  token: TokenKey,
  { verify }: Pick<SignatureProvider, 'verify'>,
): SigningKey {
  const scheme = schemesOf[token.parameterSet];
  const publicKey = Uint8Array.from(token.publicKey);
  let turn: Promise<unknown> = Promise.resolve();
  return {
    scheme,
    publicKey,
    sign(purpose, message) {
      const mechanism: TokenMechanism = {
        mechanism: 'CKM_ML_DSA',
        hedge: 'CKH_HEDGE_REQUIRED',
        context: signatureContext(purpose),
      };
      const asked = Uint8Array.from(message);
      const signed = turn.then(async () => {
        const signature = await token.sign(mechanism, Uint8Array.from(asked));
        if (await verify({ scheme, purpose, publicKey, message: asked, signature }))
          return signature;
        throw new CryptoError(
          'signature_fault',
          `the token returned what is no ${scheme} signature by its key over what it was asked to sign`,
        );
      });
      turn = signed.catch(() => undefined);
      return signed;
    },
  };
}
