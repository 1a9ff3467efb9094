/** Whether a certificate makes a block final. */
import { claimsFault } from '@trellis/crypto';
import {
  type BlockHeader,
  blockId,
  type CommitCertificate,
  certificateClaims,
  type ValidatorSet,
} from '@trellis/protocol';
import type { ChainView } from '../chain/chain.ts';
import { type Verifier, verifyAs } from '../ports/verifier.ts';

/** Why the certificate does not make the block final under these validators, if it does not. */
export async function certificateProblem(
  {
    chain,
    verifier,
  }: {
    readonly chain: Pick<ChainView, 'genesis' | 'recoveries'>;
    readonly verifier: Verifier;
  },
  {
    header,
    certificate,
  }: { readonly header: BlockHeader; readonly certificate: CommitCertificate },
  validators: ValidatorSet,
): Promise<string | undefined> {
  const { recoveries, genesis } = chain;
  const { chainId } = genesis;
  const block = { chainId, recoveries, height: header.height, blockId: blockId(header) };
  const verify = verifyAs('consensus', verifier);
  const fault = await claimsFault(certificateClaims(block, certificate, validators), verify);
  return fault && `certificate: ${fault.problem}`;
}
