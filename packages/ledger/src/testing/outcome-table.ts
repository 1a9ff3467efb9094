/** Tables of outcomes: what an operation gives after others that succeed. */
import type { Operation, Status } from '@trellis/protocol';
import { expect } from 'vitest';
import { lastSequence } from '../index.ts';
import { addressOf, type TestLedger, transaction } from './ledger-fixture.ts';

export type OutcomeRow = readonly [
  status: Status,
  what: string,
  before: readonly Operation[],
  operation: Operation,
];

/** Runs operations in a block of their own, sent by the account of this name. */
export function act(
  ledger: TestLedger,
  sender: string,
  ...operations: readonly Operation[]
): Status | undefined {
  const sequence = lastSequence(ledger.state, addressOf(sender)) + 1n;
  return ledger.run(transaction(sender, sequence, operations)).receipts[0]?.status;
}

/** Each in a block of its own; one that fails changes nothing but the sequence of its sender. */
export function expectOutcome(
  ledger: TestLedger,
  sender: string,
  [status, _what, before, operation]: OutcomeRow,
): void {
  for (const one of before) expect(act(ledger, sender, one)).toBe('success');
  const records = new Map(ledger.records);
  expect(act(ledger, sender, operation)).toBe(status);
  if (status === 'success') return;
  const changed = [...ledger.records].filter(([key, record]) => records.get(key) !== record);
  expect(changed.map(([key]) => key)).toEqual([`account/${addressOf(sender)}`]);
}
