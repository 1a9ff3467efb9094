/** What a liar's engine is made to say: it is correct itself, and what it says is changed on the way out. */
import type { Address, SigningKey } from '@trellis/crypto';
import { directMessageCodec, proposalMessageCodec } from '@trellis/engine';
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
import type { Random } from '../random.ts';
import type { Said } from './network.ts';
import type { EngineVice } from './plan.ts';

export interface Lie {
  /** What it says to this peer in place of what its engine says; what is signed again comes a little later. */
  says(to: number, said: Said): readonly (Said | Promise<Said>)[];
  /** What it answers in place of a piece of its engine's answer. */
  answers(piece: Uint8Array): Uint8Array;
}

export function createLie(
  vice: EngineVice,
  parts: {
    readonly random: Random;
    readonly keys: readonly SigningKey[];
    readonly chainId: ChainId;
  },
): Lie {
  const { random, chainId } = parts;
  const keys = new Map<Address, SigningKey>(parts.keys.map((key) => [validatorAddress(key), key]));
  const favourites = new Set<number>();
  const strangers = new Set<number>();
  /** Of each message, the one that contradicts it, the same for all peers. */
  const lies = new WeakMap<Uint8Array, Promise<Said>>();
  let lastBlock: SignedVote['blockId'] = null;

  function lieAbout(said: Said, make: () => Promise<Said>): Promise<Said> {
    const lie = lies.get(said.bytes) ?? make();
    lies.set(said.bytes, lie);
    return lie;
  }

  /** The one thing that every voter can say besides: nil for a block, a block for nil. */
  async function voteOtherwise(key: SigningKey, vote: SignedVote): Promise<Said> {
    const other = { ...vote, blockId: vote.blockId === null ? lastBlock : null };
    const signature = await key.sign(vote.type, voteMessage(chainId, other));
    const message = { type: 'vote', vote: { ...other, signature } } as const;
    return { kind: 'direct', bytes: encode(directMessageCodec, message) };
  }

  function contradict(said: Said): readonly (Said | Promise<Said>)[] {
    if (said.kind !== 'direct') return [said];
    const message = decode(directMessageCodec, said.bytes);
    if (!message.ok || message.value.type !== 'vote') return [said];
    const { vote } = message.value;
    if (vote.blockId !== null) lastBlock = vote.blockId;
    const key = keys.get(vote.validator);
    if (key === undefined) return [said];
    const lie = lieAbout(said, () => voteOtherwise(key, vote));
    return random.pick([[said], [lie], [lie, said]]);
  }

  function proposeTwice(said: Said): readonly (Said | Promise<Said>)[] {
    if (said.kind !== 'gossip' || said.topic !== 'proposals') return [said];
    const message = decode(proposalMessageCodec, said.bytes);
    if (!message.ok) return [said];
    const { proposal, block } = message.value;
    const key = keys.get(proposal.proposer);
    if (key === undefined) return [said];
    const lie = lieAbout(said, async () => {
      const header = { ...block.header, time: block.header.time + 1n };
      const other = { ...proposal, blockId: blockId(header) };
      const signature = await key.sign('proposal', proposalMessage(chainId, other));
      const changed = { proposal: { ...other, signature }, block: { ...block, header } };
      return { ...said, bytes: encode(proposalMessageCodec, changed) };
    });
    return random.pick([[said], [lie], [lie, said]]);
  }

  function spoil(said: Uint8Array): Uint8Array {
    if (random.chance(0.8)) return said;
    const bytes = said.slice();
    for (let changes = random.between(1, 4); changes > 0; changes--) {
      bytes[random.below(bytes.length)] = random.below(256);
    }
    return random.chance(0.2) ? bytes.subarray(0, bytes.length >> 1) : bytes;
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

  function say(to: number, said: Said): readonly (Said | Promise<Said>)[] {
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
        return [{ ...said, bytes: spoil(said.bytes) }];
      case 'bad signatures':
        return missign(said);
      case 'false answers':
      case 'amnesia':
      case 'twin':
        return [said];
    }
  }

  return {
    says: say,
    answers: (piece) => (vice === 'false answers' ? spoil(piece) : piece),
  };
}
