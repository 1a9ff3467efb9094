import { describe, expect, it } from 'vitest';
import { generatePeerKey, peerNameOf } from './peer-key.ts';

describe('peer keys', () => {
  it('have a peer name that stays the same', async () => {
    const key = await generatePeerKey();
    expect(peerNameOf(key)).toBe(peerNameOf(key.slice()));
    expect(peerNameOf(await generatePeerKey())).not.toBe(peerNameOf(key));
  });

  it('are refused when damaged, without being shown', async () => {
    const key = await generatePeerKey();
    const damaged = [new Uint8Array(), key.subarray(1), key.subarray(0, 40), new Uint8Array(68)];
    for (const bytes of damaged) {
      expect(() => peerNameOf(bytes)).toThrow(expect.objectContaining({ code: 'bad_peer_key' }));
    }
    for (let bit = 0; bit < 8 * key.length; bit++) {
      const flipped = key.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => peerNameOf(flipped), `bit ${bit}`).toThrow(
        expect.objectContaining({ code: 'bad_peer_key' }),
      );
    }
    const hex = Buffer.from(key).toString('hex').slice(20, 40);
    expect(() => peerNameOf(key.subarray(1))).not.toThrow(hex);
  });
});
