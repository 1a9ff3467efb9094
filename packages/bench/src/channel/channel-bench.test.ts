import { describe, expect, it } from 'vitest';
import { channelFigures, channelText, runChannelBench } from './index.ts';

const plan = { connects: 2, connectsPerSecond: 50, bulkBytes: 1e6, messages: 20 };

describe('the measurement of channels', () => {
  it('has a sample of each figure for every channel and round, and shows them all', async () => {
    const shares: number[] = [];
    const { result, metrics } = await runChannelBench(
      { kinds: ['noise', 'X25519MLKEM768'], rounds: 2, plan },
      (share) => shares.push(share),
    );
    expect(shares).toEqual([0.25, 0.5, 0.75, 1]);
    expect(metrics).toHaveLength(2 * channelFigures.length);
    for (const { samples, yardstick, better } of metrics) {
      expect(samples).toHaveLength(2);
      expect(yardstick?.length ?? 2).toBe(2);
      expect(better).not.toBe('none');
    }
    const lines = channelText(result).split('\n');
    expect(lines).toHaveLength(1 + channelFigures.length);
    expect(lines[0]).toContain('X25519MLKEM768');
  });

  it('stops when it is told to', async () => {
    const stopped = new AbortController();
    stopped.abort(new Error('enough'));
    const running = runChannelBench(
      { kinds: ['noise'], rounds: 1, plan },
      undefined,
      stopped.signal,
    );
    await expect(running).rejects.toThrow('enough');
  });
});
