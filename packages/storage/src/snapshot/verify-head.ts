/** Whether a snapshot is of this chain: from the genesis over every change of validators to its own certificate. */
import type { SignatureClaim } from '@trellis/crypto';
import {
  type BlockHeader,
  blockId,
  type CommitCertificate,
  certificateClaims,
  createValidatorSet,
  type Genesis,
  genesisValidatorSet,
  type SnapshotChange,
  type SnapshotHead,
  snapshotRoot,
  type ValidatorSet,
  validatorSetHash,
} from '@trellis/protocol';

/** Says what is wrong, or nothing; the cheap checks first, then every signature. */
export async function snapshotProblem(
  genesis: Genesis,
  verify: (claim: SignatureClaim) => Promise<boolean>,
  head: SnapshotHead,
  changes: readonly SnapshotChange[],
): Promise<string | undefined> {
  const { header } = head;
  if (snapshotRoot(head) !== header.stateRoot) {
    return 'its chunks do not lead to the state root of its header';
  }
  const claims: SignatureClaim[] = [];
  let set = genesisValidatorSet(genesis);
  let last = 0n;
  /** Those who decide the snapshot's own block; a change after that very block comes later. */
  let deciding: ValidatorSet | undefined;
  for (const change of changes) {
    const { height } = change.header;
    if (height <= last || height > header.height)
      return 'its changes of validators are out of order';
    last = height;
    if (height === header.height) {
      if (blockId(change.header) !== blockId(header)) return 'two blocks of one height';
      deciding = set;
    }
    const made = createValidatorSet(change.validators);
    if (!made.ok || validatorSetHash(made.set) !== change.header.nextValidatorSetHash) {
      return `the validators after block ${height} are not those that it names`;
    }
    const problem = claimFinal(genesis, change.header, change.certificate, set, claims);
    if (problem !== undefined) return problem;
    set = made.set;
  }
  const problem = claimFinal(genesis, header, head.certificate, deciding ?? set, claims);
  if (problem !== undefined) return problem;
  const valid = await Promise.all(claims.map(verify));
  return valid.every(Boolean) ? undefined : 'a signature of its certificates does not verify';
}

function claimFinal(
  genesis: Genesis,
  header: BlockHeader,
  certificate: CommitCertificate,
  set: ValidatorSet,
  claims: SignatureClaim[],
): string | undefined {
  const which = `block ${header.height}`;
  if (header.chainId !== genesis.chainId) return `${which} is of the chain ${header.chainId}`;
  if (header.validatorSetHash !== validatorSetHash(set)) {
    return `${which} names other validators than those before it`;
  }
  if (certificate.height !== header.height || certificate.blockId !== blockId(header)) {
    return `the certificate of ${which} is for another block`;
  }
  const required = certificateClaims(genesis.chainId, certificate, set);
  if (!required.ok) return `the certificate of ${which}: ${required.problem.replaceAll('_', ' ')}`;
  claims.push(...required.claims);
  return undefined;
}
