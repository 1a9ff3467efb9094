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

/** What a process that is gone had sent before may still arrive; after so long it is a second one that lives. */
const twinAfterMs = 2_000;

/** Processes of one peer that are told apart: those before the last two are gone, or will be heard again. */
const instancesMax = 4;

interface Instance {
  readonly firstAt: number;
  readonly lastAt: number;
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
    const lastAt = clock.elapsed();
    const firstAt = instances.get(name)?.firstAt ?? lastAt;
    // The newest stand last.
    instances.delete(name);
    instances.set(name, { firstAt, lastAt, hasSigned });
    const [oldest] = instances.keys();
    if (instances.size > instancesMax && oldest !== undefined) instances.delete(oldest);
    const twin = [...instances].findLast(
      ([other, { lastAt: at }]) => other !== name && at >= firstAt + twinAfterMs,
    );
    return twin === undefined ? null : { hasSigned: twin[1].hasSigned };
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
