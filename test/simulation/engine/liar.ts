/** What a liar's engine is made to say: it is correct itself, and what it says is changed on the way out. */
import type { SigningKey } from '@trellis/crypto';
import {
  blockId,
  type ChainId,
  decode,
  encode,
  proposalMessage,
  type SignedVote,
  validatorAddress,
  voteMessage,
} from '@trellis/protocol';
import {
  directMessageCodec,
  proposalMessageCodec,
} from '../../../packages/node/src/engine/messages.ts';
import type { Random } from '../random.ts';
import type { Said } from './network.ts';
import type { EngineVice } from './plan.ts';

/** What it says to this peer in place of what its engine says; it can only sign what it knew before. */
export type Lie = (to: number, said: Said) => readonly Said[];

/**
 * A liar of this vice. Signing takes no time here, so `signed` holds what was prepared when the engine's
 * own message was seen first; a lie that is not ready yet is left for the next peer.
 */
export function createLie(
  vice: EngineVice,
  parts: { readonly random: Random; readonly key: SigningKey; readonly chainId: ChainId },
): Lie {
  const { random, key, chainId } = parts;
  const own = validatorAddress(key);
  const favourites = new Set<number>();
  const strangers = new Set<number>();
  const lies = new WeakMap<Uint8Array, Uint8Array>();

  async function voteForNothing(bytes: Uint8Array, vote: SignedVote): Promise<void> {
    // The one thing that every voter can say besides: nil for a block, a block for nil.
    const blockIdInstead = vote.blockId === null ? lastBlock : null;
    const other = { ...vote, blockId: blockIdInstead };
    const signature = await key.sign(vote.type, voteMessage(chainId, other));
    lies.set(bytes, encode(directMessageCodec, { type: 'vote', vote: { ...other, signature } }));
  }
  let lastBlock: SignedVote['blockId'] = null;

  function contradict(said: Said): readonly Said[] {
    if (said.kind !== 'direct') return [said];
    const message = decode(directMessageCodec, said.bytes);
    if (!message.ok || message.value.type !== 'vote') return [said];
    const { vote } = message.value;
    if (vote.blockId !== null) lastBlock = vote.blockId;
    if (vote.validator !== own) return [said];
    if (!lies.has(said.bytes)) void voteForNothing(said.bytes, vote);
    const lie = lies.get(said.bytes);
    const other: Said[] = lie === undefined ? [] : [{ kind: 'direct', bytes: lie }];
    return random.pick([[said], other, [...other, said]]);
  }

  async function proposeAnother(bytes: Uint8Array): Promise<void> {
    const message = decode(proposalMessageCodec, bytes);
    if (!message.ok || message.value.proposal.proposer !== own) return;
    const { proposal, block } = message.value;
    const header = { ...block.header, time: block.header.time + 1n };
    const other = { ...proposal, blockId: blockId(header) };
    const signature = await key.sign('proposal', proposalMessage(chainId, other));
    const changed = { proposal: { ...other, signature }, block: { ...block, header } };
    lies.set(bytes, encode(proposalMessageCodec, changed));
  }

  function proposeTwice(said: Said): readonly Said[] {
    if (said.kind !== 'gossip' || said.topic !== 'proposals') return [said];
    if (!lies.has(said.bytes)) void proposeAnother(said.bytes);
    const lie = lies.get(said.bytes);
    return lie === undefined || random.chance(0.5) ? [said] : [{ ...said, bytes: lie }];
  }

  function spoil(said: Said): readonly Said[] {
    if (random.chance(0.8)) return [said];
    const bytes = said.bytes.slice();
    for (let changes = random.between(1, 4); changes > 0; changes--) {
      bytes[random.below(bytes.length)] = random.below(256);
    }
    return [{ ...said, bytes: random.chance(0.2) ? bytes.subarray(0, bytes.length >> 1) : bytes }];
  }

  function missign(said: Said): readonly Said[] {
    if (said.kind !== 'direct' || random.chance(0.5)) return [said];
    const message = decode(directMessageCodec, said.bytes);
    if (!message.ok || message.value.type !== 'vote') return [said];
    const { vote } = message.value;
    const signature = vote.signature.map((byte) => byte ^ 1);
    const changed = { type: 'vote', vote: { ...vote, signature } } as const;
    return [{ kind: 'direct', bytes: encode(directMessageCodec, changed) }];
  }

  return (to, said) => {
    switch (vice) {
      case 'mute':
        return [];
      case 'selection': {
        if (!favourites.has(to) && !strangers.has(to)) {
          (random.chance(0.5) ? favourites : strangers).add(to);
        }
        return favourites.has(to) ? [said] : [];
      }
      case 'double votes':
        return contradict(said);
      case 'double proposals':
        return proposeTwice(said);
      case 'garbage':
        return spoil(said);
      case 'bad signatures':
        return missign(said);
      case 'amnesia':
      case 'twin':
        return [said];
    }
  };
}
