/** What a lie looks like to a light client. */
import { CodedError } from '@trellis/crypto';
import type { CertifiedHeader } from './certified-header.ts';

/** In the order of checking within each kind of answer. */
export type ProofErrorCode =
  /** The genesis is invalid, or not the one whose hash the user trusts. */
  | 'genesis_not_trusted'
  /** The header that trust is to begin at is not the one whose id the user trusts. */
  | 'header_not_trusted'
  /** The newest trusted block is older than the trusting period: trust has to begin again. */
  | 'trust_expired'
  /** The block is older than the one at which trust begins. */
  | 'before_trust'
  /** Skipping verification passed over the validators of this block. */
  | 'validators_skipped'
  /** The header comes without a certificate. */
  | 'certificate_missing'
  /** The header is of a version of the protocol that this software does not know: it needs a newer release. */
  | 'version_not_known'
  /** The header is of another chain. */
  | 'other_chain'
  /** The header names other validators than the trusted ones. */
  | 'other_validators'
  /** The certificate is for another block than the header. */
  | 'header_not_certified'
  /** A signature of the certificate is by a validator that does not exist. */
  | 'certificate_unknown_validator'
  /** A validator's signature is in the certificate twice, or out of order. */
  | 'certificate_duplicate_signature'
  /** The signatures of the certificate are not of a quorum. */
  | 'certificate_too_small'
  /** A signature of the certificate does not verify. */
  | 'certificate_forged'
  /** The node says that the chain was recovered by its operators, and the user has not agreed to that yet. */
  | 'chain_recovered'
  /** The recovery of the chain is not the one that the user agreed to, or contradicts what is known to be final. */
  | 'recovery_refused'
  /** The chain was recovered, and continues from another block of this height. */
  | 'not_recovered'
  /** The proof is about another entry than the one asked for. */
  | 'wrong_entry'
  /** The proven value is not the one the answer states. */
  | 'wrong_value'
  /** The proof of the entry does not lead to the header's state root. */
  | 'entry_not_proven'
  /** The block in the answer is not the one asked for, or not with the transactions listed. */
  | 'wrong_block'
  /** The transaction in the answer is not the one asked for. */
  | 'wrong_transaction'
  /** The transaction is not in the block. */
  | 'transaction_not_proven'
  /** The evidence is not what the block holds, or it convicts nobody. */
  | 'evidence_not_proven'
  /** The receipt is another transaction's. */
  | 'wrong_receipt'
  /** The receipt is not the one in the block. */
  | 'receipt_not_proven'
  /** The newest block that the node shows is older than it should be by the clock here. */
  | 'stale_head'
  /** The node shows an older block than one it, or another node, has shown as final. */
  | 'withheld_head'
  /** The block is from the future by the clock here. */
  | 'future_header'
  /** Two different blocks of one height are both certified: validators have lied. */
  | 'conflicting_headers';

/** The node's answer does not prove what it claims: the node is faulty, or lies. */
export class ProofError extends CodedError<ProofErrorCode> {
  /** The block that the answer is about, as the node has shown it, where it is about one. */
  readonly block: CertifiedHeader | undefined;

  constructor(code: ProofErrorCode, message: string, block?: CertifiedHeader) {
    super(code, message);
    this.block = block;
  }
}

/** Does a check of an answer that is about a block, which its `ProofError` then names. */
export async function checkOf<T>(
  { header, certificate }: CertifiedHeader,
  check: () => Promise<T>,
): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof ProofError) || error.block !== undefined) throw error;
    throw new ProofError(error.code, error.message, { header, certificate });
  }
}
