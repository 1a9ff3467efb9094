/** Before a node takes part: what a first look, or the failure of its last run, says is damaged is had from peers. */
import { setTimeout as pause } from 'node:timers/promises';
import { createRequests, type Logger, systemClock, type Transport } from '@trellis/engine';
import {
  type Damage,
  DamagedValue,
  healValue,
  keyText,
  type ValueCheckParts,
} from '@trellis/storage';

/** For peers to be reached. */
const timeoutMs = 15_000;
const pollMs = 50;
const attemptsMax = 5;
const retryMs = 1_000;

export interface HealAtStartParts {
  readonly checks: ValueCheckParts;
  readonly damage: readonly Damage[];
  readonly path: string;
  readonly openTransport: () => Promise<Transport>;
  readonly logger: Logger;
}

/** Throws `DamagedValue` for what could not be healed. */
export async function healAtStart(parts: HealAtStartParts): Promise<void> {
  const { checks, damage, path, logger } = parts;
  const transport = await parts.openTransport();
  const quiet = (): void => undefined;
  try {
    await transport.start({
      onGossip: async () => 'ignore',
      onMessage: quiet,
      onRequest: async function* () {},
      onPeerConnected: quiet,
      onPeerMoved: quiet,
      onPeerDisconnected: quiet,
    });
    await untilConnected(transport);
    const { fetchStored } = createRequests(transport, systemClock);
    for (const { key, what } of damage) {
      let outcome = await healValue(checks, key, fetchStored);
      for (let attempt = 1; outcome === 'failed' && attempt < attemptsMax; attempt++) {
        await pause(retryMs);
        outcome = await healValue(checks, key, fetchStored);
      }
      if (outcome === 'failed') throw new DamagedValue(path, key, what);
      logger.warn({ place: keyText(key), what, outcome }, 'repaired a damaged value');
    }
  } finally {
    await transport.stop();
  }
}

async function untilConnected(transport: Pick<Transport, 'peers'>): Promise<void> {
  const until = performance.now() + timeoutMs;
  const connected = (): number =>
    transport.peers().filter(({ state }) => state === 'connected').length;
  while (connected() === 0 && performance.now() < until) await pause(pollMs);
  // Those that answer a little later have it perhaps when the first has not.
  await pause(10 * pollMs);
}
