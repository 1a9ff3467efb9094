/**
 * Claims as they are given to another thread: the bytes of all in one buffer, which is transferred. A typed array that
 * shares its buffer would take all of that along as a copy.
 */
import type { SignatureClaim, SignatureProvider } from '@trellis/crypto';

/** What the thread is started with. */
export interface VerificationTask {
  readonly provider: SignatureProvider['name'];
}

export interface ClaimBatch {
  readonly kinds: readonly Pick<SignatureClaim, 'scheme' | 'purpose'>[];
  /** Of the public key, the message and the signature of each. */
  readonly lengths: readonly number[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export function writeClaims(claims: readonly SignatureClaim[]): ClaimBatch {
  const parts = claims.flatMap(({ publicKey, message, signature }) => [
    publicKey,
    message,
    signature,
  ]);
  const lengths = parts.map(({ length }) => length);
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  const kinds = claims.map(({ scheme, purpose }) => ({ scheme, purpose }));
  return { kinds, lengths, bytes };
}

export function* readClaims({ kinds, lengths, bytes }: ClaimBatch): Generator<SignatureClaim> {
  let offset = 0;
  let part = 0;
  const next = (): Uint8Array => {
    const start = offset;
    offset += lengths[part++] ?? 0;
    return bytes.subarray(start, offset);
  };
  for (const kind of kinds) {
    yield { ...kind, publicKey: next(), message: next(), signature: next() };
  }
}
