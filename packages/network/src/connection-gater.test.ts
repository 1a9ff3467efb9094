import type { PeerId } from '@libp2p/interface';
import { peerIdFromString } from '@libp2p/peer-id';
import { describe, expect, it } from 'vitest';
import { createBackoff } from './backoff.ts';
import { createConnectionGater } from './connection-gater.ts';
import { generatePeerKey, peerNameOf } from './peer-key.ts';
import { createWireBytes } from './wire-bytes.ts';

async function someone(): Promise<{ id: PeerId; name: ReturnType<typeof peerNameOf> }> {
  const name = peerNameOf(await generatePeerKey());
  return { id: peerIdFromString(name), name };
}

function setUp(permitted: (peer: string) => boolean) {
  const clock = { now: 0 };
  const warnings: unknown[] = [];
  const silent = (): void => undefined;
  const backoff = createBackoff(1_000, () => clock.now);
  const gater = createConnectionGater({
    permitted,
    backoff,
    wireBytes: createWireBytes(),
    logger: { debug: silent, info: silent, warn: (fields) => warnings.push(fields), error: silent },
    now: () => clock.now,
  });
  return { clock, warnings, backoff, gater };
}

describe('the connection gater', () => {
  it('lets permitted peers pass, and others not', async () => {
    const friend = await someone();
    const stranger = await someone();
    const { gater, warnings } = setUp((peer) => peer === friend.name);
    expect(await gater.denyDialPeer?.(friend.id)).toBe(false);
    expect(warnings).toEqual([]);
    expect(await gater.denyDialPeer?.(stranger.id)).toBe(true);
    expect(warnings).toMatchObject([{ peer: stranger.name, direction: 'outbound' }]);
  });

  it('refuses a permitted peer while it cools off', async () => {
    const friend = await someone();
    const { gater, backoff, clock } = setUp(() => true);
    backoff.begin(friend.name);
    expect(await gater.denyDialPeer?.(friend.id)).toBe(true);
    clock.now = 1_000;
    expect(await gater.denyDialPeer?.(friend.id)).toBe(false);
  });

  it('does not let strangers fill the log', async () => {
    const stranger = await someone();
    const { gater, warnings, clock } = setUp(() => false);
    for (let knock = 0; knock < 100; knock += 1) await gater.denyDialPeer?.(stranger.id);
    expect(warnings).toHaveLength(20);
    clock.now = 10_000;
    await gater.denyDialPeer?.(stranger.id);
    expect(warnings).toHaveLength(21);
  });
});
