/** The network as the double-sign guard sees it: which validators count, and what each of them answered. */
import type { Address } from '@trellis/crypto';
import { validatorSchedule } from '@trellis/ledger';
import {
  type Height,
  isQuorum,
  isSkipThreshold,
  nextHeight,
  type ValidatorSet,
} from '@trellis/protocol';
import type { Chain } from '../chain/chain.ts';
import { type Registry, validatorPeer } from '../peers/registry.ts';
import type { Signer } from '../ports/signer.ts';
import type { PeerName } from '../ports/transport.ts';
import type { HeardAnswer, Hellos } from './hellos.ts';
import { judgeLimit, type World } from './judge-memory.ts';
import type { ShownMessages } from './shown-messages.ts';

export interface GuardViewParts {
  readonly signer: Signer;
  readonly chain: Pick<Chain, 'head' | 'validatorsAt' | 'state'>;
  readonly registry: Registry;
  readonly hellos: Pick<Hellos, 'answers'>;
}

interface ReachedLimit {
  readonly limit: Height;
  /** Since when connections last. */
  readonly settledSince: number;
}

export interface GuardView {
  head(): Height;
  /** Whether one of our keys decides the next height. */
  votesNext(): boolean;
  /** Validators of the next height that have not answered. */
  missing(): readonly Address[];
  world(shown: ShownMessages, hasListened: boolean): World;
  /** What comes of a limit whose height is final, by the answers since then. */
  limitReached(reached: ReachedLimit, shown: ShownMessages): ReturnType<typeof judgeLimit>;
  /** Whether somebody honest hears of another process with our peer key, and whether that one has signed. */
  twin(): { readonly hasSigned: boolean } | null;
  /** Whether these are the peers of more than a third of the power. */
  areMany(peers: ReadonlySet<PeerName>): boolean;
}

export function createGuardView(parts: GuardViewParts): GuardView {
  const { signer, chain, hellos } = parts;
  const head = (): Height => chain.head().header.height;
  const set = (): ValidatorSet => chain.validatorsAt(nextHeight(head()));
  return {
    head,
    votesNext: () => set().validators.some(({ address }) => signer.addresses.has(address)),
    missing() {
      const answered = answersAt(parts, set());
      return set().validators.flatMap(({ address }) =>
        signer.addresses.has(address) || answered.has(address) ? [] : [address],
      );
    },
    world: (shown, hasListened) => ({
      head: head(),
      validators: set(),
      ours: signer.addresses,
      answers: new Map(
        [...answersAt(parts, set())].map(([address, heard]) => {
          const { certified, isReliable } = heard.answer;
          return [address, { certified, isReliable, latest: shown.latestIn(heard) }];
        }),
      ),
      shown: [
        ...shown.noted(),
        ...[...hellos.answers().values()].flatMap((heard) => shown.latestIn(heard) ?? []),
      ],
      hasListened,
    }),
    limitReached: (reached, shown) => limitReached(parts, reached, shown),
    twin: () => twinIn(set(), answersAt(parts, set())),
    areMany(peers) {
      const peerAt = peersAt(parts);
      const isOne = (address: Address): boolean => {
        const peer = peerAt(address);
        return peer !== undefined && peers.has(peer);
      };
      return isSkipThreshold(set(), powerOf(set(), isOne));
    },
  };
}

/** The peer of each validator of the next height, as far as it is known. */
function peersAt({
  chain,
  registry,
}: Pick<GuardViewParts, 'chain' | 'registry'>): (address: Address) => PeerName | undefined {
  const schedule = validatorSchedule(chain.state());
  const height = nextHeight(chain.head().header.height);
  return (address) => validatorPeer(registry, schedule, height, address);
}

/** By validator of the next height. */
function answersAt(
  parts: GuardViewParts,
  { validators }: ValidatorSet,
): ReadonlyMap<Address, HeardAnswer> {
  const peerAt = peersAt(parts);
  const all = parts.hellos.answers();
  return new Map(
    validators.flatMap(({ address }) => {
      const peer = peerAt(address);
      const heard = peer === undefined ? undefined : all.get(peer);
      return heard === undefined ? [] : [[address, heard] as const];
    }),
  );
}

function powerOf({ validators }: ValidatorSet, counts: (address: Address) => boolean): number {
  return validators.reduce((sum, { address, power }) => (counts(address) ? sum + power : sum), 0);
}

function limitReached(
  parts: GuardViewParts,
  { limit, settledSince }: ReachedLimit,
  shown: ShownMessages,
): ReturnType<typeof judgeLimit> {
  const { signer, chain, hellos } = parts;
  const { height } = chain.head().header;
  const set = chain.validatorsAt(nextHeight(height));
  const isFresh = ({ headWhenAsked, askedAt }: HeardAnswer): boolean =>
    headWhenAsked >= limit && askedAt >= settledSince;
  const fresh = [...hellos.answers().values()].filter(isFresh);
  const positions = [...shown.noted(), ...fresh.flatMap((heard) => shown.latestIn(heard) ?? [])];
  const askedAt = fresh.reduce(
    (least, { headWhenAsked }) => (headWhenAsked < least ? headWhenAsked : least),
    height,
  );
  const found = judgeLimit(limit, positions, askedAt);
  if (found !== 'reached') return found;
  const answered = answersAt(parts, set);
  const power = powerOf(set, (address) => {
    const heard = answered.get(address);
    return signer.addresses.has(address) || (heard !== undefined && isFresh(heard));
  });
  return isQuorum(set, power) ? 'reached' : 'ask again';
}

/** What more than a third of the power says, thus somebody honest. */
function twinIn(
  set: ValidatorSet,
  answers: ReadonlyMap<Address, HeardAnswer>,
): ReturnType<GuardView['twin']> {
  const told = new Map(
    [...answers].flatMap(([address, { answer }]) =>
      answer.twin === null ? [] : [[address, answer.twin.hasSigned] as const],
    ),
  );
  if (
    !isSkipThreshold(
      set,
      powerOf(set, (address) => told.has(address)),
    )
  )
    return null;
  return { hasSigned: [...told.values()].some(Boolean) };
}
