import { type Address, keyAddress, type SchemeName, schemes } from '@trellis/crypto';
import {
  type AccountRecord,
  type BlockHeader,
  type ChainId,
  defaultChainLimits,
  genesisValidatorSet,
  limits,
  listRoot,
  noAssetRules,
  type Policy,
  policyAddress,
  proveListLeaf,
  type Rejection,
  receiptHash,
  rejectionMeaning,
  type StateKey,
  stateKey,
  toHeight,
  verifyListLeaf,
  type Witness,
} from '@trellis/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BlockContext,
  balanceOf,
  buildBlock,
  checkHeader,
  checkTransaction,
  executeBlock,
  type KnownTransaction,
  lastSequence,
  witnessClaims,
} from './index.ts';
import {
  addressOf,
  createLedger,
  EUR,
  makeGenesis,
  pay,
  policyOf,
  publicKeyOf,
  transaction,
} from './testing/ledger-fixture.ts';

const witness = (changes: Partial<Witness> = {}): Witness => ({
  account: addressOf('alice'),
  keyIndex: 0,
  signature: new Uint8Array(schemes['ml-dsa-65'].signatureBytes),
  publicKey: null,
  ...changes,
});

const payment = (
  sequence: bigint,
  changes: Parameters<typeof transaction>[3] = {},
  witnesses: readonly Witness[] = [witness()],
): KnownTransaction =>
  transaction('alice', sequence, [pay('alice', 'bob', 1n)], changes, witnesses);

describe('a rejection', () => {
  const fees = {
    asset: EUR,
    perTransaction: 1_001n,
    perByte: 0n,
    perSignature: 0n,
    recipient: null,
  };
  /** Given by the mempool or a decoder, or for what no version has yet. */
  type Elsewhere = 'malformed' | 'not_in_force' | 'sequence_taken' | 'mempool_full';

  const unregistered = {
    ...makeGenesis(['bob']),
    accounts: [
      {
        policy: policyOf('alice'),
        publicKeys: [],
        balances: [],
        roles: [],
      },
    ],
    assets: [],
  };
  /** One transaction for each, fit for the first block but for what it is refused for. */
  const refused: Readonly<Record<Exclude<Rejection, Elsewhere>, KnownTransaction>> = {
    too_large: { ...payment(1n), encoded: new Uint8Array(limits.transactionBytesMax + 1) },
    forbidden_text: payment(1n, { memo: 'one\ntwo' }),
    wrong_chain: payment(1n, { chainId: 'other-chain' as ChainId }),
    expired: payment(1n, { validUntil: toHeight(0) }),
    valid_too_long: payment(1n, { validUntil: toHeight(10_002) }),
    unknown_sender: transaction('nobody', 1n, [pay('nobody', 'bob', 1n)]),
    fee_not_covered: payment(1n),
    fee_not_payable: payment(1n),
    sequence_used: payment(0n),
    sequence_too_far: payment(2n),
    no_recovery_keys: transaction('alice', 1n, [
      { type: 'finishRecovery', source: addressOf('alice') },
    ]),
    witness_unneeded: payment(1n, {}, [witness(), witness({ account: addressOf('bob') })]),
    witness_duplicate: payment(1n, {}, [witness(), witness()]),
    unknown_key: payment(1n, {}, [witness({ keyIndex: 1 })]),
    scheme_phased_out: payment(1n),
    policy_not_met: payment(1n, {}, []),
    missing_public_key: payment(1n),
    wrong_public_key: payment(1n, {}, [witness({ publicKey: publicKeyOf('bob') })]),
    bad_signature: payment(1n, {}, [witness({ signature: new Uint8Array(1) })]),
  };

  /** All that a node asks of a transaction before it verifies signatures, in that order. */
  function rejectionOf(one: KnownTransaction, code: string): Rejection | undefined {
    const genesis = code === 'missing_public_key' ? unregistered : makeGenesis(['alice', 'bob']);
    const { records, state, tree, context: contextOf } = createLedger(genesis);
    const context: BlockContext = {
      ...contextOf(),
      ...(code === 'forbidden_text' ? { version: 2 } : {}),
      ...(code === 'scheme_phased_out' ? { accountSchemes: ['ml-dsa-87'] } : {}),
      ...(code.startsWith('fee_not_') ? { fees } : {}),
    };
    if (code === 'fee_not_payable') {
      records.set(stateKey.assetRules(EUR), { ...noAssetRules, freeze: 'issuer' });
      records.set(stateKey.freeze(EUR, addressOf('alice')), { since: toHeight(0) });
    }
    const early = checkTransaction(state, context, one.signed, one.encoded.length);
    const result = executeBlock(state, tree, context, [one]);
    // What a node refuses early it must refuse in a block too, for the same reason.
    if (early !== undefined) expect(result).toMatchObject({ ok: false, rejection: early });
    if (!result.ok) return 'rejection' in result ? result.rejection : undefined;
    const claims = witnessClaims(state, context, one.signed);
    return claims.ok ? undefined : claims.rejection;
  }

  it.each(Object.entries(refused))('%s', (code, one) => {
    expect(rejectionOf(one, code)).toBe(code);
    expect(rejectionMeaning).toHaveProperty(code);
  });

  it('is not given to the payment that they all depart from', () => {
    expect(rejectionOf(payment(1n), 'none')).toBeUndefined();
  });

  it('of a later transaction names its place and leaves nothing of the earlier ones', () => {
    const ledger = createLedger(makeGenesis(['alice', 'bob']));
    const before = new Map(ledger.records);
    const block = [payment(1n), payment(2n), payment(4n)];
    expect(executeBlock(ledger.state, ledger.tree, ledger.context(), block)).toEqual({
      ok: false,
      transactionIndex: 2,
      rejection: 'sequence_too_far',
    });
    expect(ledger.records).toEqual(before);
  });
});

describe('a transaction of three operations', () => {
  it('whose second fails does none of them, and its receipt says which it was', () => {
    const ledger = createLedger(makeGenesis(['alice', 'bob', 'carol']));
    const before = new Map(ledger.records);
    const failing = transaction('alice', 1n, [
      pay('alice', 'bob', 400n),
      pay('bob', 'carol', 1_401n),
      pay('carol', 'alice', 1n),
    ]);
    const { receipts, changes } = ledger.run(failing);
    expect(receipts).toEqual([
      { transactionId: failing.id, status: 'insufficient_funds', failedOperation: 1, fee: 0n },
    ]);
    const key: StateKey<'account'> = stateKey.account(addressOf('alice'));
    expect([...changes.keys()]).toEqual([key]);
    before.set(key, { ...(before.get(key) as AccountRecord), sequence: 1n });
    expect(ledger.records).toEqual(before);
  });

  it('of three sources does all of them, each seeing what the ones before it did', () => {
    const ledger = createLedger(makeGenesis(['alice', 'bob', 'carol']));
    const ring = transaction('alice', 1n, [
      pay('alice', 'bob', 400n),
      pay('bob', 'carol', 1_400n),
      pay('carol', 'alice', 2_400n),
    ]);
    expect(ledger.run(ring).receipts[0]).toMatchObject({ status: 'success' });
    const held = ['alice', 'bob', 'carol'].map((name) =>
      balanceOf(ledger.state, addressOf(name), EUR),
    );
    expect(held).toEqual([3_000n, 0n, 0n]);
    const used = ['alice', 'bob', 'carol'].map((name) =>
      lastSequence(ledger.state, addressOf(name)),
    );
    expect(used).toEqual([1n, 0n, 0n]);
  });
});

describe('a policy of two schemes', () => {
  const bytesOf = (scheme: SchemeName): Uint8Array =>
    new Uint8Array(schemes[scheme].publicKeyBytes).fill(7);
  const names: readonly SchemeName[] = ['ml-dsa-65', 'ml-dsa-44', 'ml-dsa-65'];
  const keys = names.map((scheme, index) => {
    const publicKey = bytesOf(scheme).with(0, index);
    return { scheme, publicKey, address: keyAddress(scheme, publicKey) };
  });
  const policy: Policy = {
    threshold: 2,
    postQuantumWeight: 0,
    keys: keys.map(({ scheme, address }) => ({ scheme, address, weight: 1 })),
  };
  const account: Address = policyAddress(policy);
  const base = makeGenesis(['alice', 'bob']);
  const genesis = {
    ...base,
    accounts: [
      ...base.accounts,
      { policy, publicKeys: [], balances: [{ asset: EUR, amount: 9n }], roles: [] },
    ],
  };
  const spend = (sequence: bigint, indexes: readonly number[], first: boolean) =>
    transaction(
      'x',
      sequence,
      [{ type: 'burn', source: account, asset: EUR, amount: 1n }],
      { sender: account },
      indexes.map((keyIndex) => {
        const key = keys[keyIndex];
        if (key === undefined) throw new Error(`no key ${keyIndex}`);
        return {
          account,
          keyIndex,
          signature: new Uint8Array(schemes[key.scheme].signatureBytes),
          publicKey: first ? key.publicKey : null,
        };
      }),
    );

  it('is met by any two, each checked under its own scheme, whose keys are then known', () => {
    for (const pair of [
      [0, 1],
      [1, 2],
      [2, 0],
    ]) {
      const ledger = createLedger(genesis);
      const signed = spend(1n, pair, true);
      const claims = witnessClaims(ledger.state, ledger.context(), signed.signed);
      expect(claims).toMatchObject({
        ok: true,
        claims: pair.map((index) => ({ scheme: names[index], publicKey: keys[index]?.publicKey })),
      });
      ledger.run(signed);
      for (const [index, { scheme, publicKey, address }] of keys.entries()) {
        const expected = pair.includes(index) ? { scheme, publicKey } : undefined;
        expect(ledger.state.get(stateKey.key(address))).toEqual(expected);
      }
      const again = spend(2n, pair, false);
      expect(witnessClaims(ledger.state, ledger.context(), again.signed).ok).toBe(true);
    }
  });

  it('takes no signature of one scheme’s length for the other’s', () => {
    const ledger = createLedger(genesis);
    const { signed } = spend(1n, [0, 1], true);
    const [a, b] = signed.witnesses;
    if (a === undefined || b === undefined) throw new Error('two witnesses were given');
    const swapped = [
      { ...a, signature: b.signature },
      { ...b, signature: a.signature },
    ];
    expect(
      witnessClaims(ledger.state, ledger.context(), { ...signed, witnesses: swapped }),
    ).toEqual({ ok: false, rejection: 'bad_signature' });
  });
});

describe('a chain', () => {
  const people = ['issuer', 'alice', 'bob', 'carol'];
  const person = fc.constantFrom(...people);
  /** Candidates of a proposer: some with a gap or a repeated sequence. */
  const candidate = fc.record({
    from: person,
    to: person,
    amount: fc.bigInt(0n, 700n),
    skip: fc.oneof({ weight: 5, arbitrary: fc.constant(1n) }, fc.constantFrom(0n, 2n)),
  });
  const chain = fc.array(fc.array(candidate, { maxLength: 8 }), { maxLength: 5 });

  it('of built blocks is valid for whoever replays it, with the same roots and provable receipts', () => {
    let rejectedEver = 0;
    fc.assert(
      fc.property(chain, (blocks) => {
        const proposer = createLedger(makeGenesis(people.slice(1)));
        const follower = createLedger(makeGenesis(people.slice(1)));
        const validators = genesisValidatorSet(proposer.genesis);
        const [validator] = validators.validators;
        if (validator === undefined) throw new Error('no validator');
        let parent: BlockHeader = proposer.header;
        for (const wanted of blocks) {
          const sequences = new Map<string, bigint>();
          const candidates = wanted.map(({ from, to, amount, skip }) => {
            const last = sequences.get(from) ?? lastSequence(proposer.state, addressOf(from));
            sequences.set(from, last + skip);
            return transaction(from, last + skip, [pay(from, to, amount)]);
          });
          const built = buildBlock(proposer.state, proposer.tree, proposer.context(), {
            parent,
            time: parent.time + 1n,
            proposer: validator.address,
            validators,
            nextValidators: validators,
            limits: defaultChainLimits,
            evidence: [],
            candidates,
          });
          rejectedEver += built.rejected.length;
          expect(built.transactions.length + built.rejected.length).toBe(candidates.length);

          const { roots, receipts } = follower.run(...built.transactions);
          expect(
            checkHeader(built.header, {
              parent,
              validators,
              nextValidators: validators,
              version: 1,
              roots,
            }),
          ).toBeUndefined();
          expect(receipts).toEqual(built.execution.receipts);
          const leaves = receipts.map(receiptHash);
          expect(listRoot(leaves)).toBe(built.header.receiptsRoot);
          for (const [index, leaf] of leaves.entries()) {
            const proof = proveListLeaf(leaves, index);
            expect(verifyListLeaf(built.header.receiptsRoot, leaf, proof)).toBe(true);
          }
          proposer.run(...built.transactions);
          parent = built.header;
        }
        expect(follower.records).toEqual(proposer.records);
      }),
      { numRuns: 50 },
    );
    expect(rejectedEver).toBeGreaterThan(0);
  });
});
