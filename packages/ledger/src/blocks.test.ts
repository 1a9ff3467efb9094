import { createProvider, generateSeed, keyAddress } from '@trellis/crypto';
import {
  blockId,
  genesisValidatorSet,
  limits,
  type Operation,
  type Refusal,
  type SignedTransaction,
  toHeight,
  validatorSetHash,
} from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import {
  buildBlock,
  checkHeader,
  checkTransaction,
  executeBlock,
  genesisBlock,
  witnessClaims,
} from './index.ts';
import {
  addressOf,
  createLedger,
  makeGenesis,
  pay,
  policyOf,
  publicKeyOf,
  transaction,
} from './testing/ledger-fixture.ts';

const signature = new Uint8Array(3309);
const witness = (account: string, keyIndex = 0, publicKey: Uint8Array | null = null) => ({
  account: addressOf(account),
  keyIndex,
  signature,
  publicKey,
});

describe('a block', () => {
  it.each<[string, Refusal, ReturnType<typeof transaction>]>([
    [
      'a sequence used before',
      'sequence_used',
      transaction('alice', 0n, [pay('alice', 'bob', 1n)]),
    ],
    ['a gap in sequences', 'sequence_too_far', transaction('alice', 2n, [pay('alice', 'bob', 1n)])],
    [
      'another chain',
      'wrong_chain',
      transaction('alice', 1n, [pay('alice', 'bob', 1n)], { chainId: 'other' as never }),
    ],
    [
      'an expired transaction',
      'expired',
      transaction('alice', 1n, [pay('alice', 'bob', 1n)], { validUntil: toHeight(0) }),
    ],
    [
      'one valid for too long',
      'valid_too_long',
      transaction('alice', 1n, [pay('alice', 'bob', 1n)], { validUntil: toHeight(20_000) }),
    ],
    ['an unknown sender', 'unknown_sender', transaction('nobody', 1n, [pay('alice', 'bob', 1n)])],
    ['an unknown source', 'unknown_sender', transaction('alice', 1n, [pay('nobody', 'bob', 1n)])],
  ])('with %s is invalid', (_what, refusal, bad) => {
    const ledger = createLedger(makeGenesis(['alice', 'bob']));
    const good = transaction('bob', 1n, [pay('bob', 'alice', 1n)]);
    const result = executeBlock(ledger.state, ledger.tree, ledger.context(), [good, bad]);
    expect(result).toEqual({ ok: false, transactionIndex: 1, refusal });
  });

  it('with a transaction twice is invalid', () => {
    const ledger = createLedger(makeGenesis(['alice', 'bob']));
    const one = transaction('alice', 1n, [pay('alice', 'bob', 1n)]);
    const result = executeBlock(ledger.state, ledger.tree, ledger.context(), [one, one]);
    expect(result).toMatchObject({ ok: false, refusal: 'sequence_used' });
  });

  it('is built from what fits, reports the rest, and passes every check', () => {
    const ledger = createLedger(makeGenesis(['alice', 'bob']));
    const validators = genesisValidatorSet(ledger.genesis);
    const [first] = validators.validators;
    if (first === undefined) throw new Error('no validator');
    const good = [1n, 2n, 3n].map((sequence) =>
      transaction('alice', sequence, [pay('alice', 'bob', 1n)]),
    );
    const bad = transaction('bob', 7n, [pay('bob', 'alice', 1n)]);
    const built = buildBlock(ledger.state, ledger.tree, ledger.context(), {
      parent: ledger.header,
      time: ledger.header.time + 1n,
      proposer: first.address,
      validators,
      candidates: [good[0], bad, good[1], good[2]].filter((one) => one !== undefined),
    });
    expect(built.transactions).toEqual(good);
    expect(built.refused).toEqual([{ transaction: bad, refusal: 'sequence_too_far' }]);
    const again = executeBlock(ledger.state, ledger.tree, ledger.context(), built.transactions);
    if (!again.ok) throw new Error(again.refusal);
    const expected = { parent: ledger.header, validators, roots: again.execution.roots };
    expect(checkHeader(built.header, expected)).toBeUndefined();

    const changes = {
      chainId: 'other-chain',
      height: toHeight(9),
      time: ledger.header.time,
      proposer: addressOf('alice'),
      previousBlockId: blockId(built.header),
      transactionsRoot: built.header.stateRoot,
      witnessRoot: built.header.stateRoot,
      stateRoot: built.header.witnessRoot,
      receiptsRoot: built.header.stateRoot,
      validatorSetHash: built.header.stateRoot,
    };
    for (const [field, value] of Object.entries(changes)) {
      const header = { ...built.header, [field]: value };
      expect(checkHeader(header, expected), field).toMatchObject({ code: 'wrong_header', field });
    }
    expect(built.header.validatorSetHash).toBe(validatorSetHash(validators));
  });

  it('of the genesis does not depend on the order of accounts and assets', () => {
    const genesis = makeGenesis(['a', 'b', 'c']);
    const turned = {
      ...genesis,
      accounts: genesis.accounts.toReversed(),
      assets: genesis.assets.toReversed(),
    };
    expect(genesisBlock(turned).header.stateRoot).toBe(genesisBlock(genesis).header.stateRoot);
  });
});

describe('witnesses', () => {
  const genesis = makeGenesis(['alice', 'bob']);
  const ledger = createLedger(genesis);
  const check = (
    sender: string,
    operations: readonly Operation[],
    witnesses: SignedTransaction['witnesses'],
    at = ledger,
  ) =>
    witnessClaims(
      at.state,
      at.context(),
      transaction(sender, 1n, operations, {}, witnesses).signed,
    );
  const payment = [pay('alice', 'bob', 1n)];

  it('that suffice give one claim each', () => {
    const one = check('alice', payment, [witness('alice')]);
    expect(one).toMatchObject({ ok: true, claims: [{ keyAddress: addressOf('alice') }] });
    const swap = [...payment, pay('bob', 'alice', 1n)];
    expect(check('alice', swap, [witness('alice'), witness('bob')])).toMatchObject({ ok: true });
  });

  it.each<[Refusal, SignedTransaction['witnesses']]>([
    ['policy_not_met', []],
    ['witness_unneeded', [witness('alice'), witness('bob')]],
    ['witness_duplicate', [witness('alice'), witness('alice')]],
    ['unknown_key', [witness('alice', 1)]],
    ['wrong_public_key', [witness('alice', 0, publicKeyOf('bob'))]],
    ['bad_signature', [{ ...witness('alice'), signature: new Uint8Array(10) }]],
  ])('%s', (refusal, witnesses) => {
    expect(check('alice', payment, witnesses)).toEqual({ ok: false, refusal });
  });

  it('missing_public_key until the key is registered by its first successful use', () => {
    const fresh = createLedger(makeGenesis(['alice', 'bob']));
    const policy = policyOf('carol');
    const carol = addressOf('carol');
    fresh.run(
      transaction('alice', 1n, [
        { type: 'createAccount', source: addressOf('alice'), policy },
        pay('alice', 'carol', 100n),
      ]),
    );
    const spend = [pay('carol', 'bob', 1n)];
    expect(check('carol', spend, [witness('carol')], fresh)).toEqual({
      ok: false,
      refusal: 'missing_public_key',
    });
    const first = [witness('carol', 0, publicKeyOf('carol'))];
    expect(check('carol', spend, first, fresh)).toMatchObject({ ok: true });
    // A failed transaction registers nothing.
    fresh.run(transaction('carol', 1n, [pay('carol', 'bob', 10_000n)], {}, first));
    expect(check('carol', spend, [witness('carol')], fresh)).toMatchObject({
      refusal: 'missing_public_key',
    });
    fresh.run(transaction('carol', 2n, spend, {}, first));
    expect(check('carol', spend, [witness('carol')], fresh)).toMatchObject({ ok: true });
    expect(carol).toBe(addressOf('carol'));
  });

  it('scheme_phased_out when the chain no longer allows the key’s scheme', () => {
    const { chainId, height } = ledger.context();
    const signed = transaction('alice', 1n, payment, {}, [witness('alice')]).signed;
    const context = { chainId, height, accountSchemes: ['ml-dsa-44'] as const };
    expect(witnessClaims(ledger.state, context, signed)).toEqual({
      ok: false,
      refusal: 'scheme_phased_out',
    });
  });

  it('of a weighted policy must reach its threshold', () => {
    const provider = createProvider('native');
    const keys = [1, 1, 2].map((weight) => {
      const key = provider.openKey('ml-dsa-44', generateSeed('ml-dsa-44'));
      return { key, weight, address: keyAddress(key.scheme, key.publicKey) };
    });
    const policy = {
      threshold: 3,
      keys: keys.map(({ address, weight }) => ({ scheme: 'ml-dsa-44' as const, address, weight })),
    };
    const account = {
      policy,
      publicKeys: keys.map(({ key }) => ({ scheme: key.scheme, publicKey: key.publicKey })),
      balances: [],
    };
    const base = makeGenesis(['alice']);
    const shared = createLedger({ ...base, accounts: [...base.accounts, account] });
    const [address] = [...shared.records.keys()].filter(
      (key) =>
        key.startsWith('account/') &&
        !base.accounts.some(({ policy: one }) => key.endsWith(one.keys[0]?.address ?? '?')),
    );
    const shareholder = (address ?? '').slice('account/'.length) as ReturnType<typeof addressOf>;
    const by = (...indexes: readonly number[]) => {
      const { signed } = transaction('alice', 1n, [
        { type: 'burn', source: shareholder, asset: 'EUR' as never, amount: 1n },
      ]);
      const witnesses = [
        witness('alice'),
        ...indexes.map((keyIndex) => ({
          account: shareholder,
          keyIndex,
          signature: new Uint8Array(2420),
          publicKey: null,
        })),
      ];
      return witnessClaims(shared.state, shared.context(), { ...signed, witnesses }).ok;
    };
    expect([by(), by(0), by(0, 1), by(2)]).toEqual([false, false, false, false]);
    expect([by(0, 2), by(2, 1), by(0, 1, 2)]).toEqual([true, true, true]);
  });
});

describe('a transaction', () => {
  it('over the size limit is refused', () => {
    const ledger = createLedger(makeGenesis(['alice', 'bob']));
    const { signed } = transaction('alice', 1n, [pay('alice', 'bob', 1n)]);
    const over = limits.transactionBytesMax + 1;
    expect(checkTransaction(ledger.state, ledger.context(), signed, over)).toBe('too_large');
  });
});
