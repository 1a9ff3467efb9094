/**
 * A chain whose validators lost their disks continues by decision of its operators alone. Nothing proves that no final
 * block was left out, so the user has to agree to each recovery, by its hash.
 */
import { claimsFault, formatAddress, type Hash } from '@trellis/crypto';
import {
  type ChainRecovery,
  chainRecoveryClaims,
  chainRecoveryProblem,
  type ForeignText,
  isSigned,
  recoveryHash,
  recoveryPoint,
  visibleText,
} from '@trellis/protocol';
import type { HttpTransport } from './http-transport.ts';
import { ProofError } from './proof-error.ts';
import { getRecoveries } from './read.ts';
import type { TrustedChain } from './trusted-chain.ts';
import type { SignatureVerifier } from './verifier.ts';

/** By whom and why a chain was recovered, for people to decide on. What the operators signed is for the nodes to check. */
export interface RecoverySummary {
  readonly hash: Hash;
  /** The last block of the chain as it was. */
  readonly height: bigint;
  readonly reason: ForeignText;
  /** Operators whose signatures it has, with the nodes that they are said to operate. */
  readonly operators: readonly { readonly address: string; readonly nodes: readonly string[] }[];
  /** Nodes that lost their memory. */
  readonly lost: readonly string[];
  /** Nodes whose validators decide from then on. */
  readonly validators: readonly string[];
  /** Whether final blocks may be missing of which nobody knows: those that are lost were a quorum. */
  readonly mayLackFinalBlocks: boolean;
}

/**
 * What a recovery says, in the order in which people ask.
 *
 * @example
 * for (const recovery of await getRecoveries(transport)) {
 *   console.log(summarizeRecovery(recovery).hash);
 * }
 */
export function summarizeRecovery({ plan, signatures }: ChainRecovery): RecoverySummary {
  const signed = new Set(signatures.map(({ operator }) => operator));
  const last = plan.lastValidators;
  const powerOf = (some: typeof last): number =>
    some.reduce((sum, { validator }) => sum + validator.power, 0);
  const lost = last.filter(({ words }) => words === null);
  return {
    hash: recoveryHash(plan),
    height: plan.head.height,
    reason: plan.reason,
    operators: [...signed].map((operator) => ({
      address: formatAddress(operator),
      nodes: last
        .filter((one) => one.validator.operator === operator)
        .map(({ validator }) => validator.node),
    })),
    lost: lost.map(({ validator }) => validator.node),
    validators: plan.validators.map(({ node }) => node),
    mayLackFinalBlocks: 3 * powerOf(lost) > 2 * powerOf(last),
  };
}

/**
 * The trusted chain with a recovery that the user agrees to, named by its hash; the recovery itself may come from
 * anybody. Throws `ProofError` `recovery_refused` for another one, for one whose signatures do not hold, and for one
 * that leaves out a block that is known to be final.
 *
 * @example
 * for (const recovery of await getRecoveries(transport)) {
 *   if (!confirm(recoverySentence(summarizeRecovery(recovery)))) continue;
 *   const { hash: agreed } = summarizeRecovery(recovery);
 *   const trusted = await acceptRecovery(light.trusted(), verifier, recovery, agreed);
 * }
 */
export async function acceptRecovery(
  trusted: TrustedChain,
  verifier: SignatureVerifier,
  recovery: ChainRecovery,
  agreed: Hash,
): Promise<TrustedChain> {
  const { plan } = recovery;
  const point = recoveryPoint(plan);
  if (trusted.recoveries.some(({ hash }) => hash === point.hash)) return trusted;
  const refuse = (why: string): ProofError =>
    new ProofError(
      'recovery_refused',
      `the recovery of the chain after block ${point.height}: ${why}`,
    );
  if (point.hash !== agreed) {
    throw refuse(`it has the hash ${point.hash}, and ${agreed} was agreed to`);
  }
  if (plan.head.chainId !== trusted.chainId)
    throw refuse(`it is of the chain ${plan.head.chainId}`);
  if (plan.previous !== (trusted.recoveries.at(-1)?.hash ?? null)) {
    throw refuse('it does not follow the recovery before it');
  }
  // Whoever began to trust with a later block knows of nothing that was left out.
  const hasBegunBefore = (trusted.epochs[0]?.from ?? 0n) <= point.height;
  if (hasBegunBefore && trusted.newest.height > point.height) {
    throw refuse(
      `block ${trusted.newest.height} is known to be final, and the recovery leaves it out`,
    );
  }
  const problem = chainRecoveryProblem(recovery);
  if (problem !== undefined) throw refuse(problem);
  if (!isSigned(recovery)) throw refuse('too few of the operators have signed it');
  const claims = chainRecoveryClaims(recovery);
  const fault = await claimsFault({ ok: true, claims }, (claim) => verifier.verify(claim));
  if (fault !== undefined) throw refuse('a signature in it does not verify');
  return { ...trusted, recoveries: [...trusted.recoveries, point] };
}

/** What proofs fail with when a recovery is not known. */
const symptoms: ReadonlySet<string> = new Set(['certificate_forged', 'certificate_too_small']);

/**
 * The error that a check failed with, or `ProofError` `chain_recovered` if the node has an explanation for it: a
 * recovery of the chain that the user has not agreed to.
 *
 * @example
 * const why = await explained(transport, light.trusted(), new Error());
 */
export async function explained(
  transport: HttpTransport,
  { recoveries: known }: TrustedChain,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof ProofError) || !symptoms.has(error.code)) return error;
  // Nodes of releases before this know of no recoveries.
  const told = await getRecoveries(transport).catch(() => []);
  const recovery = told.find(({ plan }) => known.every(({ hash }) => hash !== recoveryHash(plan)));
  return recovery === undefined
    ? error
    : new ProofError('chain_recovered', recoverySentence(summarizeRecovery(recovery)), error.block);
}

/**
 * Who says what of the recovery, and that it is nothing but their word.
 *
 * @example
 * for (const recovery of await getRecoveries(transport)) {
 *   console.log(recoverySentence(summarizeRecovery(recovery)));
 * }
 */
export function recoverySentence(summary: RecoverySummary): string {
  const { hash, height, reason, operators, lost } = summary;
  const by = operators.map(({ address, nodes }) => `${nodes.join(', ')} (${address})`).join('; ');
  return (
    `the node says that this chain was recovered after block ${height} by decision of the operators of ${by}, as the ` +
    `validators of ${lost.join(', ')} were lost: "${visibleText(reason)}". No certificate proves that no final block was left out. ` +
    `Nothing after block ${height} counts until you agree to the recovery ${hash}`
  );
}
