/** Taking over a block that others made final: certificate first, then everything else. */
import type { Hash } from '@trellis/crypto';
import {
  blockId,
  type CommitCertificate,
  type CompactBlock,
  certificateClaims,
  nextHeight,
} from '@trellis/protocol';
import { type AssembleParts, assemble, type FetchTransactions } from './assemble.ts';
import { type Candidate, isCompleteCompact } from './candidates.ts';
import type { JudgeParts } from './chain.ts';

export type FinalBlockVerdict =
  | { readonly ok: true; readonly candidate: Candidate }
  | {
      readonly ok: false;
      /**
       * `sender`: whoever sent it is at fault. `us`: a quorum made final what this node finds invalid.
       * `nobody`: it is too early, too late or incomplete.
       */
      readonly fault: 'sender' | 'us' | 'nobody';
      readonly detail: string;
    };

/** Whether a certificate makes this block final on top of the head. */
export async function verifyCertificate(
  { chain, verifier }: JudgeParts,
  id: Hash,
  certificate: CommitCertificate,
): Promise<string | undefined> {
  if (certificate.blockId !== id) return 'the certificate is for another block';
  if (certificate.height !== nextHeight(chain.head().header.height)) return 'not the next height';
  const required = certificateClaims(chain.genesis.chainId, certificate, chain.validators());
  if (!required.ok) return `certificate: ${required.problem}`;
  const valid = await Promise.all(
    required.claims.map((claim) => verifier.verify(claim, 'consensus')),
  );
  return valid.every(Boolean) ? undefined : 'certificate: bad_signature';
}

/** Verifies and executes a block that claims to be the final one after the head. */
export async function checkFinalBlock(
  parts: AssembleParts,
  block: CompactBlock,
  certificate: CommitCertificate,
  fetchTransactions: FetchTransactions,
): Promise<FinalBlockVerdict> {
  const { height } = block.header;
  if (height !== nextHeight(parts.chain.head().header.height)) {
    return { ok: false, fault: 'nobody', detail: `height ${height} is not the next one` };
  }
  if (!isCompleteCompact(block)) {
    return { ok: false, fault: 'sender', detail: 'its transactions are not those of its header' };
  }
  const problem = await verifyCertificate(parts, blockId(block.header), certificate);
  if (problem !== undefined) return { ok: false, fault: 'sender', detail: problem };
  const assembled = await assemble(parts, block, fetchTransactions);
  if (assembled.ok) return assembled;
  const fault = assembled.reason === 'invalid' ? 'us' : 'nobody';
  return { ok: false, fault, detail: assembled.detail };
}
