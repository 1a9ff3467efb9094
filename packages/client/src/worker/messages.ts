/** What goes between a page and the Web Worker that checks signatures for it. */
import type { SignatureClaim } from '@trellis/crypto';

export interface VerifyRequest {
  readonly number: number;
  readonly claim: SignatureClaim;
}

export interface VerifyReply {
  readonly number: number;
  readonly valid: boolean;
}
