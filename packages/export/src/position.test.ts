import { limits } from '@trellis/protocol';
import { expect, it } from 'vitest';
import { expiredHolds, type OpenHold } from './position.ts';

const hold = (expiresAt: bigint): OpenHold =>
  ({ hold: `${expiresAt}`, expiresAt, amount: 1n }) as unknown as OpenHold;

it('gives holds back at their second, the earliest first, and a bounded number in a block', () => {
  const some = [hold(3_000n), hold(1_000n), hold(2_000n)];
  expect(expiredHolds(some, 2_000n).map(({ expiresAt }) => expiresAt)).toEqual([1_000n, 2_000n]);
  expect(expiredHolds(some, 999n)).toEqual([]);
  const most = limits.holdsExpiredPerBlock;
  const many = Array.from({ length: most + 5 }, (_, index) => hold(BigInt(index) * 1_000n));
  expect(expiredHolds(many, 10n ** 12n)).toHaveLength(most);
  // A second is given back whole.
  const same = Array.from({ length: most + 5 }, () => hold(1_000n));
  expect(expiredHolds([...same, hold(2_000n)], 10n ** 12n)).toHaveLength(most + 5);
});
