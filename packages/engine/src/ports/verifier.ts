/** Who checks signatures, and what goes first when there are many. */
import type { SignatureClaim, VerifyClaim } from '@trellis/crypto';

/**
 * Consensus goes before transactions: a late vote holds up everybody, a late transaction itself. Last
 * comes what is final elsewhere long since, of which there is so much that only the rate counts.
 */
export type Urgency = 'consensus' | 'transaction' | 'history';

export interface Verifier {
  /** Whether the claim holds, at once or later; malformed is `false`, never an error. */
  verify(claim: SignatureClaim, urgency: Urgency): boolean | Promise<boolean>;
  /** How many claims wait or are being checked. */
  pending(): number;
}

/** Verifies claims of one urgency. */
export function verifyAs(urgency: Urgency, verifier: Verifier): VerifyClaim {
  return (claim) => verifier.verify(claim, urgency);
}
