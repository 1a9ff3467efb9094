/**
 * The chain recovery: how a chain continues whose validators lost more than a third of their disks, by decision of
 * their operators (docs/decisions/0020-chain-recovery.md). It is about a chain; the recovery of an account whose keys
 * are lost is another thing (`recovery.ts`).
 */
import { type Address, type Hash, hash, keyAddress, type SignatureClaim } from '@trellis/crypto';
import { type BlockHeader, blockHeaderCodec, blockId } from '../block.ts';
import { encode, type ValueOf } from '../codec.ts';
import { addressCodec, foreignText, hashCodec, uint16 } from '../codec-basic.ts';
import { container, list, optional } from '../codec-composite.ts';
import { validatorSetHash } from '../genesis.ts';
import { nextHeight } from '../height.ts';
import { limits } from '../limits.ts';
import { listRoot } from '../list-tree.ts';
import { validatorAddress, validatorMemberCodec } from '../network-node.ts';
import { isPlainText } from '../plain-text.ts';
import type { RecoveryPoint } from '../recovery-point.ts';
import { publicKeyCodec, roundCodec, schemeCodec, signatureCodec } from '../scalars.ts';
import { chainMessage, recoveredDomain, type SigningDomain } from '../signing.ts';
import { createValidatorSet, isQuorum } from '../validator-set.ts';
import { chooseBlock } from './choose-block.ts';
import { lastWordsClaim, lastWordsCodec } from './last-words.ts';

/** How the chain continues; all that its hash covers. */
const recoveryPlanCodec = container({
  /** Hash of the recovery before, of a chain that was recovered before. */
  previous: optional(hashCodec),
  /** The block that the chain continues from. */
  head: blockHeaderCodec,
  /** The highest round in which it was precommitted; `null` if it was known to be final. */
  round: optional(roundCodec),
  /** Who would have decided the block after the newest final one, each with its statement; `null`: lost. */
  lastValidators: list(
    container({ validator: validatorMemberCodec, words: optional(lastWordsCodec) }),
    limits.validatorsMax,
    1,
  ),
  /** Who decides from two blocks after `head` on. */
  validators: list(validatorMemberCodec, limits.validatorsMax, 1),
  reason: foreignText(
    limits.recoveryReasonBytesMax,
    `a reason of 1 to ${limits.recoveryReasonBytesMax} bytes on one line`,
    (value) => value.length > 0 && value.isWellFormed() && isPlainText(value),
  ),
  /** Of the protocol, in the block after `head`. */
  version: uint16,
  /** After that block. */
  stateRoot: hashCodec,
});

/** A plan with the signatures of operators, each by a key of its account. */
export const chainRecoveryCodec = container({
  plan: recoveryPlanCodec,
  signatures: list(
    container({
      operator: addressCodec,
      scheme: schemeCodec,
      publicKey: publicKeyCodec,
      signature: signatureCodec,
    }),
    limits.recoverySignaturesMax,
  ),
});

export type RecoveryPlan = ValueOf<typeof recoveryPlanCodec>;
export type ChainRecovery = ValueOf<typeof chainRecoveryCodec>;
export type OperatorSignature = ChainRecovery['signatures'][number];

/** Identity of a recovery; its signatures don't count, as there may be more or fewer of them. */
export function recoveryHash(plan: RecoveryPlan): Hash {
  return hash('chainRecovery', encode(recoveryPlanCodec, plan));
}

/**
 * The block after the one that the chain continues from. Like block 0 nobody signs it and everybody makes it again:
 * it changes who decides, and its proposer is the hash of the plan, so that all later blocks commit to it.
 */
export function recoveryHeader(plan: RecoveryPlan): BlockHeader {
  const empty = listRoot([]);
  const { head, stateRoot, version } = plan;
  return {
    chainId: head.chainId,
    height: nextHeight(head.height),
    time: head.time + 1n,
    proposer: recoveryHash(plan) as unknown as Address,
    previousBlockId: blockId(head),
    transactionsRoot: empty,
    witnessRoot: empty,
    evidenceRoot: empty,
    stateRoot,
    receiptsRoot: empty,
    validatorSetHash: head.nextValidatorSetHash,
    nextValidatorSetHash: validatorSetHash({ validators: membersInOrder(plan.validators) }),
    version,
  };
}

/** What certificates depend on of a recovery that `chainRecoveryProblem` has nothing against. */
export function recoveryPoint(plan: RecoveryPlan): RecoveryPoint {
  return {
    hash: recoveryHash(plan),
    height: plan.head.height,
    blockId: blockId(plan.head),
    continuedBy: blockId(recoveryHeader(plan)),
    validators: plan.validators,
  };
}

/** What every operator signs, with a key of its account. */
export function recoveryMessage(plan: RecoveryPlan): Uint8Array {
  return chainMessage(plan.head.chainId, encode(hashCodec, recoveryHash(plan)));
}

/** What is wrong with a recovery that no signature could make good, as a sentence; or nothing. */
export function chainRecoveryProblem({ plan }: Pick<ChainRecovery, 'plan'>): string | undefined {
  const { head, round, lastValidators, validators } = plan;
  if (!createValidatorSet(lastValidators.map(({ validator }) => validator)).ok) {
    return 'the last validators are no validator set';
  }
  if (!createValidatorSet(validators).ok) return 'the new validators are no validator set';
  if (new Set(validators.map(({ node }) => node)).size < validators.length) {
    return 'a node is among the new validators twice';
  }
  const statements = lastValidators.flatMap(({ words }) => (words === null ? [] : [words]));
  const isForeign = lastValidators.some(
    ({ validator, words }) => words !== null && words.validator !== validatorAddress(validator),
  );
  if (isForeign) return 'a statement is of another validator than it is given for';
  // Where every validator was restored from a backup the operators alone say which block was final.
  if (statements.length === 0) {
    return round === null ? undefined : 'nobody states that its block was only precommitted';
  }
  const choice = chooseBlock(statements);
  if (!choice.ok) {
    return 'the statements name two blocks for one place: more than a third of the power signed twice';
  }
  const { block } = choice;
  const isChosen =
    block.height === head.height && block.blockId === blockId(head) && block.round === round;
  return isChosen
    ? undefined
    : `the chain has to continue from block ${block.height} ${block.blockId}, the highest one`;
}

/** Every signature that has to hold: of the validators who gave a statement, and of operators. */
export function chainRecoveryClaims({
  plan,
  signatures,
}: ChainRecovery): readonly SignatureClaim[] {
  const domain = endingDomain(plan);
  const message = recoveryMessage(plan);
  return [
    ...plan.lastValidators.flatMap(({ validator, words }) =>
      words === null ? [] : [lastWordsClaim(domain, words, validator)],
    ),
    ...signatures.map(({ scheme, publicKey, signature }) => ({
      ...{ scheme, publicKey, message, signature },
      purpose: 'chain-recovery' as const,
    })),
  ];
}

/** What was signed under on the chain that ends. */
export function endingDomain({
  head,
  previous,
}: Pick<RecoveryPlan, 'head' | 'previous'>): SigningDomain {
  return previous === null ? head.chainId : recoveredDomain(head.chainId, previous);
}

/** The keys that signed for an operator. */
export function signedFor({ signatures }: ChainRecovery, operator: Address): ReadonlySet<Address> {
  return new Set(
    signatures
      .filter((one) => one.operator === operator)
      .map(({ scheme, publicKey }) => keyAddress(scheme, publicKey)),
  );
}

/**
 * Whether operators of more than two thirds of the power have signed, as far as the recovery itself says who operates
 * what; whether their accounts agree is for whoever has the state.
 */
export function isSigned(recovery: ChainRecovery): boolean {
  const last = recovery.plan.lastValidators.map(({ validator }) => validator);
  const powerOf = (some: typeof last): number => some.reduce((sum, { power }) => sum + power, 0);
  const signed = last.filter(({ operator }) => signedFor(recovery, operator).size > 0);
  return isQuorum({ totalPower: powerOf(last) }, powerOf(signed));
}

/** As the hash of a validator set covers them. */
function membersInOrder(members: RecoveryPlan['validators']) {
  const made = createValidatorSet(members);
  if (!made.ok) throw new Error(`not a validator set: ${made.problem}`);
  return made.set.validators;
}
