/** Gathers what the running engine knows for the explanation of a stall. */
import type { Address } from '@trellis/crypto';
import { protocolOf, readinessAt, validatorSchedule } from '@trellis/ledger';
import { type Height, membersAt, nextHeight, validatorAddress, versionOf } from '@trellis/protocol';
import type { CatchUp } from '../catch-up/catch-up.ts';
import type { Chain } from '../chain/chain.ts';
import type { GuardState } from '../guard/double-sign-guard.ts';
import type { Hellos } from '../guard/hellos.ts';
import { lagMax, type PeerLiveness, unresponsiveAfterMs } from '../peers/peer-liveness.ts';
import type { Registry } from '../peers/registry.ts';
import type { Clock } from '../ports/clock.ts';
import type { PeerName, PeerStatus, Transport } from '../ports/transport.ts';
import { leastStepMs } from '../proposing/check-block.ts';
import type { Mempool } from '../transactions/mempool.ts';
import type { BlockScheduler } from '../voting/block-scheduler.ts';
import type { Driver } from '../voting/driver.ts';
import type { LoggedMachine } from '../voting/logged-machine.ts';
import type { NextHeight } from '../voting/next-height.ts';
import { comparedClock } from './compared-clock.ts';
import type {
  GuardFacts,
  PeerLiveness as LivenessFacts,
  StallFacts,
  ValidatorFacts,
} from './facts.ts';

export interface StallSources {
  readonly chain: Chain;
  readonly registry: Registry;
  readonly peerLiveness: PeerLiveness;
  readonly machine: Pick<LoggedMachine, 'progress'>;
  readonly driver: Pick<Driver, 'runningHeight'>;
  readonly blockScheduler: Pick<BlockScheduler, 'sinceBlockMs'>;
  readonly mempool: Mempool;
  readonly transport: Pick<Transport, 'self' | 'peers'>;
  readonly clock: Clock;
  readonly heartbeatMs: number;
  readonly hellos: Pick<Hellos, 'answers' | 'isConnected'>;
  readonly guardState: () => GuardState;
  readonly chainAheadMaxMs: number;
  readonly nextHeight: Pick<NextHeight, 'vote'>;
  readonly hasWork: () => boolean;
  readonly catchUp: Pick<CatchUp, 'isProgressing'>;
}

/** The facts as they are now; what is left on the disk is not the engine's to know. */
export function stallFacts(sources: StallSources): Omit<StallFacts, 'diskFreeBytes'> {
  const { chain, peerLiveness, driver, blockScheduler, mempool, transport, clock } = sources;
  const head = chain.head().header.height;
  const next = nextHeight(head);
  const { at, stepSince } = sources.machine.progress();
  const voting = driver.runningHeight() === next && at?.height === next ? at : null;
  const headMs = blockScheduler.sinceBlockMs();
  const names = nodeNames(sources, next);
  const peers = transport.peers();
  const nameOf = (validator: Address): string => names.get(validator) ?? validator;
  const announced = new Map(
    readinessAt(chain.state(), next).map(({ node, version }) => [node, version]),
  );
  return {
    head,
    headMs,
    voting: voting && {
      round: voting.round,
      step: voting.step,
      sinceMs: clock.elapsed() - stepSince,
      proposer: nameOf(voting.proposer),
      proposal: voting.proposal,
    },
    version: versionOf(protocolOf(chain.state())),
    validators: chain.validators().validators.map(({ address, power }, index) => ({
      name: nameOf(address),
      power,
      peerLiveness: livenessOf(sources, names.get(address), peers, next),
      prevote: voting?.prevotes[index] ?? 'none',
      precommit: voting?.precommits[index] ?? 'none',
      announced: announced.get(names.get(address) ?? '') ?? null,
      ...toldBy(sources, names.get(address)),
    })),
    vote: sources.nextHeight.vote(),
    guard: guardFacts(sources.guardState(), nameOf),
    chainAheadMs: Number(chain.head().header.time + leastStepMs) - clock.now(),
    chainAheadMaxMs: sources.chainAheadMaxMs,
    hasWork: sources.hasWork(),
    waiting: mempool.count(),
    heartbeatInMs: headMs === null ? null : Math.max(0, sources.heartbeatMs - headMs),
    isCatchingUp: sources.catchUp.isProgressing(),
    highestPeer: peerLiveness.highestFinal(),
    peers: {
      connected: peers.filter(({ state }) => state === 'connected').length,
      known: peers.length,
    },
  };
}

function guardFacts(state: GuardState, nameOf: (validator: Address) => string): GuardFacts {
  return 'missing' in state ? { ...state, missing: state.missing.map(nameOf) } : state;
}

/** What a validator answered when it was last asked. */
function toldBy(
  { hellos, registry, clock }: StallSources,
  name: string | undefined,
): Pick<ValidatorFacts, 'clock' | 'doubtsMemory'> {
  const peer =
    name === undefined ? undefined : (registry.named(name)?.peer as PeerName | undefined);
  const heard = peer === undefined ? undefined : hellos.answers().get(peer);
  if (heard === undefined) return { clock: null, doubtsMemory: false };
  const isConnected = peer !== undefined && hellos.isConnected(peer);
  return {
    clock: isConnected ? comparedClock(heard, clock) : null,
    doubtsMemory: !heard.answer.isReliable,
  };
}

function nodeNames({ chain }: StallSources, height: Height): ReadonlyMap<Address, string> {
  const members = membersAt(validatorSchedule(chain.state()), height);
  return new Map(members.map((member) => [validatorAddress(member), member.node]));
}

const reasonOf = (status: PeerStatus): string | null =>
  status.state === 'absent' ? status.reason : null;

function livenessOf(
  { registry, peerLiveness, transport, clock }: StallSources,
  name: string | undefined,
  peers: readonly PeerStatus[],
  next: Height,
): LivenessFacts {
  const peer =
    name === undefined ? undefined : (registry.named(name)?.peer as PeerName | undefined);
  if (peer === undefined) {
    return { is: 'unconnected', reason: 'it is not in the registry', wasConnected: false };
  }
  if (peer === transport.self) return { is: 'self' };
  const { connected, heardAt, position } = peerLiveness.of(peer);
  const silentMs = heardAt === null ? null : clock.elapsed() - heardAt;
  if (silentMs === null || (!connected && silentMs > unresponsiveAfterMs)) {
    const status = peers.find((one) => one.name === peer);
    const reason = status === undefined ? 'no address of it is known here' : reasonOf(status);
    return { is: 'unconnected', reason, wasConnected: peerLiveness.wasConnected(peer) };
  }
  if (silentMs > unresponsiveAfterMs) return { is: 'silent', forMs: silentMs };
  if (position !== null && position.height + lagMax < next) {
    return { is: 'behind', height: position.height };
  }
  return { is: 'here' };
}
