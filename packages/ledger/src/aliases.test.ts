import { hash } from '@trellis/crypto';
import {
  type Alias,
  aliasId,
  aliasText,
  encode,
  limits,
  type Operation,
  type OperationOf,
  parseAlias,
  requiredSigners,
  signedTransactionCodec,
  signsByRecovery,
  stateKey,
} from '@trellis/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkTransaction } from './check-transaction.ts';
import {
  addressOf,
  createLedger,
  makeGenesis,
  type TestLedger,
  transaction,
  upgradeToNewest,
} from './testing/ledger-fixture.ts';
import { act, expectOutcome, type OutcomeRow } from './testing/outcome-table.ts';

const alice = addressOf('alice');
const bob = addressOf('bob');
const issuer = addressOf('issuer');
const dora = addressOf('dora');

const called = (text: string): Alias => {
  const alias = parseAlias(text);
  if (alias === undefined) throw new Error(`${text} is no alias`);
  return alias;
};
const ibanOf = (directory: typeof issuer): Alias => ({
  type: 'iban',
  directory,
  keyNumber: 1,
  mac: hash('alias'),
});

const set = (account: typeof alice, alias: Alias, source = issuer): OperationOf<'setAlias'> => ({
  type: 'setAlias',
  source,
  account,
  alias,
});
const remove = (source: typeof alice, account: typeof alice, alias: Alias): Operation => ({
  type: 'removeAlias',
  source,
  account,
  alias,
});

/** Two directories: the issuer and dora. */
function newLedger(): TestLedger {
  const ledger = createLedger(makeGenesis(['alice', 'bob', 'dora']));
  upgradeToNewest(ledger);
  ledger.records.set(stateKey.roles(issuer), { roles: ['issuer', 'registrar', 'directory'] });
  ledger.records.set(stateKey.roles(dora), { roles: ['directory'] });
  return ledger;
}

const money = called('@money');
const many = Array.from({ length: limits.aliasesMax }, (_, index) =>
  set(alice, called(`@alice-${index + 20}`)),
);

const table: readonly OutcomeRow[] = [
  ['success', 'a name', [], set(alice, money)],
  ['success', 'a BIC', [], set(alice, called('bic:DEUTDEFF'))],
  ['success', 'an LEI', [], set(alice, called('lei:529900T8BM49AURSDO55'))],
  ['success', 'an IBAN under the key of who confirms', [], set(alice, ibanOf(issuer))],
  ['alias_mismatch', 'an IBAN under another directory’s key', [], set(alice, ibanOf(dora))],
  ['success', 'two names of one account', [set(alice, money)], set(alice, called('@alice'))],
  ['alias_taken', 'a name of another account', [set(alice, money)], set(bob, money)],
  ['alias_taken', 'a confusable name', [set(alice, money)], set(bob, called('@rnoney'))],
  ['alias_taken', 'a confusable name of one’s own', [set(bob, money)], set(bob, called('@rnoney'))],
  ['no_change', 'a name twice', [set(alice, money)], set(alice, money)],
  ['success', 'a name confirmed by another', [set(alice, money)], set(alice, money, dora)],
  [
    'success',
    'a name that was given up',
    [set(alice, money), remove(alice, alice, money)],
    set(bob, money),
  ],
  ['too_many_aliases', 'one more than there can be', many, set(alice, money)],
  ['role_missing', 'a name that nobody confirms', [], set(alice, money, bob)],
  ['success', 'removal by the account', [set(alice, money)], remove(alice, alice, money)],
  [
    'success',
    'removal by the directory that confirmed it',
    [set(alice, money)],
    remove(issuer, alice, money),
  ],
  ['success', 'removal by another directory', [set(alice, money)], remove(dora, alice, money)],
  ['not_alias_party', 'removal by anybody', [set(alice, money)], remove(bob, alice, money)],
  ['unknown_alias', 'removal of nothing', [], remove(alice, alice, money)],
  [
    'unknown_alias',
    'removal twice',
    [set(alice, money), remove(alice, alice, money)],
    remove(alice, alice, money),
  ],
  ['unknown_alias', 'removal of another’s', [set(alice, money)], remove(bob, bob, money)],
  [
    'unknown_alias',
    'removal of a look-alike',
    [set(alice, money)],
    remove(alice, alice, called('@rnoney')),
  ],
];

describe('an alias', () => {
  it.each(table)('%s: %s', (...row) => {
    expectOutcome(newLedger(), 'dora', row);
  });

  it('takes the signatures of the account and of the directory, by their own keys', () => {
    const { signed } = transaction('dora', 1n, [set(alice, money)]);
    expect(requiredSigners(signed.transaction)).toEqual([alice, issuer, dora].toSorted());
    const recovery: Operation = { type: 'finishRecovery', source: alice };
    const both = transaction('dora', 1n, [set(alice, money), recovery]).signed.transaction;
    expect(signsByRecovery(both, alice)).toBe(false);
  });

  it('is refused in blocks of the version before, and so is the role', () => {
    const ledger = createLedger(makeGenesis(['alice']));
    const grant: Operation = {
      type: 'propose',
      source: issuer,
      actions: [{ type: 'grantRole', account: alice, role: 'directory' }],
      expiresAt: ledger.header.height,
    };
    for (const operation of [set(alice, money), remove(alice, alice, money), grant]) {
      const { signed } = transaction('alice', 1n, [operation]);
      const size = encode(signedTransactionCodec, signed).length;
      const check = () => checkTransaction(ledger.state, ledger.context(), signed, size);
      expect(check()).toBe('not_in_force');
      upgradeToNewest(ledger);
      expect(check()).not.toBe('not_in_force');
      ledger.records.delete(stateKey.protocol('version'));
    }
  });

  it('tells whose it was, by whom confirmed and when', () => {
    const ledger = newLedger();
    for (const operation of [
      set(alice, money),
      set(alice, money, dora),
      remove(alice, alice, money),
    ])
      expect(act(ledger, 'dora', operation)).toBe('success');
    expect(act(ledger, 'dora', set(bob, called('@rnoney')))).toBe('success');
    const record = ledger.state.get(stateKey.alias(aliasId(money)));
    expect(record?.current).toMatchObject({ alias: { name: 'rnoney' }, account: bob, since: 4n });
    expect(record?.past).toMatchObject([
      { alias: money, account: alice, directory: issuer, since: 1n, until: 2n },
      { alias: money, account: alice, directory: dora, since: 2n, until: 3n },
    ]);
    expect(ledger.state.get(stateKey.aliases(alice))).toBeUndefined();
  });

  it('forgets the oldest holders', () => {
    const ledger = newLedger();
    for (let turn = 0; turn < limits.aliasHistoryMax + 2; turn++) {
      act(ledger, 'dora', set(alice, money));
      act(ledger, 'dora', remove(alice, alice, money));
    }
    const past = ledger.state.get(stateKey.alias(aliasId(money)))?.past ?? [];
    expect(past.map(({ since }) => since)).toEqual(
      Array.from({ length: limits.aliasHistoryMax }, (_, index) => BigInt(2 * index + 5)),
    );
  });
});

it('is of one account, which lists it, whatever is done in whatever order', () => {
  const names = ['@money', '@rnoney', '@alice', '@аlice', '@bob', '@b0b', 'bic:DEUTDEFF'];
  const aliases = names.flatMap((text) => parseAlias(text) ?? []);
  const someone = fc.constantFrom(alice, bob, issuer, dora);
  const step = fc.record({
    type: fc.constantFrom('setAlias' as const, 'removeAlias' as const),
    source: someone,
    account: someone,
    alias: fc.constantFrom(...aliases),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const ledger = newLedger();
      for (const operation of steps) act(ledger, 'dora', operation);
      const held = new Map<string, string>();
      for (const account of [alice, bob, issuer, dora]) {
        for (const alias of ledger.state.get(stateKey.aliases(account))?.aliases ?? []) {
          const id = aliasId(alias);
          expect(held.has(id), 'confusable aliases are had by two').toBe(false);
          held.set(id, aliasText(alias));
          expect(ledger.state.get(stateKey.alias(id))?.current).toMatchObject({ alias, account });
        }
      }
      for (const alias of aliases) {
        const current = ledger.state.get(stateKey.alias(aliasId(alias)))?.current ?? null;
        expect(held.get(aliasId(alias))).toBe(
          current === null ? undefined : aliasText(current.alias),
        );
      }
    }),
  );
});
