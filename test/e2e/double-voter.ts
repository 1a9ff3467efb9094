/** A peer with the keys of a validator that is stopped: it says one thing to all, and then another. */
import { randomBytes } from 'node:crypto';
import { hash, keyAddress, type SigningKey } from '@trellis/crypto';
import { directMessageCodec } from '@trellis/engine';
import {
  encode,
  type RecoveryPoint,
  signingDomain,
  toHeight,
  voteMessage,
} from '@trellis/protocol';
import { type BorrowedPeerPlan, startBorrowedPeer } from './borrowed-peer.ts';

export interface DoubleVoter {
  /** Sends every peer two prevotes for different blocks of a height. */
  voteTwice(height: bigint): Promise<void>;
  stop(): Promise<void>;
}

export async function startDoubleVoter(
  plan: BorrowedPeerPlan & {
    readonly key: SigningKey;
    /** Of a chain that was recovered. */
    readonly recoveries?: readonly RecoveryPoint[];
  },
): Promise<DoubleVoter> {
  const { key, chainId, recoveries = [] } = plan;
  const transport = await startBorrowedPeer(plan);
  const validator = keyAddress(key.scheme, key.publicKey);

  async function vote(height: bigint): Promise<void> {
    const voted = { height: toHeight(height), round: 0, blockId: hash('header', randomBytes(32)) };
    const domain = signingDomain(chainId, recoveries, voted.height);
    const signature = await key.sign('prevote', voteMessage(domain, voted));
    const signed = { type: 'prevote' as const, ...voted, validator, signature };
    transport.broadcast(encode(directMessageCodec, { type: 'vote', vote: signed }));
  }

  return {
    async voteTwice(height) {
      await vote(height);
      await vote(height);
    },
    stop: () => transport.stop(),
  };
}
