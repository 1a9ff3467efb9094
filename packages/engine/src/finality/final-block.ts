import { type CommitCertificate, type CompactBlock, nextHeight } from '@trellis/protocol';
import { type AssembleParts, assemble, type FetchTransactions } from '../blocks/assemble.ts';
import { certificateProblem } from '../blocks/certificate-problem.ts';
import { isCompleteCompact, type ProposedBlock } from '../blocks/proposed-blocks.ts';

export type FinalBlockValidation =
  | { readonly ok: true; readonly proposedBlock: ProposedBlock }
  | {
      readonly ok: false;
      /**
       * `sender`: whoever sent it is at fault. `us`: a quorum made final what this node finds invalid.
       * `nobody`: it is too early, too late or incomplete.
       */
      readonly fault: 'sender' | 'us' | 'nobody';
      readonly detail: string;
    };

/** Verifies and executes a block that claims to be the final one after the head. */
export async function checkFinalBlock(
  parts: AssembleParts,
  block: CompactBlock,
  certificate: CommitCertificate,
  fetchTransactions: FetchTransactions,
): Promise<FinalBlockValidation> {
  const { height } = block.header;
  if (height !== nextHeight(parts.chain.head().header.height)) {
    return { ok: false, fault: 'nobody', detail: `height ${height} is not the next one` };
  }
  if (!isCompleteCompact(block)) {
    return { ok: false, fault: 'sender', detail: 'its transactions are not those of its header' };
  }
  const problem = await certificateProblem(
    parts,
    { header: block.header, certificate },
    parts.chain.validators(),
  );
  if (problem !== undefined) return { ok: false, fault: 'sender', detail: problem };
  const assembled = await assemble(parts, block, fetchTransactions);
  if (assembled.ok) return assembled;
  const fault = assembled.reason === 'invalid' ? 'us' : 'nobody';
  return { ok: false, fault, detail: assembled.detail };
}
