import { type Address, keyAddress, type SchemeName, schemes } from '@trellis/crypto';
import {
  type Operation,
  type Policy,
  policyAddress,
  type Rejection,
  type SignedTransaction,
  singleKeyPolicy,
  stateKey,
  toHeight,
  type Witness,
} from '@trellis/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOverlay, policiesOf, transactionClaims, witnessClaims } from './index.ts';
import {
  addressOf,
  createLedger,
  EUR,
  keyOf,
  makeGenesis,
  pay,
  policyOf,
  publicKeyOf,
  type TestLedger,
  transaction,
} from './testing/ledger-fixture.ts';

const alice = addressOf('alice');
const payment = [pay('alice', 'bob', 1n)];
const signatureOf = (scheme: SchemeName): Uint8Array =>
  new Uint8Array(schemes[scheme].signatureBytes);

const witness = (account: string, changes: Partial<Witness> = {}): Witness => ({
  account: addressOf(account),
  keyIndex: 0,
  signature: signatureOf('ml-dsa-65'),
  publicKey: null,
  ...changes,
});

function claims(
  ledger: TestLedger,
  sender: string,
  operations: readonly Operation[],
  witnesses: SignedTransaction['witnesses'],
) {
  const { signed } = transaction(sender, 1n, operations, {}, witnesses);
  return witnessClaims(ledger.state, ledger.context(), signed);
}

const rejection = (code: Rejection) => ({ ok: false, rejection: code });

/** A genesis with one more account, of this policy. */
function createLedgerWith(policy: Policy, publicKeys: readonly Uint8Array[] = []): TestLedger {
  const base = makeGenesis(['alice', 'bob']);
  const registered = publicKeys.map((publicKey) => ({ scheme: 'ml-dsa-65' as const, publicKey }));
  const account = {
    policy,
    publicKeys: registered,
    balances: [{ asset: EUR, amount: 10n }],
    roles: [],
  };
  return createLedger({ ...base, accounts: [...base.accounts, account] });
}

describe('the claims of a transaction', () => {
  const ledger = createLedger(makeGenesis(['alice', 'bob']));

  it('are one for each witness, in their order', () => {
    const swap = [...payment, pay('bob', 'alice', 1n)];
    expect(claims(ledger, 'alice', swap, [witness('bob'), witness('alice')])).toEqual({
      ok: true,
      claims: ['bob', 'alice'].map((name) => ({
        keyAddress: keyOf(name),
        scheme: 'ml-dsa-65',
        publicKey: publicKeyOf(name),
        signature: signatureOf('ml-dsa-65'),
      })),
    });
  });

  it('may bring a public key that is registered already', () => {
    const again = [witness('alice', { publicKey: publicKeyOf('alice') })];
    const result = claims(ledger, 'alice', payment, again);
    const registered = ledger.state.get(stateKey.key(keyOf('alice')))?.publicKey;
    // The same array as the registered one, so that a verifier has to parse it once only.
    expect(result.ok && result.claims[0]?.publicKey === registered).toBe(true);
  });

  const short = new Uint8Array(10);
  it.each<[Rejection, string, SignedTransaction['witnesses']]>([
    ['policy_not_met', 'no witness', []],
    ['witness_unneeded', 'a witness of a stranger', [witness('alice'), witness('bob')]],
    ['witness_duplicate', 'the same key twice', [witness('alice'), witness('alice')]],
    ['unknown_key', 'a key that is not there', [witness('alice', { keyIndex: 1 })]],
    ['wrong_public_key', 'another’s key', [witness('alice', { publicKey: publicKeyOf('bob') })]],
    ['wrong_public_key', 'half a key', [witness('alice', { publicKey: short })]],
    ['bad_signature', 'a short signature', [witness('alice', { signature: short })]],
  ])('are refused as %s with %s', (code, _what, witnesses) => {
    expect(claims(ledger, 'alice', payment, witnesses)).toEqual(rejection(code));
  });

  it('are refused for the cheapest reason when there are several', () => {
    const swap = [...payment, pay('bob', 'alice', 1n)];
    const badSignature = witness('alice', { signature: short });
    const badKey = witness('bob', { publicKey: short });
    const reasons = [
      claims(ledger, 'nobody', swap, [badSignature, badKey]),
      claims(ledger, 'alice', swap, [badSignature, badKey, witness('carol')]),
      claims(ledger, 'alice', swap, [badSignature, badKey, badKey]),
      claims(ledger, 'alice', swap, [badSignature, { ...badKey, keyIndex: 1 }]),
      claims(ledger, 'alice', swap, [badSignature]),
      claims(ledger, 'alice', swap, [badSignature, badKey]),
      claims(ledger, 'alice', swap, [badSignature, witness('bob')]),
    ];
    expect(reasons).toEqual(
      (
        [
          'unknown_sender',
          'witness_unneeded',
          'witness_duplicate',
          'unknown_key',
          'policy_not_met',
          'wrong_public_key',
          'bad_signature',
        ] as const
      ).map(rejection),
    );
  });

  it('are refused when the chain no longer allows the scheme of a key', () => {
    const context = { ...ledger.context(), accountSchemes: ['ml-dsa-44'] as const };
    const { signed } = transaction('alice', 1n, payment, {}, [witness('alice')]);
    expect(witnessClaims(ledger.state, context, signed)).toEqual(rejection('scheme_phased_out'));
  });
});

describe('a weighted policy', () => {
  const names = ['one', 'uno', 'two'];
  const weights = [1, 1, 2];
  const policy: Policy = {
    threshold: 3,
    postQuantumWeight: 0,
    keys: names.map((name, index) => ({
      scheme: 'ml-dsa-65',
      address: keyOf(name),
      weight: weights[index] ?? 0,
    })),
  };
  const ledger = createLedgerWith(policy, names.map(publicKeyOf));
  const account = policyAddress(policy);
  const by = (...indexes: readonly number[]) => {
    const operations: Operation[] = [{ type: 'burn', source: account, asset: EUR, amount: 1n }];
    const shares = indexes.map((keyIndex) => ({ ...witness('alice'), account, keyIndex }));
    const result = claims(ledger, 'alice', operations, [witness('alice'), ...shares]);
    return result.ok ? result.claims.map(({ keyAddress: key }) => key) : result.rejection;
  };

  it.each([[[]], [[0]], [[0, 1]], [[2]]])('is not met by keys %j', (indexes) => {
    expect(by(...indexes)).toBe('policy_not_met');
  });

  it('is met when the weights reach the threshold, in any order', () => {
    expect(by(0, 2)).toEqual([keyOf('alice'), keyOf('one'), keyOf('two')]);
    expect(by(2, 1)).toEqual([keyOf('alice'), keyOf('two'), keyOf('uno')]);
  });

  it.each([[[0, 1, 2]], [[2, 1, 0]]])('does not take more than it needs: %j', (indexes) => {
    expect(by(...indexes)).toBe('witness_unneeded');
  });
});

describe('a policy that names no real key', () => {
  const spend = (ledger: TestLedger, account: Address, changes: Partial<Witness>) =>
    claims(
      ledger,
      'alice',
      [{ type: 'burn', source: account, asset: EUR, amount: 1n }],
      [witness('alice'), { ...witness('alice'), account, ...changes }],
    );

  it('but bytes of another length is never satisfied', () => {
    const publicKey = new Uint8Array(8);
    const address = keyAddress('ml-dsa-65', publicKey);
    const policy = singleKeyPolicy('ml-dsa-65', address);
    const ledger = createLedgerWith(policy);
    expect(spend(ledger, policyAddress(policy), { publicKey })).toEqual(
      rejection('wrong_public_key'),
    );
  });

  it('but a real one under another scheme is never satisfied', () => {
    const policy: Policy = {
      threshold: 1,
      postQuantumWeight: 0,
      keys: [{ scheme: 'ml-dsa-44', address: keyOf('alice'), weight: 1 }],
    };
    const ledger = createLedgerWith(policy);
    for (const publicKey of [null, publicKeyOf('alice')]) {
      const result = spend(ledger, policyAddress(policy), { publicKey });
      expect(result).toEqual(rejection('wrong_public_key'));
    }
  });
});

describe('a post-quantum quota', () => {
  const classical = (byte: number) => new Uint8Array(schemes.ed25519.publicKeyBytes).fill(byte);
  const publicKeys = [classical(1), classical(2), publicKeyOf('one'), publicKeyOf('two')];
  const schemeOf = (index: number): SchemeName => (index < 2 ? 'ed25519' : 'ml-dsa-65');
  const policy: Policy = {
    threshold: 2,
    postQuantumWeight: 1,
    keys: publicKeys.map((publicKey, index) => {
      const scheme = schemeOf(index);
      return { scheme, address: keyAddress(scheme, publicKey), weight: 1 };
    }),
  };
  const account = policyAddress(policy);
  const ledger = createLedgerWith(policy);
  const context = { ...ledger.context(), accountSchemes: ['ed25519', 'ml-dsa-65'] as const };
  const by = (...indexes: readonly number[]) => {
    const witnesses = indexes.map((keyIndex) => ({
      account,
      keyIndex,
      signature: signatureOf(schemeOf(keyIndex)),
      publicKey: publicKeys[keyIndex] ?? null,
    }));
    const burn: Operation = { type: 'burn', source: account, asset: EUR, amount: 1n };
    const { signed } = transaction('x', 1n, [burn], { sender: account }, witnesses);
    const result = witnessClaims(ledger.state, context, signed);
    return result.ok ? 'ok' : result.rejection;
  };

  it.each<[string, readonly number[]]>([
    ['policy_not_met', [0, 1]],
    ['policy_not_met', [2]],
    ['ok', [0, 2]],
    ['ok', [2, 3]],
    ['witness_unneeded', [0, 2, 3]],
    ['witness_unneeded', [0, 1, 2]],
  ])('gives %s for keys %j', (outcome, indexes) => {
    expect(by(...indexes)).toBe(outcome);
  });
});

describe('a key', () => {
  it('must be sent until its first successful use registers it', () => {
    const ledger = createLedger(makeGenesis(['alice', 'bob']));
    const create: Operation = {
      type: 'createAccount',
      source: addressOf('issuer'),
      policy: policyOf('carol'),
    };
    ledger.run(transaction('alice', 1n, [create, pay('alice', 'carol', 100n)]));
    const spend = [pay('carol', 'bob', 1n)];
    const first = [witness('carol', { publicKey: publicKeyOf('carol') })];
    const later = [witness('carol')];
    expect(claims(ledger, 'carol', spend, later)).toEqual(rejection('missing_public_key'));
    expect(claims(ledger, 'carol', spend, first)).toMatchObject({ ok: true });
    // A failed transaction registers nothing.
    ledger.run(transaction('carol', 1n, [pay('carol', 'bob', 10_000n)], {}, first));
    expect(claims(ledger, 'carol', spend, later)).toEqual(rejection('missing_public_key'));
    ledger.run(transaction('carol', 2n, spend, {}, first));
    expect(claims(ledger, 'carol', spend, later)).toMatchObject({ ok: true });
  });

  it('that is rotated out counts to the end of its block, the new one from the next', () => {
    const ledger = createLedger(makeGenesis(['alice', 'bob']));
    const rotate: Operation = { type: 'setPolicy', source: alice, policy: policyOf('new') };
    const old = [witness('alice')];
    const oldKey = [witness('alice', { publicKey: publicKeyOf('alice') })];
    const renewed = [witness('alice', { publicKey: publicKeyOf('new') })];
    expect(claims(ledger, 'alice', payment, old)).toMatchObject({ ok: true });
    expect(claims(ledger, 'alice', payment, renewed)).toEqual(rejection('wrong_public_key'));
    ledger.run(transaction('alice', 1n, [rotate]), transaction('alice', 2n, payment));
    expect(claims(ledger, 'alice', payment, old)).toEqual(rejection('missing_public_key'));
    expect(claims(ledger, 'alice', payment, oldKey)).toEqual(rejection('wrong_public_key'));
    expect(claims(ledger, 'alice', payment, renewed)).toMatchObject({
      ok: true,
      claims: [{ keyAddress: keyOf('new') }],
    });
  });

  it('that signs while it is rotated out is still registered under its own address', () => {
    const ledger = createLedger(makeGenesis(['alice', 'bob']));
    const create: Operation = {
      type: 'createAccount',
      source: addressOf('issuer'),
      policy: policyOf('carol'),
    };
    ledger.run(transaction('alice', 1n, [create]));
    const carol = addressOf('carol');
    const rotate: Operation = { type: 'setPolicy', source: carol, policy: policyOf('new') };
    const first = [witness('carol', { publicKey: publicKeyOf('carol') })];
    ledger.run(transaction('carol', 1n, [rotate], {}, first));
    expect(ledger.state.get(stateKey.key(keyOf('carol')))?.publicKey).toEqual(publicKeyOf('carol'));
    expect(ledger.state.get(stateKey.key(keyOf('new')))).toBeUndefined();
  });

  it('of another scheme than the one before it is registered under its own', () => {
    const ledger = createLedger(makeGenesis(['alice', 'bob']));
    const scheme = 'ml-dsa-44';
    const publicKey = new Uint8Array(schemes[scheme].publicKeyBytes);
    const address = keyAddress(scheme, publicKey);
    const policy = singleKeyPolicy(scheme, address);
    ledger.run(transaction('alice', 1n, [{ type: 'setPolicy', source: alice, policy }]));
    const signature = signatureOf(scheme);
    const first = [witness('alice', { signature, publicKey })];
    expect(claims(ledger, 'alice', payment, first)).toMatchObject({ ok: true });
    ledger.run(transaction('alice', 2n, payment, {}, first));
    expect(ledger.state.get(stateKey.key(address))).toEqual({ scheme, publicKey });
    const later = [witness('alice', { signature })];
    expect(claims(ledger, 'alice', payment, later)).toMatchObject({ ok: true });
  });

  it('of an account made in a block can’t act before the next', () => {
    const ledger = createLedger(makeGenesis(['alice', 'bob']));
    const create: Operation = {
      type: 'createAccount',
      source: addressOf('issuer'),
      policy: policyOf('carol'),
    };
    const act = [witness('carol', { publicKey: publicKeyOf('carol') })];
    const spend = [pay('carol', 'bob', 1n)];
    expect(claims(ledger, 'carol', spend, act)).toEqual(rejection('unknown_sender'));
    ledger.run(transaction('alice', 1n, [create]));
    expect(claims(ledger, 'carol', spend, act)).toMatchObject({ ok: true });
  });
});

describe('a transaction that was verified', () => {
  const ledger = createLedger(makeGenesis(['alice', 'bob']));
  const known = transaction('alice', 1n, payment, {}, [witness('alice')]);
  const verifiedKeys = [keyOf('alice')];
  const sufficedUnder = policiesOf(ledger.state, ledger.context(), known.signed);

  it('has its policies remembered, unless it brings a key along', () => {
    expect(sufficedUnder).toEqual([
      { policy: policyOf('alice'), schemes: ledger.context().accountSchemes },
    ]);
    const withKey = {
      ...known.signed,
      witnesses: [witness('alice', { publicKey: publicKeyOf('alice') })],
    };
    expect(policiesOf(ledger.state, ledger.context(), withKey)).toBeUndefined();
  });

  it('is judged alike, whether its policies are remembered or not, whatever becomes of them', () => {
    const policies = [policyOf('alice'), policyOf('bob'), policyOf('alice')];
    fc.assert(
      fc.property(
        fc.option(fc.constantFrom(...policies), { nil: undefined }),
        fc.option(fc.constantFrom(...policies), { nil: null }),
        fc.integer({ min: 0, max: 3 }),
        fc.subarray([...ledger.context().accountSchemes]),
        (policy, next, after, accountSchemes) => {
          const context = { ...ledger.context(), accountSchemes };
          const overlay = createOverlay(ledger.state);
          const account = ledger.state.get(stateKey.account(alice));
          if (account === undefined) throw new Error('no account');
          const fromHeight = toHeight(context.height + BigInt(after) - 1n);
          overlay.set(stateKey.account(alice), {
            ...account,
            policy: policy ?? account.policy,
            nextPolicy: next && { policy: next, fromHeight },
          });
          const plain = transactionClaims(overlay, context, { ...known, verifiedKeys });
          const remembered = { ...known, verifiedKeys, ...(sufficedUnder && { sufficedUnder }) };
          expect(transactionClaims(overlay, context, remembered)).toEqual(plain);
        },
      ),
    );
  });
});
