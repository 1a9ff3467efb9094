import type { Address } from '@trellis/crypto';
import {
  type AssetCode,
  type RecordOf,
  type StateKey,
  type StateKind,
  stateKey,
} from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { openState } from './level-state.ts';

const EUR = 'EUR' as AssetCode;
const keyOf = (index: number) =>
  stateKey.balance(index.toString(16).padStart(64, '0') as Address, EUR);

describe('the state with records kept decoded', () => {
  it('gives what was written last, however much came between, and reads what it has forgotten', () => {
    const stored = new Map<StateKey, { amount: bigint }>();
    let reads = 0;
    const state = openState(<K extends StateKind>(key: StateKey<K>) => {
      reads += 1;
      // All keys here are of balances.
      return (stored.get(key) ?? null) as RecordOf<K> | null;
    }, 200);
    const write = (from: number, to: number, amount: bigint): void => {
      const changes = new Map(
        Array.from({ length: to - from }, (_, offset) => [keyOf(from + offset), { amount }]),
      );
      for (const [key, record] of changes) stored.set(key, record);
      state.accept(changes);
    };
    write(0, 100, 1n);
    write(0, 50, 2n);
    write(100, 150, 1n);
    write(0, 10, 3n);
    write(150, 350, 1n);
    const amounts = [5, 20, 70, 349].map((index) => state.get(keyOf(index))?.amount);
    expect(amounts).toEqual([3n, 2n, 1n, 1n]);
    // The last one was still there, and the others are again.
    expect(reads).toBe(3);
    expect(state.get(keyOf(20))?.amount).toBe(2n);
    expect(reads).toBe(3);
    expect(state.get(keyOf(400))).toBeUndefined();
    expect(state.get(keyOf(400))).toBeUndefined();
    expect(reads).toBe(4);
  });

  it('keeps an entry that is in use through any number of others', () => {
    let reads = 0;
    const [used, record] = [keyOf(1), { amount: 7n }];
    const state = openState(() => {
      reads += 1;
      return null;
    }, 200);
    state.accept(new Map([[used, record]]));
    for (let index = 2; index < 1_000; index++) {
      state.accept(new Map([[keyOf(index), record]]));
      if (index % 50 === 0) expect(state.get(used)).toBe(record);
    }
    expect(reads).toBe(0);
  });
});
