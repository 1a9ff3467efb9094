/** Two certified blocks of one height: the proof that more than a third of the power has lied. */
import type { Address } from '@trellis/crypto';
import { blockId } from '@trellis/protocol';
import type { CertifiedHeader } from './certified-header.ts';
import { ProofError } from './proof-error.ts';
import { type TrustedChain, trustedValidators } from './trusted-chain.ts';
import type { SignatureVerifier } from './verifier.ts';
import { verifyHeader } from './verify-header.ts';

/** Anybody who trusts the chain can check this with `findConflict`. */
export interface ConflictEvidence {
  readonly first: CertifiedHeader;
  readonly second: CertifiedHeader;
  /** Who signed both; in one round that is double signing, in two it breaks the rule of the lock. */
  readonly signedBoth: readonly Address[];
  readonly sameRound: boolean;
}

/** Validators have made two blocks of one height final; no block of this chain is safe to believe. */
export class ConflictError extends ProofError {
  readonly evidence: ConflictEvidence;

  constructor(evidence: ConflictEvidence) {
    const { header } = evidence.first;
    super(
      'conflicting_headers',
      `two different blocks of height ${header.height} are certified; ${evidence.signedBoth.length} validators signed both`,
    );
    this.evidence = evidence;
  }
}

/**
 * The evidence in two headers of one height, or `undefined` when they are the same block. A header that
 * is not certified is no evidence but a lie of its node: throws `ProofError`.
 *
 * @example
 * const head = await getHead(light);
 * const evidence = await findConflict(light.trusted(), verifier, head, head); // undefined: they agree
 */
export async function findConflict(
  trusted: TrustedChain,
  verifier: SignatureVerifier,
  first: CertifiedHeader,
  second: CertifiedHeader,
): Promise<ConflictEvidence | undefined> {
  if (first.header.height !== second.header.height) {
    throw new TypeError('headers of two heights can’t conflict');
  }
  if (blockId(first.header) === blockId(second.header)) return undefined;
  await verifyHeader(trusted, verifier, first.header, first.certificate);
  await verifyHeader(trusted, verifier, second.header, second.certificate);
  const { validators } = trustedValidators(trusted, first.header.height);
  const others = new Set(signersOf(second));
  const signedBoth = signersOf(first)
    .filter((index) => others.has(index))
    .flatMap((index) => validators[index]?.address ?? []);
  const sameRound = first.certificate?.round === second.certificate?.round;
  return { first, second, signedBoth, sameRound };
}

function signersOf({ certificate }: CertifiedHeader): readonly number[] {
  return certificate?.signatures.map(({ validatorIndex }) => validatorIndex) ?? [];
}
