import { describe, expect, it } from 'vitest';
import { measureChannel } from './measure.ts';

const plan = { connects: 4, connectsPerSecond: 50, bulkBytes: 2e6, messages: 50 };

describe('measuring a channel', () => {
  it('gives every figure, and shows what ML-DSA and ML-KEM weigh', async () => {
    const noise = await measureChannel('noise', plan);
    const ours = await measureChannel('X25519MLKEM768', plan);
    for (const cost of [noise, ours]) {
      const { kind, idle, busy, ...rest } = cost;
      for (const figure of [
        ...Object.values(rest),
        ...Object.values(idle),
        ...Object.values(busy),
      ]) {
        expect(figure, kind).toBeGreaterThan(0);
      }
    }
    // Two certificates of 5.6 kB, two signatures of 3.3 kB, and the two key shares.
    expect(ours.handshakeBytes).toBeGreaterThan(20_000);
    expect(ours.handshakeBytes).toBeLessThan(24_000);
    expect(noise.handshakeBytes).toBeLessThan(1_000);
  });
});
