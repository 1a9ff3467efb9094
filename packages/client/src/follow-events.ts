/** Following a node: every final block and the outcome of every transaction, as they happen. */

import { ApiProblem, Unreachable } from './errors.ts';
import { type LedgerEvent, openEventStream } from './event-stream.ts';
import { givenObject, givenSignal } from './given.ts';
import { givenTransport } from './given-transport.ts';
import type { HttpTransport } from './http-transport.ts';
import { type Followed, followedFrom, withMissed } from './missed-events.ts';
import { pause } from './pause.ts';

export interface FollowOptions {
  /** The height of the last block that the caller knows: those after it come first. From now on without it. */
  readonly after?: bigint;
  /** Pause before the first attempt to connect again; doubled by each that fails, up to 16 times. */
  readonly reconnectMs?: number;
}

/**
 * Events from now on until `signal` is aborted: each block once, in order, followed by its
 * transactions. When the connection breaks it is made again, to the next of the transport's nodes if it has several, and what was
 * missed meanwhile is fetched. Throws `Unreachable` or `ApiProblem` when no node can be connected to at first, and `ApiProblem` when the node
 * lets the caller in no more: a key that was revoked does not come back by asking again.
 *
 * @example for await (const event of followEvents(transport, signal)) console.log(event.type, event.height);
 */
export async function* followEvents(
  transport: HttpTransport,
  signal: AbortSignal,
  options: FollowOptions = {},
): AsyncGenerator<LedgerEvent> {
  const { reconnectMs = 250, after } = givenObject(options, 'options of following');
  givenTransport(transport);
  givenSignal(signal);
  const followed: Followed = followedFrom(after);
  const nodes = [transport, ...(transport.others ?? [])];
  let connected = false;
  let delayMs = reconnectMs;
  for (let attempt = 0; !signal.aborted; attempt++) {
    const ended = new AbortController();
    const either = AbortSignal.any([signal, ended.signal]);
    try {
      const stream = await openEventStream(nodes[attempt % nodes.length] ?? transport, either);
      connected = true;
      for await (const event of withMissed(transport, stream, followed)) {
        delayMs = reconnectMs;
        yield event;
      }
    } catch (error) {
      if (signal.aborted) return;
      const mayPass =
        error instanceof Unreachable || (error instanceof ApiProblem && !isShutOut(error));
      const isLast = !connected && attempt + 1 >= nodes.length;
      if (!mayPass || isLast) throw error;
    } finally {
      // Also when the caller leaves its loop: an open connection would keep its program from ending.
      ended.abort();
    }
    await pause(delayMs, signal);
    delayMs = Math.min(2 * delayMs, 16 * reconnectMs);
  }
}

function isShutOut({ status }: ApiProblem): boolean {
  return status === 401 || status === 403;
}
