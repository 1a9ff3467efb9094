/**
 * Answers a node that says who it is: what is known to be signed with its keys, how far this node is, and whether
 * another process with the same peer key was heard of since.
 */
import type { HelloAnswer, HelloRequest } from '../messages/messages.ts';
import { toConsensusMessage } from '../messages/messages.ts';
import type { ChainReader } from '../ports/chain-reader.ts';
import type { Clock } from '../ports/clock.ts';
import type { PeerName } from '../ports/transport.ts';
import type { HeardMessages } from './heard-messages.ts';

export type Greeting = (from: PeerName, hello: HelloRequest) => HelloAnswer;

/**
 * The last word of a process that is gone may still arrive. One that speaks so long after the other began lives, and so
 * does one that speaks twice after that: it asks again only when the answer has come or its connection is lost.
 */
const twinAfterMs = 2_000;

/** Processes of one peer that are told apart: those before the last two are gone, or will be heard again. */
const instancesMax = 4;

interface Instance {
  readonly firstAt: number;
  /** Counts everything that processes of this peer have said. */
  readonly firstTurn: number;
  readonly lastAt: number;
  readonly lastTurn: number;
  /** The one before the last. */
  readonly turnBefore: number;
  readonly hasSigned: boolean;
}

export function createGreeting(parts: {
  readonly clock: Pick<Clock, 'now' | 'elapsed'>;
  readonly store: Pick<ChainReader, 'head'>;
  readonly heard: Pick<HeardMessages, 'latestOf'>;
  readonly isReliable: () => boolean;
}): Greeting {
  const { clock, store, heard, isReliable } = parts;
  const known = new Map<PeerName, Map<string, Instance>>();

  function noteInstance(from: PeerName, { instance, hasSigned }: HelloRequest) {
    const name = instance.join();
    const instances = known.get(from) ?? new Map<string, Instance>();
    known.set(from, instances);
    const earlier = instances.get(name);
    const lastAt = clock.elapsed();
    const lastTurn = 1 + Math.max(0, ...[...instances.values()].map((one) => one.lastTurn));
    const own: Instance = {
      firstAt: earlier?.firstAt ?? lastAt,
      firstTurn: earlier?.firstTurn ?? lastTurn,
      lastAt,
      lastTurn,
      turnBefore: earlier?.lastTurn ?? 0,
      hasSigned,
    };
    // The newest stand last.
    instances.delete(name);
    instances.set(name, own);
    const [oldest] = instances.keys();
    if (instances.size > instancesMax && oldest !== undefined) instances.delete(oldest);
    const twin = [...instances.values()].findLast((one) => one !== own && livesBeside(own, one));
    return twin === undefined ? null : { hasSigned: twin.hasSigned };
  }

  return (from, hello) => ({
    time: BigInt(Math.trunc(clock.now())),
    certified: store.head().header.height,
    isReliable: isReliable(),
    latest: hello.keys.flatMap((key) => {
      const message = heard.latestOf(key);
      return message === undefined ? [] : [toConsensusMessage(message)];
    }),
    twin: noteInstance(from, hello),
  });
}

/** Whether the other one has spoken since this one began, and so that it can't be gone. */
function livesBeside(own: Instance, other: Instance): boolean {
  return other.lastAt >= own.firstAt + twinAfterMs || other.turnBefore > own.firstTurn;
}
