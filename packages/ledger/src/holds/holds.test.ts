import { type Hash, hash, sha256 } from '@trellis/crypto';
import {
  type AssetCode,
  type HoldRelease,
  holdId,
  limits,
  type Operation,
  stateKey,
} from '@trellis/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balanceOf, createOverlay, emptyState, lastSequence } from '../index.ts';
import {
  addressOf,
  createLedger,
  EUR,
  makeGenesis,
  pay,
  type TestLedger,
  transaction,
  USD,
} from '../testing/ledger-fixture.ts';
import { freeze, setRules } from '../testing/operation-samples.ts';
import { act, expectOutcome, type OutcomeRow } from '../testing/outcome-table.ts';
import { earliestSecond, popSecond, pushSecond } from './expiry-queue.ts';

const issuer = addressOf('issuer');
const alice = addressOf('alice');
const bob = addressOf('bob');
const judge = addressOf('judge');
const preimage = new Uint8Array(32).fill(9);
const byJudge: HoldRelease = { type: 'arbiter', arbiter: judge };
const bySecret: HoldRelease = { type: 'preimage', sha256: sha256(preimage) };
const expiresAt = 60_000n;

type Reserve = Extract<Operation, { type: 'reserve' }>;
const reserve = (changes: Partial<Reserve> = {}): Reserve => ({
  type: 'reserve',
  source: alice,
  to: bob,
  asset: EUR,
  amount: 100n,
  expiresAt,
  release: byJudge,
  ...changes,
});

/** The hold that the first transaction makes if it is this one, sent by dora. */
const heldBy = (operation: Operation): Hash => holdId(transaction('dora', 1n, [operation]).id, 0);
const post = (amount: bigint, source = judge, hold = heldBy(reserve())): Operation => ({
  type: 'postHold',
  source,
  hold,
  from: alice,
  to: bob,
  asset: EUR,
  amount,
});
const secretHold = heldBy(reserve({ release: bySecret }));
const claim = (source = bob, shown: Uint8Array = preimage, hold = secretHold): Operation => ({
  type: 'claimHold',
  source,
  hold,
  from: alice,
  to: bob,
  preimage: shown,
});
const voided = (source = bob, hold = heldBy(reserve())): Operation => ({
  type: 'voidHold',
  source,
  hold,
  from: alice,
  to: bob,
});
/** What an operation gives after others that succeed. Everybody holds 1000 EUR. */
const table: readonly OutcomeRow[] = [
  ['success', 'reserve', [], reserve()],
  ['success', 'reserve of everything', [], reserve({ amount: 1_000n })],
  [
    'success',
    'reserve with the payee as arbiter',
    [],
    reserve({ release: { type: 'arbiter', arbiter: bob } }),
  ],
  ['zero_amount', 'reserve of nothing', [], reserve({ amount: 0n })],
  ['same_account', 'reserve for oneself', [], reserve({ to: alice })],
  ['unknown_account', 'reserve for nobody', [], reserve({ to: addressOf('nobody') })],
  [
    'unknown_account',
    'reserve with nobody as arbiter',
    [],
    reserve({ release: { type: 'arbiter', arbiter: addressOf('nobody') } }),
  ],
  ['unknown_asset', 'reserve of no asset', [], reserve({ asset: 'NONE' as AssetCode })],
  ['insufficient_funds', 'reserve of too much', [], reserve({ amount: 1_001n })],
  ['insufficient_funds', 'transfer of what is reserved', [reserve()], pay('alice', 'bob', 901n)],
  ['success', 'transfer of the rest', [reserve()], pay('alice', 'bob', 900n)],
  ['invalid_hold_time', 'reserve until half a second', [], reserve({ expiresAt: 60_500n })],
  ['invalid_hold_time', 'reserve until now', [], reserve({ expiresAt: 1_000n })],
  [
    'invalid_hold_time',
    'reserve for too long',
    [],
    reserve({ expiresAt: 2_000n + BigInt(limits.holdMsMax) }),
  ],
  [
    'success',
    'reserve for as long as possible',
    [],
    reserve({ expiresAt: 1_000n + BigInt(limits.holdMsMax) }),
  ],

  ['success', 'postHold of all', [reserve()], post(100n)],
  ['success', 'postHold of a part', [reserve()], post(1n)],
  ['zero_amount', 'postHold of nothing', [reserve()], post(0n)],
  ['amount_above_hold', 'postHold of too much', [reserve()], post(101n)],
  ['unknown_hold', 'postHold of nothing known', [], post(1n)],
  ['unknown_hold', 'postHold twice', [reserve(), post(60n)], post(40n)],
  ['unknown_hold', 'postHold after voidHold', [reserve(), voided()], post(1n)],
  ['not_hold_party', 'postHold by the payee', [reserve()], post(1n, bob)],
  ['not_hold_party', 'postHold by the payer', [reserve()], post(1n, alice)],
  [
    'wrong_release',
    'postHold without the preimage',
    [reserve({ release: bySecret })],
    post(1n, judge, secretHold),
  ],

  [
    'hold_mismatch',
    'postHold to another account',
    [reserve()],
    { ...post(1n), to: judge } as Operation,
  ],
  [
    'hold_mismatch',
    'postHold from another account',
    [reserve()],
    { ...post(1n), from: judge } as Operation,
  ],
  [
    'hold_mismatch',
    'postHold of another asset',
    [reserve()],
    { ...post(1n), asset: USD } as Operation,
  ],
  [
    'hold_mismatch',
    'voidHold from another account',
    [reserve()],
    { ...voided(), from: judge } as Operation,
  ],
  [
    'hold_mismatch',
    'claimHold for another account',
    [reserve({ release: bySecret })],
    { ...claim(), to: judge } as Operation,
  ],

  ['success', 'claimHold', [reserve({ release: bySecret })], claim()],
  [
    'success',
    'claimHold by a stranger, to the payee',
    [reserve({ release: bySecret })],
    claim(judge),
  ],
  [
    'wrong_preimage',
    'claimHold by another secret',
    [reserve({ release: bySecret })],
    claim(bob, new Uint8Array(32)),
  ],
  [
    'wrong_release',
    'claimHold of what an arbiter decides',
    [reserve()],
    claim(bob, preimage, heldBy(reserve())),
  ],
  ['unknown_hold', 'claimHold twice', [reserve({ release: bySecret }), claim()], claim()],

  ['success', 'voidHold by the payee', [reserve()], voided()],
  ['success', 'voidHold by the arbiter', [reserve()], voided(judge)],
  ['not_hold_party', 'voidHold by the payer', [reserve()], voided(alice)],
  ['not_hold_party', 'voidHold by an issuer who may not claw back', [reserve()], voided(issuer)],
  ['success', 'voidHold by an issuer who may claw back', [reserve(), setRules()], voided(issuer)],
  ['unknown_hold', 'voidHold of nothing known', [], voided()],

  ['account_frozen', 'reserve by a frozen account', [setRules(), freeze(alice)], reserve()],
  ['account_frozen', 'reserve for a frozen account', [setRules(), freeze(bob)], reserve()],
  [
    'account_frozen',
    'postHold to a frozen account',
    [reserve(), setRules(), freeze(bob)],
    post(1n),
  ],
  [
    'account_frozen',
    'postHold of a frozen payer',
    [reserve(), setRules(), freeze(alice)],
    post(1n),
  ],
  [
    'account_frozen',
    'claimHold for a frozen account',
    [reserve({ release: bySecret }), setRules(), freeze(bob)],
    claim(),
  ],
  ['asset_frozen', 'postHold of a frozen asset', [reserve(), setRules(), freeze(null)], post(1n)],
  ['success', 'voidHold back to a frozen payer', [reserve(), setRules(), freeze(alice)], voided()],
  [
    'not_listed',
    'postHold to an account that is not listed',
    [reserve(), setRules({ holders: 'listed' })],
    post(1n),
  ],
];

const newLedger = (): TestLedger => createLedger(makeGenesis(['alice', 'bob', 'judge', 'dora']));

/** The next block's time is later by one. */
function setTime(ledger: TestLedger, time: bigint): void {
  ledger.header = { ...ledger.header, time: time - 1n };
}

const euros = (ledger: TestLedger) => [alice, bob].map((one) => balanceOf(ledger.state, one, EUR));
const heldKinds = ['hold/', 'expiry/', 'expiryQueue/', 'counter/'];
const leftOver = (ledger: TestLedger) =>
  [...ledger.records.keys()].filter((key) => heldKinds.some((kind) => key.startsWith(kind)));

describe('a hold', () => {
  it.each(table)('%s: %s', (...row) => {
    // Sent by dora, who has nothing to do with holds.
    expectOutcome(newLedger(), 'dora', row);
  });

  it('is kept with everything it was made with, and counts in the supply', () => {
    const ledger = newLedger();
    const { height } = ledger.context();
    act(ledger, 'dora', reserve());
    expect(ledger.state.get(stateKey.hold(heldBy(reserve())))).toEqual({
      payer: alice,
      payee: bob,
      asset: EUR,
      amount: 100n,
      expiresAt,
      release: byJudge,
      reservedAt: height,
    });
    expect(euros(ledger)).toEqual([900n, 1_000n]);
    expect(ledger.state.get(stateKey.asset(EUR))?.supply).toBe(5_000n);
  });

  it('pays what its arbiter posts, and gives the rest back at once', () => {
    const ledger = newLedger();
    act(ledger, 'dora', reserve());
    act(ledger, 'dora', post(30n));
    expect(euros(ledger)).toEqual([970n, 1_030n]);
  });

  it('pays all of it to its payee, whoever shows the preimage', () => {
    const ledger = newLedger();
    act(ledger, 'dora', reserve({ release: bySecret }));
    act(ledger, 'dora', claim(judge));
    expect(euros(ledger)).toEqual([900n, 1_100n]);
  });

  it('can be made several times in one transaction, each under its own id', () => {
    const ledger = newLedger();
    const both = [reserve(), reserve()];
    act(ledger, 'dora', ...both);
    const { id } = transaction('dora', 1n, both);
    expect(holdId(id, 0)).not.toBe(holdId(id, 1));
    for (const index of [0, 1])
      expect(ledger.state.get(stateKey.hold(holdId(id, index)))).toBeDefined();
    expect(act(ledger, 'dora', post(100n, judge, holdId(id, 1)))).toBe('success');
    expect(euros(ledger)).toEqual([800n, 1_100n]);
  });
});

describe('the end of a hold', () => {
  it('is the first block of its time, also an empty one, and leaves nothing behind', () => {
    const ledger = newLedger();
    act(ledger, 'dora', reserve());
    setTime(ledger, expiresAt - 1n);
    ledger.run();
    expect(euros(ledger)).toEqual([900n, 1_000n]);
    ledger.run();
    expect(ledger.header.time).toBe(expiresAt);
    expect(euros(ledger)).toEqual([1_000n, 1_000n]);
    expect(leftOver(ledger)).toEqual([]);
  });

  it('comes before the transactions of its block, which can spend what came back', () => {
    const ledger = newLedger();
    act(ledger, 'dora', reserve({ amount: 1_000n }));
    setTime(ledger, expiresAt);
    expect(act(ledger, 'dora', post(1_000n))).toBe('unknown_hold');
    expect(act(ledger, 'dora', pay('alice', 'bob', 1_000n))).toBe('success');
  });

  it('is also that of a frozen payer, who gets it back and can’t move it', () => {
    const ledger = newLedger();
    act(ledger, 'dora', reserve(), setRules(), freeze(alice));
    setTime(ledger, expiresAt);
    expect(act(ledger, 'dora', pay('alice', 'bob', 1n))).toBe('account_frozen');
    expect(euros(ledger)).toEqual([1_000n, 1_000n]);
  });

  it('leaves nothing of what was paid out before', () => {
    const ledger = newLedger();
    act(ledger, 'dora', reserve());
    act(ledger, 'dora', post(100n));
    expect(ledger.state.get(stateKey.expiry(60n))).toEqual({ holds: [] });
    setTime(ledger, expiresAt);
    ledger.run();
    expect(leftOver(ledger)).toEqual([]);
    expect(euros(ledger)).toEqual([900n, 1_100n]);
  });

  it('is that of a bounded number in a block; whoever is left over can’t be paid out', () => {
    const ledger = newLedger();
    const ids: Hash[] = [];
    // 960 at each of three seconds: the second of them is begun, the third is not.
    const payers = [alice, judge, bob];
    for (const [index, source] of payers.entries()) {
      for (let made = 0; made < 960; made += 64) {
        const one = { source, to: issuer, amount: 1n, expiresAt: 60_000n + BigInt(index) * 1_000n };
        const many = Array.from({ length: 64 }, () => reserve(one));
        const sequence = lastSequence(ledger.state, addressOf('dora')) + 1n;
        const sent = transaction('dora', sequence, many);
        expect(ledger.run(sent).receipts[0]?.status).toBe('success');
        ids.push(...many.map((_, position) => holdId(sent.id, position)));
      }
    }
    const openCount = () =>
      ids.filter((id) => ledger.state.get(stateKey.hold(id)) !== undefined).length;
    setTime(ledger, 100_000n);
    const late = { ...post(1n, judge, ids.at(-1)), from: bob, to: issuer } as Operation;
    expect(act(ledger, 'dora', late)).toBe('hold_expired');
    expect(openCount()).toBe(960);
    ledger.run();
    expect(openCount()).toBe(0);
    expect(euros(ledger)).toEqual([1_000n, 1_000n]);
    expect(leftOver(ledger)).toEqual([]);
  });

  it('is not at a second that has as many as possible', () => {
    const ledger = newLedger();
    const holds = Array.from({ length: limits.holdsPerSecondMax }, (_, index) =>
      hash('hold', Uint8Array.of(index & 255, index >> 8)),
    );
    ledger.records.set(stateKey.expiry(60n), { holds });
    expect(act(ledger, 'dora', reserve())).toBe('too_many_holds');
    expect(act(ledger, 'dora', reserve({ expiresAt: 61_000n }))).toBe('success');
  });
});

describe('two ledgers', () => {
  it('swap by one secret: whoever claims on the one shows it to the other', () => {
    const [here, there] = [newLedger(), newLedger()];
    // Alice knows the secret. Bob’s hold ends first, so that he has time after she showed it.
    act(here, 'dora', reserve({ release: bySecret, expiresAt: 120_000n }));
    const inReturn = reserve({ source: bob, to: alice, amount: 7n, release: bySecret });
    act(there, 'dora', inReturn);
    const claimed: Operation = {
      ...claim(alice, preimage, heldBy(inReturn)),
      from: bob,
      to: alice,
    } as Operation;
    expect(act(there, 'dora', claimed)).toBe('success');
    if (claimed.type !== 'claimHold') throw new Error('not a claim');
    const learnt = claimed.preimage;
    const promised = heldBy(reserve({ release: bySecret, expiresAt: 120_000n }));
    expect(act(here, 'dora', claim(bob, learnt, promised))).toBe('success');
    expect(euros(here)).toEqual([900n, 1_100n]);
    expect(euros(there)).toEqual([1_007n, 993n]);
  });

  it('give back on both when nobody claims', () => {
    const [here, there] = [newLedger(), newLedger()];
    act(here, 'dora', reserve({ release: bySecret, expiresAt: 120_000n }));
    act(there, 'dora', reserve({ source: bob, to: alice, release: bySecret }));
    for (const ledger of [here, there]) {
      setTime(ledger, 120_000n);
      ledger.run();
      expect(euros(ledger)).toEqual([1_000n, 1_000n]);
    }
  });
});

describe('the queue of seconds', () => {
  it('gives them in order, whatever order they came in, and leaves nothing behind', () => {
    const distinct = fc.uniqueArray(fc.bigInt(0n, 2n ** 40n), { maxLength: 60 });
    fc.assert(
      fc.property(distinct, fc.infiniteStream(fc.boolean()), (seconds, popsNow) => {
        const state = createOverlay(emptyState);
        const waiting: bigint[] = [];
        const pop = () => {
          waiting.sort((a, b) => (a < b ? -1 : 1));
          expect(earliestSecond(state)).toBe(waiting.shift());
          popSecond(state);
        };
        for (const second of seconds) {
          pushSecond(state, second);
          waiting.push(second);
          if (popsNow.next().value === true) pop();
        }
        while (waiting.length > 0) pop();
        expect(earliestSecond(state)).toBeUndefined();
        expect(state.get(stateKey.counter('expiryQueue'))).toBeUndefined();
        expect([...state.changes.values()].every((record) => record === null)).toBe(true);
      }),
    );
  });
});
