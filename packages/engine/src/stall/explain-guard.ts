/** What keeps validators from voting that may have forgotten what they signed, in words. */
import { isQuorum } from '@trellis/protocol';
import type { StallFacts } from './facts.ts';
import { type Finding, list } from './finding.ts';

const advice = 'If its folder was moved after a clean stop, "trellis guard confirm" says so.';

/** Why this node has no vote; it is told besides, and is the reason where its vote is needed. */
export function guardNotice({ guard, vote }: StallFacts): Finding | null {
  if (vote === 'follows' || !('missing' in guard)) return null;
  const missing =
    guard.missing.length === 0 ? '' : ` Not heard of yet: ${list([...guard.missing])}.`;
  if (guard.is === 'comparing') {
    return {
      cause: 'comparing_memory',
      sentence: `This node does not vote yet: after each start it first compares what it remembers to have signed with what a quorum of the validators has seen of it.${missing}`,
    };
  }
  if (guard.doubt === 'withdrawn') {
    return {
      cause: 'not_voting',
      sentence:
        'This node signs nothing more of this chain: it has given its last words, so that the operators can recover the chain ("trellis chain recover"). It continues when it is given the recovery.',
    };
  }
  const why =
    guard.doubt === 'old'
      ? 'it signed more than it remembers, as happens when its data was put back from a copy or was lost.'
      : `its record of what it signed may be a copy, and not every validator has said that it knows of nothing later.${missing} ${advice}`;
  return {
    cause: 'not_voting',
    sentence: `This node signs nothing up to block ${guard.limit}: ${why} It votes again after that block.`,
  };
}

/** Too many validators wait for the others to decide: only people can help. */
export function tooManyForgot({ validators, guard }: StallFacts): Finding | null {
  const totalPower = validators.reduce((sum, { power }) => sum + power, 0);
  const waits = ({ peerLiveness, doubtsMemory }: (typeof validators)[number]): boolean =>
    peerLiveness.is === 'self' ? guard.is === 'waiting' : doubtsMemory;
  const waiting = validators.filter(waits);
  const power = waiting.reduce((sum, one) => sum + one.power, 0);
  if (waiting.length === 0 || isQuorum({ totalPower }, totalPower - power)) return null;
  return {
    cause: 'memory_doubted',
    sentence: `${list(waiting.map(({ name }) => name))} can’t vote, as what they remember to have signed may be old, and the others are no quorum (power ${totalPower - power} of ${totalPower}). Validators that are down, and show nothing later when they are back, end this; so does "trellis guard confirm" for a folder that was moved after a clean stop. If the data of these validators is lost, the chain has to be recovered: "trellis chain recover".`,
  };
}
