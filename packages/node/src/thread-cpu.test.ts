import { describe, expect, it } from 'vitest';
import { threadKind } from './thread-cpu.ts';

describe('threads', () => {
  it('are told apart by the names that Node gives them', () => {
    expect(threadKind('node-MainThread\n', true)).toBe('main');
    expect(threadKind('node-MainThread\n', false)).toBe('database');
    expect(threadKind('libuv-worker\n', false)).toBe('pool');
    expect(threadKind('node-V8Worker\n', false)).toBe('engine');
    expect(threadKind('SignalInspector\n', false)).toBe('rest');
  });
});
