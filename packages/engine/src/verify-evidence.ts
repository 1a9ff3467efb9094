/** Whether evidence could be in the next block: the cheap questions first, then both signatures. */
import { type EvidenceProblem, judgeEvidence } from '@trellis/ledger';
import { type Evidence, evidenceClaims, nextHeight, type Offence } from '@trellis/protocol';
import type { JudgeParts } from './chain.ts';

export type VerifiedEvidence =
  | { readonly ok: true; readonly offence: Offence }
  | { readonly ok: false; readonly problem: EvidenceProblem | 'bad_signature' };

export async function verifyEvidence(
  { chain, verifier }: JudgeParts,
  evidence: Evidence,
): Promise<VerifiedEvidence> {
  const next = nextHeight(chain.head().header.height);
  const judged = judgeEvidence(chain.state(), next, evidence);
  if (!judged.ok) return judged;
  const claims = evidenceClaims(chain.genesis.chainId, evidence, judged.voter);
  const valid = await Promise.all(claims.map((claim) => verifier.verify(claim, 'consensus')));
  return valid.every(Boolean)
    ? { ok: true, offence: judged.offence }
    : { ok: false, problem: 'bad_signature' };
}
