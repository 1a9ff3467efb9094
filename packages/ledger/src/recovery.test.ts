import { keyAddress, type SchemeName, schemes } from '@trellis/crypto';
import {
  defaultChainLimits,
  type Operation,
  type Policy,
  singleKeyPolicy,
  stateKey,
  toHeight,
  type Witness,
} from '@trellis/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastSequence, policyAt, witnessClaims } from './index.ts';
import {
  addressOf,
  createLedger,
  keyOf,
  makeGenesis,
  pay,
  policyOf,
  publicKeyOf,
  type TestLedger,
  transaction,
} from './testing/ledger-fixture.ts';
import { act, expectOutcome, type OutcomeRow } from './testing/outcome-table.ts';

const alice = addressOf('alice');
const delay = 3;
const genesis = makeGenesis(['alice', 'bob'], {
  limits: { ...defaultChainLimits, recoveryDelay: delay },
});

const safePublicKey = new Uint8Array(schemes['slh-dsa-sha2-128s'].publicKeyBytes).fill(5);
const safeKey = keyAddress('slh-dsa-sha2-128s', safePublicKey);
/** A recovery key of a scheme that accounts may not use. */
const safe = singleKeyPolicy('slh-dsa-sha2-128s', safeKey);

const set = (policy: Policy | null = safe, blocks = delay): Operation => ({
  type: 'setRecovery',
  source: alice,
  recovery: policy === null ? null : { policy, delay: blocks },
});
const start = (name = 'new'): Operation => ({
  type: 'startRecovery',
  source: alice,
  policy: policyOf(name),
});
const veto: Operation = { type: 'vetoRecovery', source: alice };
const finish: Operation = { type: 'finishRecovery', source: alice };

const effectiveOf = (ledger: TestLedger): Policy => {
  const account = ledger.state.get(stateKey.account(alice));
  if (account === undefined) throw new Error('no account');
  return policyAt(account, ledger.context().height);
};

const foreign = singleKeyPolicy('ed25519', keyOf('x'));

/** What an operation gives after others that succeed, each in a block of its own. */
const table: readonly OutcomeRow[] = [
  ['success', 'setRecovery', [], set()],
  ['success', 'setRecovery again', [set()], set(policyOf('other'))],
  ['success', 'setRecovery to none', [set()], set(null)],
  ['no_recovery', 'setRecovery from none to none', [], set(null)],
  ['recovery_pending', 'setRecovery during a recovery', [set(), start()], set()],
  ['recovery_pending', 'setRecovery to none during a recovery', [set(), start()], set(null)],
  ['invalid_delay', 'setRecovery with too short a delay', [], set(safe, delay - 1)],
  ['invalid_policy', 'setRecovery out of reach', [], set({ ...safe, threshold: 2 })],
  ['scheme_not_allowed', 'setRecovery to a scheme of nobody', [], set(foreign)],
  ['success', 'startRecovery', [set()], start()],
  ['no_recovery', 'startRecovery without recovery keys', [], start()],
  ['recovery_pending', 'startRecovery twice', [set(), start()], start()],
  [
    'invalid_policy',
    'startRecovery to a policy out of reach',
    [set()],
    { type: 'startRecovery', source: alice, policy: { ...policyOf('new'), threshold: 2 } },
  ],
  [
    'scheme_not_allowed',
    'startRecovery to a scheme that only recovery keys may have',
    [set()],
    { type: 'startRecovery', source: alice, policy: safe },
  ],
  ['success', 'vetoRecovery', [set(), start()], veto],
  ['no_recovery', 'vetoRecovery without recovery keys', [], veto],
  ['no_pending_recovery', 'vetoRecovery of nothing', [set()], veto],
  ['no_pending_recovery', 'vetoRecovery twice', [set(), start(), veto], veto],
  ['no_recovery', 'finishRecovery without recovery keys', [], finish],
  ['no_pending_recovery', 'finishRecovery of nothing', [set()], finish],
  ['no_pending_recovery', 'finishRecovery after a veto', [set(), start(), veto], finish],
  ['recovery_too_early', 'finishRecovery at once', [set(), start()], finish],
];

describe('recovery', () => {
  it.each(table)('%s: %s', (...row) => expectOutcome(createLedger(genesis), 'alice', row));

  it('gives the account its other keys after the delay, not a block earlier, and from the next block on', () => {
    const ledger = createLedger(genesis);
    act(ledger, 'alice', set());
    act(ledger, 'alice', start());
    const pending = ledger.state.get(stateKey.recovery(alice))?.pending;
    expect(pending?.finishableFrom).toBe(toHeight((pending?.startedAt ?? 0n) + BigInt(delay)));
    while (ledger.context().height < (pending?.finishableFrom ?? 0n)) {
      expect(act(ledger, 'alice', finish)).toBe('recovery_too_early');
    }
    expect(effectiveOf(ledger)).toEqual(policyOf('alice'));
    const { height } = ledger.context();
    expect(act(ledger, 'alice', finish)).toBe('success');
    const account = ledger.state.get(stateKey.account(alice));
    expect(account && policyAt(account, height)).toEqual(policyOf('alice'));
    expect(effectiveOf(ledger)).toEqual(policyOf('new'));
    // The recovery keys stay, for the next time.
    expect(ledger.state.get(stateKey.recovery(alice))).toEqual({
      policy: safe,
      delay,
      pending: null,
    });
  });

  it('lets an owner veto and name other recovery keys in one transaction', () => {
    const ledger = createLedger(genesis);
    act(ledger, 'alice', set());
    act(ledger, 'alice', start('thief'));
    expect(act(ledger, 'alice', veto, set(policyOf('other')))).toBe('success');
    expect(ledger.state.get(stateKey.recovery(alice))?.policy).toEqual(policyOf('other'));
  });

  it('does not give keys of a scheme that was phased out meanwhile', () => {
    const ledger = createLedger(genesis);
    act(ledger, 'alice', set());
    act(ledger, 'alice', start());
    for (let block = 0; block < delay; block++) ledger.run();
    const context = ledger.context();
    ledger.context = () => ({ ...context, accountSchemes: ['ml-dsa-44'] });
    expect(act(ledger, 'alice', finish)).toBe('scheme_not_allowed');
  });
});

describe('who signs', () => {
  const signature = (scheme: SchemeName) => new Uint8Array(schemes[scheme].signatureBytes);
  const bySafe: Witness = {
    account: alice,
    keyIndex: 0,
    signature: signature('slh-dsa-sha2-128s'),
    publicKey: safePublicKey,
  };
  const byOwner: Witness = {
    account: alice,
    keyIndex: 0,
    signature: signature('ml-dsa-65'),
    publicKey: publicKeyOf('alice'),
  };
  const outcome = (
    ledger: TestLedger,
    operations: readonly Operation[],
    witnesses: readonly Witness[],
    changes: Partial<ReturnType<TestLedger['context']>> = {},
  ): string => {
    const { signed } = transaction('alice', 1n, operations, {}, witnesses);
    const result = witnessClaims(ledger.state, { ...ledger.context(), ...changes }, signed);
    return result.ok ? 'ok' : result.rejection;
  };
  const prepared = (): TestLedger => {
    const ledger = createLedger(genesis);
    act(ledger, 'alice', set());
    return ledger;
  };

  it.each<[string, string, readonly Operation[], readonly Witness[]]>([
    ['ok', 'the recovery key starts', [start()], [bySafe]],
    ['ok', 'the recovery key finishes', [finish], [bySafe]],
    ['wrong_public_key', 'the owner alone can not start', [start()], [byOwner]],
    ['policy_not_met', 'nobody can start', [start()], []],
    ['wrong_public_key', 'the recovery key can not veto', [veto], [bySafe]],
    ['wrong_public_key', 'the recovery key can not set', [set()], [bySafe]],
    ['wrong_public_key', 'the recovery key can not pay', [pay('alice', 'bob', 1n)], [bySafe]],
    [
      'wrong_public_key',
      'the recovery key can not pay beside starting',
      [start(), pay('alice', 'bob', 1n)],
      [bySafe],
    ],
    ['ok', 'the owner may do both', [start(), pay('alice', 'bob', 1n)], [byOwner]],
    ['ok', 'the owner vetoes', [veto], [byOwner]],
  ])('%s: %s', (expected, _what, operations, witnesses) => {
    expect(outcome(prepared(), operations, witnesses)).toBe(expected);
  });

  it('without recovery keys, nobody can', () => {
    const ledger = createLedger(genesis);
    for (const witnesses of [[], [byOwner], [bySafe]]) {
      expect(outcome(ledger, [start()], witnesses)).toBe('no_recovery_keys');
    }
  });

  it('a recovery key of a scheme that was phased out can’t', () => {
    const changes = { recoverySchemes: ['ml-dsa-65' as const] };
    expect(outcome(prepared(), [start()], [bySafe], changes)).toBe('scheme_phased_out');
  });

  it('registers the public key of a recovery key under its own address', () => {
    const ledger = prepared();
    const sequence = lastSequence(ledger.state, alice) + 1n;
    ledger.run(transaction('alice', sequence, [start()], {}, [bySafe]));
    expect(ledger.state.get(stateKey.key(safeKey))?.publicKey).toEqual(safePublicKey);
  });
});

describe('whatever happens', () => {
  const rare = fc.constantFrom('remove', 'veto', 'rotate' as const);
  const usual = fc.constantFrom('set', 'start', 'finish', 'wait' as const);
  const step = fc.oneof({ weight: 1, arbitrary: rare }, { weight: 6, arbitrary: usual });

  it('keys change only by their owner, or after a whole delay without a veto', () => {
    let recovered = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const ledger = createLedger(genesis);
        let startedAt: bigint | undefined;
        let isSet = false;
        let names = 0;
        let ruling = policyOf('alice');
        let next = ruling;
        for (const one of steps) {
          const { height } = ledger.context();
          if (one === 'wait') {
            ledger.run();
            continue;
          }
          names += 1;
          const other = policyOf(`key ${names}`);
          const operation: Operation = {
            set: set(),
            remove: set(null),
            start: start(`key ${names}`),
            veto,
            finish,
            rotate: { type: 'setPolicy', source: alice, policy: other } as const,
          }[one];
          const status = act(ledger, 'alice', operation);
          const isPending = startedAt !== undefined;
          const isDue = startedAt !== undefined && height >= startedAt + BigInt(delay);
          const expected = {
            set: !isPending,
            remove: isSet && !isPending,
            start: isSet && !isPending,
            veto: isPending,
            finish: isDue,
            rotate: true,
          }[one];
          expect(status === 'success', `${one}: ${status}`).toBe(expected);
          if (!expected) continue;
          if (one === 'set') isSet = true;
          if (one === 'remove') isSet = false;
          if (one === 'start') [startedAt, next] = [height, other];
          if (one === 'rotate') ruling = other;
          if (one === 'finish') {
            ruling = next;
            recovered += 1;
          }
          if (one === 'veto' || one === 'finish') startedAt = undefined;
          expect(effectiveOf(ledger)).toEqual(ruling);
        }
      }),
      { numRuns: 200 },
    );
    expect(recovered).toBeGreaterThan(0);
  });
});
