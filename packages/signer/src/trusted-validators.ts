/**
 * Who decides a height, as the signer knows it from the genesis and from certified headers: it believes no node. Pure but
 * for the verification of signatures.
 */
import { claimsFault, type VerifyClaim } from '@trellis/crypto';
import {
  type BlockHeader,
  blockHeaderCodec,
  blockId,
  type ChainId,
  type CommitCertificate,
  certificateClaims,
  commitCertificateCodec,
  container,
  createValidatorSet,
  type Genesis,
  genesisValidatorSet,
  type Height,
  nextHeight,
  type RecoveryPoint,
  toHeight,
  type ValidatorSet,
  type ValueOf,
  validatorSetCodec,
  validatorSetHash,
} from '@trellis/protocol';

export interface TrustedValidators {
  /** The first height that they are known to decide. */
  readonly from: Height;
  readonly set: ValidatorSet;
}

/** A final block, and who decides the one after it. */
export const chainStepCodec = container({
  header: blockHeaderCodec,
  certificate: commitCertificateCodec,
  validators: validatorSetCodec,
});

export type ChainStep = ValueOf<typeof chainStepCodec>;

interface StepParts {
  readonly chainId: ChainId;
  readonly recoveries: readonly RecoveryPoint[];
  readonly verify: VerifyClaim;
}

/** Those of the genesis, who decide the first block. */
export function genesisValidators(genesis: Genesis): TrustedValidators {
  return { from: toHeight(1n), set: genesisValidatorSet(genesis) };
}

/**
 * Who decides the block after the last of these steps, or `null` if they do not show it: each has to be certified by
 * those who were known before it. A node that does not know how far they are known may begin earlier.
 */
export async function follow(
  trusted: TrustedValidators,
  steps: readonly ChainStep[],
  parts: StepParts,
): Promise<TrustedValidators | null> {
  let known = trusted;
  for (const step of steps) {
    if (step.header.height < known.from) continue;
    const next = await afterStep(known, step, parts);
    if (next === null) return null;
    known = next;
  }
  return known;
}

async function afterStep(
  { set }: TrustedValidators,
  { header, certificate, validators }: ChainStep,
  { chainId, recoveries, verify }: StepParts,
): Promise<TrustedValidators | null> {
  if (header.validatorSetHash !== validatorSetHash(set)) return null;
  const made = createValidatorSet(validators);
  if (!made.ok || validatorSetHash(made.set) !== header.nextValidatorSetHash) return null;
  if (!(await isCertified(header, certificate, set, { chainId, recoveries, verify }))) return null;
  return { from: nextHeight(header.height), set: made.set };
}

async function isCertified(
  header: BlockHeader,
  certificate: CommitCertificate,
  set: ValidatorSet,
  { chainId, recoveries, verify }: StepParts,
): Promise<boolean> {
  const block = { chainId, recoveries, height: header.height, blockId: blockId(header) };
  return (await claimsFault(certificateClaims(block, certificate, set), verify)) === undefined;
}
