import type { Operation, Status } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { balanceOf } from './index.ts';
import {
  addressOf,
  createLedger,
  EUR,
  makeGenesis,
  transaction,
} from './testing/ledger-fixture.ts';
import { publishKey, sealedFor } from './testing/operation-samples.ts';

const [issuer, alice, bob, carol] = ['issuer', 'alice', 'bob', 'carol'].map(addressOf) as [
  ReturnType<typeof addressOf>,
  ReturnType<typeof addressOf>,
  ReturnType<typeof addressOf>,
  ReturnType<typeof addressOf>,
];
const payment = (readers: readonly (typeof alice)[], to = bob, amount = 10n): Operation => ({
  type: 'paySealed',
  source: alice,
  to,
  asset: EUR,
  amount,
  sealed: sealedFor(readers),
});
const audit = (auditor: typeof alice | null): Operation => ({
  type: 'setAuditor',
  source: issuer,
  asset: EUR,
  auditor,
});
const withdraw: Operation = { type: 'setEncryptionKey', source: bob, publicKey: null };

/** What the last operation gives after the others. */
const table: readonly (readonly [Status, string, readonly Operation[]])[] = [
  ['success', 'for the payee', [publishKey(bob), payment([bob])]],
  ['no_encryption_key', 'for a payee without a key', [payment([bob])]],
  ['no_encryption_key', 'after it was taken away', [publishKey(bob), withdraw, payment([bob])]],
  ['wrong_readers', 'for somebody else', [publishKey(bob), publishKey(carol), payment([carol])]],
  [
    'wrong_readers',
    'for one too many',
    [publishKey(bob), publishKey(carol), payment([bob, carol])],
  ],
  ['insufficient_funds', 'of too much', [publishKey(bob), payment([bob], bob, 1_001n)]],
  ['same_account', 'to oneself', [publishKey(alice), payment([alice], alice)]],
  ['zero_amount', 'of nothing', [publishKey(bob), payment([bob], bob, 0n)]],
  [
    'success',
    'for payee and auditor',
    [publishKey(bob), publishKey(carol), audit(carol), payment([bob, carol])],
  ],
  [
    'wrong_readers',
    'without the auditor',
    [publishKey(bob), publishKey(carol), audit(carol), payment([bob])],
  ],
  [
    'wrong_readers',
    'in the other order',
    [publishKey(bob), publishKey(carol), audit(carol), payment([carol, bob])],
  ],
  [
    'success',
    'to the auditor, who is named once',
    [publishKey(carol), audit(carol), payment([carol], carol)],
  ],
  [
    'success',
    'without the auditor that was',
    [publishKey(bob), publishKey(carol), audit(carol), audit(null), payment([bob])],
  ],
  ['no_encryption_key', 'naming an auditor without a key', [audit(carol)]],
  ['no_change', 'naming no auditor where there is none', [audit(null)]],
  ['no_change', 'taking away a key that there is not', [withdraw]],
];

describe('a sealed payment', () => {
  it.each(table)('%s: %s', (status, _what, operations) => {
    const ledger = createLedger(makeGenesis(['alice', 'bob', 'carol']));
    const { receipts } = ledger.run(transaction('alice', 1n, operations));
    const failed = status === 'success' ? null : operations.length - 1;
    expect(receipts[0]).toMatchObject({ status, failedOperation: failed });
    const isPaid = status === 'success';
    expect(balanceOf(ledger.state, alice, EUR)).toBe(isPaid ? 990n : 1_000n);
  });

  it('is left as it is when the auditor’s key is taken away: it can’t be made any more', () => {
    const ledger = createLedger(makeGenesis(['alice', 'bob', 'carol']));
    const gone: Operation = { type: 'setEncryptionKey', source: carol, publicKey: null };
    const { receipts } = ledger.run(
      transaction('alice', 1n, [publishKey(bob), publishKey(carol), audit(carol), gone]),
      transaction('alice', 2n, [payment([bob, carol])]),
    );
    expect(receipts.map(({ status }) => status)).toEqual(['success', 'no_encryption_key']);
  });
});
