/** An upgrade of the network while it runs: when each node gets newer software, and what is voted and announced. */
import type { Hash, SigningKey } from '@trellis/crypto';
import { protocolOf } from '@trellis/ledger';
import {
  firstVersion,
  nextHeight,
  type Operation,
  stateKey,
  toHeight,
  versionOf,
} from '@trellis/protocol';
import { accountOf, nodeName } from '../../small-chain.ts';
import { createRandom } from '../random.ts';
import type { Referee } from './referee.ts';

export interface UpgradePlan {
  readonly voteAtMs: number;
  /** Blocks between the vote and the first block of the version. */
  readonly blocks: number;
  /** When a node is started with newer software; those that are forgotten get it when all is healed. */
  readonly replacedAtMs: ReadonlyMap<number, number>;
}

const version = 2;

/** By a course of chance of its own, so that runs are otherwise what they would be without. */
export function chooseUpgrade(seed: number, count: number, healAtMs: number): UpgradePlan | null {
  const random = createRandom(seed + 0x5eed);
  if (!random.chance(0.6)) return null;
  const forgotten = random.chance(0.6) ? random.below(count) : null;
  // One that observes or joins is one more.
  const nodes = Array.from({ length: count + 2 }, (_, index) => index);
  return {
    voteAtMs: random.between(300, 1_500),
    blocks: random.between(2, 10),
    replacedAtMs: new Map(
      nodes.map((index) => [
        index,
        index === forgotten
          ? healAtMs
          : random.between(200, Math.max(300, Math.floor(healAtMs / 3))),
      ]),
    ),
  };
}

export interface Upgrader {
  /** The newest version that the software of a node knows, at the moment. */
  knownVersion(index: number): number;
  /** The next thing to vote or to announce, `null` for nothing at present. */
  next(): Operation | null;
  /** What became of it. */
  outcome(): 'none' | 'planned' | 'effective' | 'lapsed';
}

export function createUpgrader(parts: {
  readonly plan: UpgradePlan | null;
  readonly governor: SigningKey;
  readonly validators: readonly number[];
  readonly referee: Referee;
  readonly now: () => number;
}): Upgrader {
  const { plan, governor, validators, referee, now } = parts;
  const source = accountOf(governor);
  const { chain } = referee;
  let voted = false;
  const knownVersion = (index: number): number =>
    plan === null || now() >= (plan.replacedAtMs.get(index) ?? 0) ? version : firstVersion;

  function vote({ blocks }: UpgradePlan): Operation {
    voted = true;
    const next = nextHeight(chain.head().header.height);
    const height = toHeight(next + BigInt(blocks));
    const release = { release: 'simulated', releaseHash: 'ab'.repeat(32) as Hash };
    const actions = [{ type: 'upgrade', version, height, ...release } as const];
    return { type: 'propose', source, actions, expiresAt: toHeight(next + 1_000n) };
  }

  return {
    knownVersion,
    next() {
      if (plan === null) return null;
      if (!voted && now() >= plan.voteAtMs) return vote(plan);
      const silent = validators.find((index) => {
        const said = chain.state().get(stateKey.announcement(nodeName(index)));
        return said === undefined && knownVersion(index) === version;
      });
      if (silent === undefined) return null;
      return { type: 'announceVersion', source, node: nodeName(silent), version };
    },
    outcome() {
      const protocol = protocolOf(chain.state());
      if (versionOf(protocol) === version) return 'effective';
      if (protocol.lapsed !== null) return 'lapsed';
      return protocol.pending === null ? 'none' : 'planned';
    },
  };
}
