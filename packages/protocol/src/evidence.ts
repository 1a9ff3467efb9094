/**
 * Evidence of equivocation: two messages that one validator signed for the same place, of which an
 * honest one signs a single one. It is part of a block, and costs the validator its power.
 */
import { type Address, type Hash, hash, type SignatureClaim } from '@trellis/crypto';
import { encode, type ValueOf } from './codec.ts';
import { container, list, optional, union } from './codec-composite.ts';
import type { Height, Round } from './height.ts';
import { limits } from './limits.ts';
import { listRoot } from './list-tree.ts';
import { nodeNameCodec } from './network-node.ts';
import { heightCodec, publicKeyCodec, schemeCodec } from './scalars.ts';
import type { SigningDomain } from './signing.ts';
import type { Validator } from './validator-set.ts';
import {
  proposalClaim,
  type SignedProposal,
  type SignedVote,
  signedProposalCodec,
  signedVoteCodec,
  voteClaim,
} from './vote.ts';

/** Two messages for one place; `infractionOf` says whether they are evidence. */
export const evidenceCodec = union({
  proposals: [1, container({ first: signedProposalCodec, second: signedProposalCodec })],
  votes: [2, container({ first: signedVoteCodec, second: signedVoteCodec })],
});

/** All evidence in one block. */
export const evidenceListCodec = list(evidenceCodec, limits.evidenceMax);

export type Evidence = ValueOf<typeof evidenceCodec>;

/** What somebody did twice, and where. */
export interface Infraction {
  readonly validator: Address;
  readonly height: Height;
  readonly round: Round;
  readonly what: 'proposal' | 'prevote' | 'precommit';
}

/**
 * Validator history, under `voter/` by the address of the key: when the key was a validator's, so that what it
 * signed can be validated later. It stays when the validator is gone.
 */
export const validatorHistoryCodec = container({
  node: nodeNameCodec,
  scheme: schemeCodec,
  publicKey: publicKeyCodec,
  /** The heights that it decides: from one up to and including another, `null` for no end; in order. */
  terms: list(
    container({ from: heightCodec, to: optional(heightCodec) }),
    limits.validatorHistoryTermsMax,
    1,
  ),
  /** Infractions at lower heights are punished already; evidence of them is refused. */
  answeredBefore: heightCodec,
});

export type ValidatorHistory = ValueOf<typeof validatorHistoryCodec>;

/** Identity of a piece of evidence, and what a header's `evidenceRoot` is made of. */
export function evidenceHash(evidence: Evidence): Hash {
  return hash('evidence', encode(evidenceCodec, evidence));
}

/** What a header commits to. */
export function evidenceRoot(evidence: readonly Evidence[]): Hash {
  return listRoot(evidence.map(evidenceHash));
}

/** The evidence that two messages are, in either order, or `null` when they are none. */
export function evidenceOf(
  one: SignedVote | SignedProposal,
  other: SignedVote | SignedProposal,
): Evidence | null {
  const evidence = pairOf(one, other);
  if (evidence === null) return null;
  if (infractionOf(evidence) !== null) return evidence;
  const turned = pairOf(other, one);
  return turned !== null && infractionOf(turned) !== null ? turned : null;
}

function pairOf(
  first: SignedVote | SignedProposal,
  second: SignedVote | SignedProposal,
): Evidence | null {
  if ('type' in first) return 'type' in second ? { type: 'votes', first, second } : null;
  return 'type' in second ? null : { type: 'proposals', first, second };
}

/**
 * The infraction that evidence is of, if its signatures hold; `null` if it could be of none, whatever they
 * are worth. The lesser value comes first, so that a pair of messages is evidence in one way only.
 */
export function infractionOf(evidence: Evidence): Infraction | null {
  const { first, second } = evidence;
  if (first.height !== second.height || first.round !== second.round) return null;
  if (signedValue(first) >= signedValue(second)) return null;
  const { height, round } = first;
  if (evidence.type === 'votes') {
    const { type, validator } = evidence.first;
    const same = evidence.second.type === type && evidence.second.validator === validator;
    return same ? { validator, height, round, what: type } : null;
  }
  const { proposer } = evidence.first;
  if (evidence.second.proposer !== proposer) return null;
  return { validator: proposer, height, round, what: 'proposal' };
}

/** What was signed for the place, as text that sorts. */
function signedValue(message: SignedVote | SignedProposal): string {
  const id = message.blockId ?? '';
  return 'type' in message ? id : `${id} ${String(message.validRound + 1).padStart(10, '0')}`;
}

/** Both signatures: evidence of an infraction convicts when they are by the key of the accused. */
export function evidenceClaims(
  domain: SigningDomain,
  evidence: Evidence,
  signer: Pick<Validator, 'scheme' | 'publicKey'>,
): readonly SignatureClaim[] {
  return evidence.type === 'votes'
    ? [evidence.first, evidence.second].map((vote) => voteClaim(domain, vote, signer))
    : [evidence.first, evidence.second].map((one) => proposalClaim(domain, one, signer));
}
