import {
  blockId,
  defaultChainLimits,
  genesisValidatorSet,
  limits,
  type Rejection,
  stateKey,
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
  rootHash,
} from './index.ts';
import {
  addressOf,
  createLedger,
  EUR,
  keyOf,
  makeGenesis,
  pay,
  publicKeyOf,
  type TestLedger,
  transaction,
} from './testing/ledger-fixture.ts';

/** A block by the only validator on the ledger's head. */
function build(ledger: TestLedger, candidates: readonly ReturnType<typeof transaction>[]) {
  const validators = genesisValidatorSet(ledger.genesis);
  const [proposer] = validators.validators;
  if (proposer === undefined) throw new Error('no validator');
  return buildBlock(ledger.state, ledger.tree, ledger.context(), {
    parent: ledger.header,
    time: ledger.header.time + 1n,
    proposer: proposer.address,
    validators,
    nextValidators: validators,
    limits: defaultChainLimits,
    evidence: [],
    candidates,
  });
}

describe('a block', () => {
  it.each<[string, Rejection, ReturnType<typeof transaction>]>([
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
  ])('with %s is invalid', (_what, rejection, bad) => {
    const ledger = createLedger(makeGenesis(['alice', 'bob']));
    const good = transaction('bob', 1n, [pay('bob', 'alice', 1n)]);
    const result = executeBlock(ledger.state, ledger.tree, ledger.context(), [good, bad]);
    expect(result).toEqual({ ok: false, transactionIndex: 1, rejection });
  });

  it('with a transaction twice is invalid', () => {
    const ledger = createLedger(makeGenesis(['alice', 'bob']));
    const one = transaction('alice', 1n, [pay('alice', 'bob', 1n)]);
    const result = executeBlock(ledger.state, ledger.tree, ledger.context(), [one, one]);
    expect(result).toMatchObject({ ok: false, rejection: 'sequence_used' });
  });

  it('checklist item 21: leaves its parent’s state and tree as they are, so that candidates can’t disturb each other', () => {
    const ledger = createLedger(makeGenesis(['alice', 'bob']));
    const execute = (amount: bigint) => {
      const transactions = [transaction('alice', 1n, [pay('alice', 'bob', amount)])];
      const result = executeBlock(ledger.state, ledger.tree, ledger.context(), transactions);
      if (!result.ok) throw new Error(JSON.stringify(result));
      return result.execution.roots;
    };
    const before = new Map(ledger.records);
    const rootBefore = rootHash(ledger.tree);
    const one = execute(1n);
    expect(execute(2n).stateRoot).not.toBe(one.stateRoot);
    expect(execute(1n)).toEqual(one);
    expect(ledger.records).toEqual(before);
    expect(rootHash(ledger.tree)).toBe(rootBefore);
  });

  it('without transactions leaves the state root as it is', () => {
    const ledger = createLedger(makeGenesis(['alice']));
    const before = rootHash(ledger.tree);
    const { roots, changes, treeUpdate } = ledger.run();
    expect(roots.stateRoot).toBe(before);
    expect([changes.size, treeUpdate.written.size, treeUpdate.removed.length]).toEqual([0, 0, 0]);
  });

  it('is built from what fits, reports the rest, and passes every check', () => {
    const ledger = createLedger(makeGenesis(['alice', 'bob']));
    const validators = genesisValidatorSet(ledger.genesis);
    const good = [1n, 2n, 3n].map((sequence) =>
      transaction('alice', sequence, [pay('alice', 'bob', 1n)]),
    );
    const bad = transaction('bob', 7n, [pay('bob', 'alice', 1n)]);
    const [first, ...others] = good;
    if (first === undefined) throw new Error('no transaction');
    const built = build(ledger, [first, bad, ...others]);
    expect(built.transactions).toEqual(good);
    expect(built.rejected).toEqual([{ transaction: bad, rejection: 'sequence_too_far' }]);
    const again = executeBlock(ledger.state, ledger.tree, ledger.context(), built.transactions);
    if (!again.ok) throw new Error(JSON.stringify(again));
    const expected = {
      parent: ledger.header,
      validators,
      nextValidators: validators,
      version: 1,
      roots: again.execution.roots,
    };
    expect(checkHeader(built.header, expected)).toBeUndefined();

    const changes = {
      chainId: 'other-chain',
      height: toHeight(9),
      time: ledger.header.time,
      proposer: addressOf('alice'),
      previousBlockId: blockId(built.header),
      transactionsRoot: built.header.stateRoot,
      witnessRoot: built.header.stateRoot,
      evidenceRoot: built.header.stateRoot,
      stateRoot: built.header.witnessRoot,
      receiptsRoot: built.header.stateRoot,
      validatorSetHash: built.header.stateRoot,
      nextValidatorSetHash: built.header.stateRoot,
      version: 2,
    };
    for (const [field, value] of Object.entries(changes)) {
      const header = { ...built.header, [field]: value };
      const problem = checkHeader(header, expected);
      expect(problem).toMatchObject({ code: 'wrong_header', field, actual: String(value) });
      expect(problem?.expected).not.toBe(problem?.actual);
    }
    expect(built.header.validatorSetHash).toBe(validatorSetHash(validators));
  });

  it('is not built larger than a block may be', () => {
    const ledger = createLedger(makeGenesis(['alice', 'bob']));
    const sequences = Array.from({ length: limits.blockTransactionsMax + 1 }, (_, i) =>
      BigInt(i + 1),
    );
    const many = sequences.map((sequence) =>
      transaction('alice', sequence, [pay('alice', 'bob', 1n)]),
    );
    expect(build(ledger, many).transactions).toHaveLength(limits.blockTransactionsMax);

    const encoded = new Uint8Array(limits.transactionBytesMax);
    const fitting = limits.blockBytesMax / limits.transactionBytesMax;
    const large = many.slice(0, fitting + 8).map((one) => ({ ...one, encoded }));
    const built = build(ledger, large);
    expect(built.transactions).toHaveLength(fitting);
    expect(built.rejected).toEqual([]);
  });

  it('is built without what is refused taking up its room', () => {
    const ledger = createLedger(makeGenesis(['alice', 'bob']));
    const encoded = new Uint8Array(limits.transactionBytesMax);
    const bad = { ...transaction('bob', 9n, [pay('bob', 'alice', 1n)]), encoded };
    const good = transaction('alice', 1n, [pay('alice', 'bob', 1n)]);
    const built = build(ledger, [...new Array(100).fill(bad), good]);
    expect(built.transactions).toEqual([good]);
    expect(built.rejected).toHaveLength(100);
  });
});

describe('block 0', () => {
  it('holds the accounts, their keys, and assets with the sum of balances as supply', () => {
    const { state } = createLedger(makeGenesis(['alice', 'bob']));
    const alice = addressOf('alice');
    expect(state.get(stateKey.account(alice))).toMatchObject({ sequence: 0n, nextPolicy: null });
    expect(state.get(stateKey.key(keyOf('alice')))?.publicKey).toEqual(publicKeyOf('alice'));
    expect(state.get(stateKey.asset(EUR))).toMatchObject({
      issuer: addressOf('issuer'),
      supply: 3_000n,
    });
  });

  it('does not depend on the order of accounts and assets', () => {
    const genesis = makeGenesis(['a', 'b', 'c']);
    const turned = {
      ...genesis,
      accounts: genesis.accounts.toReversed(),
      assets: genesis.assets.toReversed(),
    };
    expect(genesisBlock(turned).header.stateRoot).toBe(genesisBlock(genesis).header.stateRoot);
  });
});

describe('a transaction', () => {
  it('may be valid up to the limit, from the height that it names last', () => {
    const ledger = createLedger(makeGenesis(['alice', 'bob']));
    const context = ledger.context();
    const check = (validUntil: bigint) => {
      const changes = { validUntil: toHeight(validUntil) };
      const { signed } = transaction('alice', 1n, [pay('alice', 'bob', 1n)], changes);
      return checkTransaction(ledger.state, context, signed, 1);
    };
    const last = context.height + limits.validityBlocksMax;
    expect([context.height - 1n, context.height, last, last + 1n].map(check)).toEqual([
      'expired',
      undefined,
      undefined,
      'valid_too_long',
    ]);
  });

  it('over the size limit is refused', () => {
    const ledger = createLedger(makeGenesis(['alice', 'bob']));
    const { signed } = transaction('alice', 1n, [pay('alice', 'bob', 1n)]);
    const over = limits.transactionBytesMax + 1;
    expect(checkTransaction(ledger.state, ledger.context(), signed, over)).toBe('too_large');
  });
});
