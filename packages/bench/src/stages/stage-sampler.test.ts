import { describe, expect, it } from 'vitest';
import { samplesByStage, shareOut } from './stage-sampler.ts';

const frame = (functionName: string, url: string) => ({
  functionName,
  url,
  scriptId: '1',
  lineNumber: 0,
  columnNumber: 0,
});

const nodes = [
  { id: 1, callFrame: frame('(root)', ''), hitCount: 0, children: [2, 3, 4, 7, 9] },
  { id: 2, callFrame: frame('(idle)', ''), hitCount: 500 },
  { id: 3, callFrame: frame('(garbage collector)', ''), hitCount: 5 },
  {
    id: 4,
    callFrame: frame('admit', 'file:///x/packages/engine/src/transactions/admission.ts'),
    hitCount: 2,
    children: [5, 6],
  },
  {
    id: 5,
    callFrame: frame('read', 'file:///x/packages/protocol/src/codec-composite.ts'),
    hitCount: 7,
    children: [8],
  },
  { id: 6, callFrame: frame('update', 'node:internal/crypto/hash'), hitCount: 3 },
  { id: 7, callFrame: frame('processTicks', 'node:internal/process/task_queues'), hitCount: 11 },
  { id: 8, callFrame: frame('setFromHex', ''), hitCount: 1 },
  {
    id: 9,
    callFrame: frame('verifyOneShot', 'node:internal/crypto/sig'),
    hitCount: 4,
    children: [10],
  },
  { id: 10, callFrame: frame('run', ''), hitCount: 90 },
];

describe('samples by stage', () => {
  const samples = samplesByStage({ nodes });

  it('go to the place of the function, or else of whoever called it', () => {
    expect(samples.decode).toBe(8);
    expect(samples.consensus).toBe(5);
    expect(samples.gc).toBe(5);
  });

  it('leave idle time out, and waiting for the core that a woken thread took; the rest is other', () => {
    expect(samples.verify).toBe(4);
    expect(samples.other).toBe(11);
    expect(Object.values(samples).reduce((a, b) => a + b)).toBe(33);
  });

  it('divide an amount in their ratio, without losing any of it', () => {
    const shares = shareOut(samples, 3_300);
    expect(shares.decode).toBe(800);
    expect(Object.values(shares).reduce((a, b) => a + b)).toBeCloseTo(3_300);
    expect(shareOut(samplesByStage({ nodes: [] }), 40).other).toBe(40);
  });
});
