/** The light client's view of equivocation: the block holds the evidence, and the evidence convicts. */
import { claimsFault } from '@trellis/crypto';
import {
  evidenceClaims,
  evidenceRoot,
  findValidator,
  infractionOf,
  signingDomain,
} from '@trellis/protocol';
import type { EvidenceBlock } from '@trellis/protocol/http-api';
import { ProofError } from './proof-error.ts';
import { type TrustedChain, trustedValidators } from './trusted-chain.ts';
import type { SignatureVerifier } from './verifier.ts';
import { verifyHeader } from './verify-header.ts';

/**
 * Checks that a final block holds exactly this evidence, and that each piece is two different messages
 * which one validator, trusted at their height, signed for the same place. Throws `ProofError`.
 *
 * @example
 * const { blocks } = await getEvidence(transport);
 * for (const one of blocks) await verifyEvidence(light.trusted(), verifier, one); // throws ProofError
 */
export async function verifyEvidence(
  trusted: TrustedChain,
  provider: SignatureVerifier,
  { header, certificate, evidence }: EvidenceBlock,
): Promise<void> {
  await verifyHeader(trusted, provider, header, certificate);
  const fail = (what: string): ProofError =>
    new ProofError('evidence_not_proven', `block ${header.height}: ${what}`);
  const all = evidence.map((one) => one.evidence);
  if (evidenceRoot(all) !== header.evidenceRoot) {
    throw fail('its header does not name this evidence');
  }
  for (const one of all) {
    const infraction = infractionOf(one);
    if (infraction === null) throw fail('two messages that do not contradict each other');
    const set = trustedValidators(trusted, infraction.height);
    const signer = findValidator(set, infraction.validator);
    if (signer === undefined) throw fail('the accused was no validator at that height');
    const { chainId, recoveries } = trusted;
    const domain = signingDomain(chainId, recoveries, infraction.height);
    const claims = evidenceClaims(domain, one, signer);
    const fault = await claimsFault({ ok: true, claims }, (claim) => provider.verify(claim));
    if (fault !== undefined) throw fail('a signature in the evidence does not verify');
  }
}
