/**
 * Skipping verification: from trusted validators straight to a later change of them, without checking
 * the ones between (arXiv 2010.07031 §3). If more than a third of the trusted power signed the later
 * block, at least one honest validator did, and it would not have signed another history.
 */
import {
  certificateClaims,
  type Height,
  isSkipThreshold,
  nextHeight,
  type ValidatorSet,
} from '@trellis/protocol';
import type { ValidatorChange } from '@trellis/protocol/http-api';
import { followValidators, namedValidators, nextChangeFrom, trustChange } from './follow.ts';
import type { HttpTransport } from './http-transport.ts';
import { ProofError } from './proof-error.ts';
import { getValidatorChanges } from './read.ts';
import { defaultTrustingPeriodMs, expectRecent } from './trust-header.ts';
import { type TrustedChain, type ValidatorEpoch, withNewest } from './trusted-chain.ts';
import type { SignatureVerifier } from './verifier.ts';
import { verifyHeader } from './verify-header.ts';

/** How many changes are looked over at once, so that a node can't fill the memory with them. */
const changesMax = 512;

/**
 * As `followValidators`, but checks as few changes as it takes: the newest at once where enough of the
 * trusted validators signed it, else one about halfway first. Who decided the blocks skipped over is not
 * known afterwards; `fillGap` finds out. Throws `ProofError` or `Unreachable`.
 *
 * @example
 * const trusted = await skipValidators(transport, verifier, trustGenesis(genesis), { now: Date.now() });
 */
export async function skipValidators(
  transport: HttpTransport,
  verifier: SignatureVerifier,
  trusted: TrustedChain,
  { now, trustingPeriodMs = defaultTrustingPeriodMs }: { now: number; trustingPeriodMs?: number },
): Promise<TrustedChain> {
  expectRecent(trusted.newest, now, trustingPeriodMs);
  let reached = trusted;
  for (;;) {
    const changes = await changesFrom(transport, nextChangeFrom(reached));
    if (changes.length === 0) return reached;
    reached = await skipOver(verifier, reached, changes);
  }
}

/** The chain after all of these changes. */
async function skipOver(
  verifier: SignatureVerifier,
  trusted: TrustedChain,
  changes: readonly ValidatorChange[],
): Promise<TrustedChain> {
  let reached = trusted;
  let left = changes;
  while (left.length > 0) {
    let target = left.length - 1;
    let next = await tryChange(reached, verifier, left, target);
    while (next === undefined) {
      target = Math.floor(target / 2);
      next = await tryChange(reached, verifier, left, target);
    }
    reached = next;
    left = left.slice(target + 1);
  }
  return reached;
}

/**
 * Learns who decided `height`, if it was skipped over, by following the changes before it.
 *
 * @example
 * const trusted = await fillGap(transport, verifier, light.trusted(), final.height);
 */
export async function fillGap(
  transport: HttpTransport,
  verifier: SignatureVerifier,
  trusted: TrustedChain,
  height: Height,
): Promise<TrustedChain> {
  const index = trusted.epochs.findLastIndex(({ from }) => from <= height);
  const epoch = trusted.epochs[index];
  if (epoch === undefined || epoch.until === null || height <= epoch.until) return trusted;
  const before: readonly ValidatorEpoch[] = [
    ...trusted.epochs.slice(0, index),
    { ...epoch, until: null },
  ];
  const after = trusted.epochs.slice(index + 1);
  const end = after[0]?.from;
  const followed = await followValidators(transport, verifier, { ...trusted, epochs: before }, end);
  const filled = followed.epochs.filter(({ from }) => end === undefined || from < end);
  return { ...trusted, epochs: [...filled, ...after] };
}

/** The next changes, in order. */
async function changesFrom(
  transport: HttpTransport,
  from: bigint,
): Promise<readonly ValidatorChange[]> {
  const all: ValidatorChange[] = [];
  let next = from;
  while (all.length < changesMax) {
    const { changes } = await getValidatorChanges(transport, next);
    if (changes.length === 0) break;
    for (const change of changes) {
      if (change.header.height < next) {
        throw new ProofError('other_validators', 'the changes of the validators are out of order');
      }
      all.push(change);
      next = change.header.height + 1n;
    }
  }
  return all;
}

/** The chain after a change, or `undefined` when too few of the trusted validators signed it. */
async function tryChange(
  trusted: TrustedChain,
  verifier: SignatureVerifier,
  changes: readonly ValidatorChange[],
  target: number,
): Promise<TrustedChain | undefined> {
  const change = changes[target];
  if (change === undefined) throw new Error('a change to try');
  const before = changes[target - 1];
  // The next change is signed by the trusted validators themselves.
  if (before === undefined) return trustChange(trusted, verifier, change);
  const { header, certificate } = change;
  const signing = namedValidators(before.validators, header.validatorSetHash, header.height);
  const last = trusted.epochs.at(-1);
  if (last === undefined) throw new Error('a trusted chain has validators');
  if (
    certificate === null ||
    !overlaps({ trusted: last.validators, signing }, trusted, certificate)
  ) {
    return undefined;
  }
  const skipped = { ...last, until: last.from };
  const theirs = { from: header.height, until: null, validators: signing };
  const epochs = [...trusted.epochs.slice(0, -1), skipped, theirs];
  // Every signature is checked, so those of the trusted validators among them are too.
  await verifyHeader({ ...trusted, epochs }, verifier, header, certificate);
  const from = nextHeight(header.height);
  const after = namedValidators(change.validators, header.nextValidatorSetHash, from);
  const newest = { from, until: null, validators: after };
  return withNewest({ ...trusted, epochs: [...epochs, newest] }, header);
}

/** Whether the certificate names signers of more than a third of the trusted power. */
function overlaps(
  { trusted, signing }: { readonly trusted: ValidatorSet; readonly signing: ValidatorSet },
  { chainId, recoveries }: TrustedChain,
  certificate: NonNullable<ValidatorChange['certificate']>,
): boolean {
  const block = { chainId, recoveries, ...certificate };
  if (!certificateClaims(block, certificate, signing).ok) return false;
  let power = 0;
  for (const { validatorIndex } of certificate.signatures) {
    const signer = signing.validators[validatorIndex];
    const known = signer === undefined ? undefined : trusted.indexOf.get(signer.address);
    if (known !== undefined) power += trusted.validators[known]?.power ?? 0;
  }
  return isSkipThreshold(trusted, power);
}
