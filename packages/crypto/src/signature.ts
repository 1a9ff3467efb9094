/** What a signature provider does: the contract that `native` and `portable` both keep. */
import type { MlDsaVerification } from './expanded-keys.ts';
import type { SchemeName } from './scheme.ts';

/**
 * What a signature is made for; becomes its FIPS 204 §5.2 context (`trellis/v1/<purpose>`), so that
 * nothing signed for one purpose can be replayed as another.
 */
export type SignaturePurpose =
  | 'tx'
  | 'proposal'
  | 'prevote'
  | 'precommit'
  | 'peer'
  | 'backup'
  /** A validator's word on the end of a chain that its operators recover. */
  | 'last-words'
  /** The operators' consent to how it continues. */
  | 'chain-recovery'
  /** A second person's consent to a payment that a gateway makes. */
  | 'approval'
  /** Possession of the keys that a node joins with. */
  | 'join-request'
  /** A validator's consent to the genesis of its chain. */
  | 'genesis'
  /** An owner's consent to what somebody else may do with an account, or its end. */
  | 'consent'
  /** An administrator's word for one request to a node. */
  | 'administration'
  /** Where a node says that it is reached. */
  | 'address-record';

/** Everything it takes to check one signature. */
export interface SignatureClaim {
  readonly scheme: SchemeName;
  readonly purpose: SignaturePurpose;
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** A private key that can sign but not be read. */
export interface SigningKey {
  readonly scheme: SchemeName;
  readonly publicKey: Uint8Array;
  /** Hedged signature over `message` (FIPS 204 §3.4): two calls give two different signatures. */
  sign(purpose: SignaturePurpose, message: Uint8Array): Promise<Uint8Array>;
}

/** Who computes signatures. All providers make the same keys of a seed and accept each other’s signatures. */
export interface SignatureProvider {
  readonly name: 'native' | 'portable';
  /** Opens a seed of `schemes[scheme].seedBytes` bytes. Throws `CryptoError` on a wrong length. */
  openKey(scheme: SchemeName, seed: Uint8Array): SigningKey;
  /** Whether the claim holds. Bytes from outside never make it throw: malformed is `false`. */
  verify(claim: SignatureClaim): Promise<boolean>;
  /** Whether it verifies this scheme at once, as that costs less than another thread's answer: ML-DSA after `prepare`. */
  verifiesNow(scheme: SchemeName): boolean;
  /** The answer of `verify` where `verifiesNow`; `undefined` where another thread has to be asked. */
  verifyNow(claim: SignatureClaim): boolean | undefined;
  /** Loads now what many signatures to verify would load. */
  prepare(): Promise<void>;
  mlDsaVerification(): MlDsaVerification;
}

/** Whether a claim holds, at once or later: the `verify` of a provider, or of whoever has several threads for it. */
export type VerifyClaim = (claim: SignatureClaim) => boolean | Promise<boolean>;

/** The claims that must all hold for something to count, or why it can't, whatever they are worth. */
export type RequiredClaims<Problem> =
  | { readonly ok: true; readonly claims: readonly SignatureClaim[] }
  | { readonly ok: false; readonly problem: Problem };

/** Why something does not count; `index` is that of the claim that does not hold. */
export type ClaimsFault<Problem> =
  | { readonly problem: Problem }
  | { readonly problem: 'bad_signature'; readonly index: number };

/**
 * Verifies what is required, all at once; `undefined` when it holds. What costs nothing came first. Without a promise
 * where all is verified at once.
 */
export function claimsFault<Problem>(
  required: RequiredClaims<Problem>,
  verify: VerifyClaim,
): ClaimsFault<Problem> | undefined | Promise<ClaimsFault<Problem> | undefined> {
  if (!required.ok) return required;
  const answers = required.claims.map((claim) => verify(claim));
  return answers.every((answer) => typeof answer === 'boolean')
    ? faultOf(answers)
    : Promise.all(answers).then(faultOf);
}

function faultOf(valid: readonly boolean[]) {
  const index = valid.indexOf(false);
  return index === -1 ? undefined : ({ problem: 'bad_signature', index } as const);
}

/** The context string of a purpose, at most 255 bytes (FIPS 204 §5.2). */
export function signatureContext(purpose: SignaturePurpose): string {
  return `trellis/v1/${purpose}`;
}
