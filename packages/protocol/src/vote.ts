/** What validators say to each other in a round: proposals and votes, and the bytes they sign. */
import { equalBytes, type SignatureClaim, type SignaturePurpose } from '@trellis/crypto';
import { type Codec, decode, encode, type ValueOf } from './codec.ts';
import { addressCodec, hashCodec, tag, uint32 } from './codec-basic.ts';
import { container, optional } from './codec-composite.ts';
import type { Round } from './height.ts';
import { heightCodec, roundCodec, signatureCodec } from './scalars.ts';
import { chainMessage, type SigningDomain } from './signing.ts';
import type { Validator } from './validator-set.ts';

/** `validRound` is encoded one higher, as -1 is not an unsigned integer. */
const validRoundCodec: Codec<Round | -1> = {
  ...uint32,
  schema: { ...uint32.schema, minimum: -1 },
  write: (value, bytes, view, offset) => uint32.write(value + 1, bytes, view, offset),
  read: (bytes, view, start, end) => uint32.read(bytes, view, start, end) - 1,
  toJson: (value) => value,
  fromJson: (json) => (json === -1 ? -1 : uint32.fromJson(json)),
};

const proposalFields = {
  height: heightCodec,
  round: roundCodec,
  /** Round in which the block had a quorum of prevotes, when it is proposed again; else -1. */
  validRound: validRoundCodec,
  blockId: hashCodec,
  proposer: addressCodec,
};

const proposalCodec = container(proposalFields);
export const signedProposalCodec = container({ ...proposalFields, signature: signatureCodec });

/** The proposer's choice for a round (arXiv 1807.04938, PROPOSAL message). */
export type Proposal = ValueOf<typeof proposalCodec>;
export type SignedProposal = ValueOf<typeof signedProposalCodec>;

/** A vote for one block or for none (`blockId: null`, "nil"). An absent vote is something else. */
export const signedVoteCodec = container({
  type: tag({ prevote: 1, precommit: 2 }),
  height: heightCodec,
  round: roundCodec,
  blockId: optional(hashCodec),
  validator: addressCodec,
  signature: signatureCodec,
});

export type SignedVote = ValueOf<typeof signedVoteCodec>;
export type Vote = Omit<SignedVote, 'signature'>;
export type VoteType = Vote['type'];

/**
 * The signed part of a vote. It names neither the validator nor a time, so that all precommits of a
 * certificate are the same message; its type is in the signature's context (`purpose`).
 */
const votedCodec = container({
  height: heightCodec,
  round: roundCodec,
  blockId: optional(hashCodec),
});

/** A validator by its key. */
type Signer = Pick<Validator, 'scheme' | 'publicKey'>;

/** What a vote of this type signs. */
export function voteMessage(
  domain: SigningDomain,
  vote: Pick<Vote, 'height' | 'round' | 'blockId'>,
): Uint8Array {
  return chainMessage(domain, encode(votedCodec, vote));
}

/** The vote that a signed message is, under this domain; `undefined` if it is none. */
export function votedIn(
  domain: SigningDomain,
  message: Uint8Array,
): Pick<Vote, 'height' | 'round' | 'blockId'> | undefined {
  const prefix = chainMessage(domain, new Uint8Array());
  if (!equalBytes(message.subarray(0, prefix.length), prefix)) return undefined;
  const voted = decode(votedCodec, message.subarray(prefix.length));
  return voted.ok ? voted.value : undefined;
}

/** What a proposal signs. */
export function proposalMessage(domain: SigningDomain, proposal: Proposal): Uint8Array {
  return chainMessage(domain, encode(proposalCodec, proposal));
}

/** The signature to check before a vote of `validator` is believed. */
export function voteClaim(
  domain: SigningDomain,
  vote: SignedVote,
  validator: Signer,
): SignatureClaim {
  return claimBy(validator, vote.type, voteMessage(domain, vote), vote.signature);
}

/** The signature to check before a proposal of `validator` is believed. */
export function proposalClaim(
  domain: SigningDomain,
  proposal: SignedProposal,
  validator: Signer,
): SignatureClaim {
  return claimBy(validator, 'proposal', proposalMessage(domain, proposal), proposal.signature);
}

/** The claim that `validator` signed `message`. */
export function claimBy(
  { scheme, publicKey }: Signer,
  purpose: SignaturePurpose,
  message: Uint8Array,
  signature: Uint8Array,
): SignatureClaim {
  return { scheme, publicKey, purpose, message, signature };
}
