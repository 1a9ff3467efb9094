/** Whether a snapshot is of this chain: from the genesis over every change of validators to its own certificate. */
import { claimsFault, type SignatureClaim, type VerifyClaim } from '@trellis/crypto';
import {
  type BlockHeader,
  blockId,
  type CommitCertificate,
  createValidatorSet,
  finalHeaderClaims,
  type Genesis,
  genesisValidatorSet,
  type RecoveryPoint,
  type SnapshotChange,
  type SnapshotHead,
  snapshotRoot,
  type ValidatorSet,
  validatorSetHash,
} from '@trellis/protocol';

/** The chain that a snapshot has to be of. */
export interface SnapshotChain {
  readonly genesis: Genesis;
  readonly recoveries: readonly RecoveryPoint[];
}

/** Says what is wrong, or nothing; the cheap checks first, then every signature. */
export async function snapshotProblem(
  chain: SnapshotChain,
  verify: VerifyClaim,
  head: SnapshotHead,
  changes: readonly SnapshotChange[],
): Promise<string | undefined> {
  const { header } = head;
  if (snapshotRoot(head) !== header.stateRoot) {
    return 'its chunks do not lead to the state root of its header';
  }
  const claims: SignatureClaim[] = [];
  let set = genesisValidatorSet(chain.genesis);
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
    const problem = claimFinal(chain, change.header, change.certificate, set, claims);
    if (problem !== undefined) return problem;
    set = made.set;
  }
  const problem = claimFinal(chain, header, head.certificate, deciding ?? set, claims);
  if (problem !== undefined) return problem;
  const fault = await claimsFault({ ok: true, claims }, verify);
  return fault && 'a signature of its certificates does not verify';
}

function claimFinal(
  { genesis, recoveries }: SnapshotChain,
  header: BlockHeader,
  certificate: CommitCertificate,
  set: ValidatorSet,
  claims: SignatureClaim[],
): string | undefined {
  const { chainId } = genesis;
  const decided = { chainId, recoveries, validatorsAt: () => set };
  const required = finalHeaderClaims(decided, header, certificate);
  if (!required.ok) {
    return `block ${header.height} is not final: ${required.problem.replaceAll('_', ' ')}`;
  }
  claims.push(...required.claims);
  return undefined;
}
