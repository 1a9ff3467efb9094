import { rejectionMeaning, statuses } from '@trellis/protocol';
import { expect, it } from 'vitest';
import { outcomeReasons, reasonNames, reasonOf } from '../index.ts';

it('has a reason of the external list for each outcome of the ledger but success', () => {
  const failures = statuses.filter((status) => status !== 'success');
  expect(Object.keys(outcomeReasons).sort()).toEqual(
    [...failures, ...Object.keys(rejectionMeaning)].sort(),
  );
  for (const reason of Object.values(outcomeReasons)) {
    expect(Object.keys(reasonNames)).toContain(reason);
  }
});

it('gives no reason of its own to what it does not know', () => {
  expect(reasonOf('insufficient_funds')).toBe('AM04');
  expect(reasonOf('of_a_newer_node')).toBe('MS03');
});
