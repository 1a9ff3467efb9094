/** A signer with its keys in this process, and the memory of what it signed last on disk. */
import { type Address, equalBytes, keyAddress, type SigningKey } from '@trellis/crypto';
import { comparePositions, type Signer, type SigningPosition } from '@trellis/engine';
import {
  type ChainId,
  type Height,
  nextHeight,
  proposalMessage,
  type RecoveryPoint,
  signingDomain,
  toHeight,
  voteMessage,
} from '@trellis/protocol';
import { type LastSigned, type LastSignedFile, nothingSigned } from './last-signed-file.ts';

export function createLocalSigner(options: {
  /** By far the most often one; two while a validator changes its key. */
  readonly keys: readonly SigningKey[];
  readonly chainId: ChainId;
  /** How the chain was recovered: the file is of the newest one, and nothing is signed of what was before. */
  readonly recoveries?: readonly RecoveryPoint[];
  readonly file: LastSignedFile;
}): Signer {
  const { chainId, recoveries = [], file } = options;
  const first = firstHeight(recoveries);
  const keys = new Map(options.keys.map((key) => [keyAddress(key.scheme, key.publicKey), key]));
  let last: LastSigned | null = file.recovered.state === 'new' ? null : file.recovered.last;
  let { guard } = file;
  let memory = { isIntact: file.recovered.state === 'intact', isOriginal: file.isOriginal };
  let hasSigned = false;

  /** The signature for a position, from the key or, for the same message, from the disk. */
  async function signAt(
    by: Address,
    position: SigningPosition,
    message: Uint8Array,
  ): Promise<Uint8Array | null> {
    if (position.height <= guard.limit || position.height < first) return null;
    const order = last === null ? 1 : comparePositions(position, last);
    if (last !== null && order === 0 && equalBytes(message, last.message)) return last.signature;
    if (order <= 0) return null;
    const signature = await keys.get(by)?.sign(position.step, message);
    if (signature === undefined) return null;
    const record = { ...position, message, signature };
    hasSigned = true;
    await file.save(record, guard);
    last = record;
    return signature;
  }

  return {
    away: null,
    addresses: new Set(keys.keys()),
    keys: new Map([...keys].map(([by, { scheme, publicKey }]) => [by, { scheme, publicKey }])),
    get memory() {
      return memory;
    },
    get last() {
      return last;
    },
    get guard() {
      return guard;
    },
    hasSigned: () => hasSigned,
    async keepGuard(record) {
      await file.save(last ?? nothingSigned, record);
      guard = record;
      memory = { isIntact: true, isOriginal: true };
    },
    async signProposal(proposal) {
      const { height, round } = proposal;
      const message = proposalMessage(signingDomain(chainId, recoveries, height), proposal);
      const at = { height, round, step: 'proposal' } as const;
      const signature = await signAt(proposal.proposer, at, message);
      return signature === null ? null : { ...proposal, signature };
    },
    async signVote(vote) {
      const { height, round, type } = vote;
      const message = voteMessage(signingDomain(chainId, recoveries, height), vote);
      const signature = await signAt(vote.validator, { height, round, step: type }, message);
      return signature === null ? null : { ...vote, signature };
    },
  };
}

/** The first height that validators decide after the last recovery, if there is one. */
function firstHeight(recoveries: readonly RecoveryPoint[]): Height {
  const last = recoveries.at(-1);
  return last === undefined ? toHeight(0n) : nextHeight(nextHeight(last.height));
}
