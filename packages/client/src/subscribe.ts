/** Following a node: every final block and the outcome of every transaction, as they happen. */
import type { Client } from './client.ts';
import { ApiProblem, Unreachable } from './errors.ts';
import { type LedgerEvent, openEventStream } from './event-stream.ts';
import { type Followed, followedFromNow, withMissed } from './missed-events.ts';
import { pause } from './pause.ts';

export interface SubscribeOptions {
  /** Pause before the first attempt to connect again; doubled by each that fails, up to 16 times. */
  readonly reconnectMs?: number;
}

/**
 * Events from now on until `signal` is aborted: each block once, in order, followed by its
 * transactions. When the connection breaks it is made again, and what was missed meanwhile is fetched.
 * Throws `Unreachable` or `ApiProblem` when the first connection can't be made, and `ApiProblem` when the node
 * lets the caller in no more: a key that was revoked does not come back by asking again.
 *
 * @example for await (const event of subscribe(client, signal)) if (event.type === 'block') …
 */
export async function* subscribe(
  client: Client,
  signal: AbortSignal,
  { reconnectMs = 250 }: SubscribeOptions = {},
): AsyncGenerator<LedgerEvent> {
  const followed: Followed = followedFromNow();
  let connected = false;
  let delayMs = reconnectMs;
  while (!signal.aborted) {
    try {
      const stream = await openEventStream(client, signal);
      connected = true;
      for await (const event of withMissed(client, stream, followed)) {
        delayMs = reconnectMs;
        yield event;
      }
    } catch (error) {
      if (signal.aborted) return;
      const mayPass =
        error instanceof Unreachable || (error instanceof ApiProblem && !isShutOut(error));
      if (!mayPass || !connected) throw error;
    }
    await pause(delayMs, signal);
    delayMs = Math.min(2 * delayMs, 16 * reconnectMs);
  }
}

function isShutOut({ status }: ApiProblem): boolean {
  return status === 401 || status === 403;
}
