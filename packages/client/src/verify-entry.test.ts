import { type Address, hash, zeroHash } from '@trellis/crypto';
import {
  type AccountRecord,
  type AssetCode,
  type AssetRecord,
  type AssetRulesRecord,
  encodeStateRecord,
  type HoldRecord,
  noAssetRules,
  type StateKey,
  singleKeyPolicy,
  stateKey,
  toHeight,
} from '@trellis/protocol';
import type { BalanceResponse, HolderResponse, ProvenEntry } from '@trellis/protocol/http-api';
import { describe, expect, it } from 'vitest';
import {
  certify,
  fakeChain,
  fakeHeader,
  proveEntry,
  provider,
  testAddress,
} from './testing/fake-chain.ts';
import {
  verifyAccount,
  verifyAsset,
  verifyAssetRules,
  verifyBalance,
  verifyHold,
  verifyHolder,
} from './verify-entry.ts';

const chain = fakeChain();
const { trusted } = chain;
const [ann, ben, nobody] = [testAddress(1), testAddress(2), testAddress(3)] as const;
const [euro, dollar] = ['EUR', 'USD'] as [AssetCode, AssetCode];

const account = (address: Address): AccountRecord => ({
  sequence: 5n,
  policy: singleKeyPolicy('ed25519', address),
  nextPolicy: null,
});
const asset: AssetRecord = { asset: euro, issuer: ann, decimals: 2, name: 'Euro', supply: 300n };

const rules: AssetRulesRecord = {
  ...noAssetRules,
  freeze: 'issuer',
  locked: ['freeze', 'clawback'],
};
const since = toHeight(7);
const holdHash = hash('hold', Uint8Array.of(1));
const hold: HoldRecord = {
  payer: ann,
  payee: ben,
  asset: euro,
  amount: 12n,
  expiresAt: 60_000n,
  release: { type: 'arbiter', arbiter: ben },
  reservedAt: since,
};

const state = new Map<StateKey, Uint8Array>([
  [stateKey.balance(ann, euro), encodeStateRecord(stateKey.balance(ann, euro), { amount: 100n })],
  [stateKey.balance(ben, euro), encodeStateRecord(stateKey.balance(ben, euro), { amount: 200n })],
  [stateKey.account(ann), encodeStateRecord(stateKey.account(ann), account(ann))],
  [stateKey.account(ben), encodeStateRecord(stateKey.account(ben), account(ben))],
  [stateKey.asset(euro), encodeStateRecord(stateKey.asset(euro), asset)],
  [stateKey.assetRules(euro), encodeStateRecord(stateKey.assetRules(euro), rules)],
  [stateKey.freeze(euro, ann), encodeStateRecord(stateKey.freeze(euro, ann), { since })],
  [stateKey.hold(holdHash), encodeStateRecord(stateKey.hold(holdHash), hold)],
  [stateKey.allow(euro, ben), encodeStateRecord(stateKey.allow(euro, ben), { since })],
]);
const header = fakeHeader(chain, { stateRoot: proveEntry(state, stateKey.account(ann)).root });
const certificate = await certify(chain, header);

function entryOf(key: StateKey): ProvenEntry {
  const { value, proof } = proveEntry(state, key);
  return { key, value, proof, header, certificate };
}

function balanceAnswer(address: Address, code: AssetCode, amount: bigint): BalanceResponse {
  return { address, asset: code, amount, entry: entryOf(stateKey.balance(address, code)) };
}

const wanted = { address: ann, asset: euro };
const truth = balanceAnswer(ann, euro, 100n);
const code = (expected: string) => ({ name: 'ProofError', code: expected });

describe('a balance', () => {
  it('is what the proof says', async () => {
    expect(await verifyBalance(trusted, provider, wanted, truth)).toBe(100n);
  });

  it('is zero when its absence is proven', async () => {
    for (const [address, code] of [
      [nobody, euro],
      [ann, dollar],
    ] as const) {
      const answer = balanceAnswer(address, code, 0n);
      expect(await verifyBalance(trusted, provider, { address, asset: code }, answer)).toBe(0n);
    }
  });

  const key = stateKey.balance(ann, euro);
  const forgedValue = encodeStateRecord(key, { amount: 999n });
  const lies: readonly (readonly [name: string, code: string, answer: BalanceResponse])[] = [
    ['a wrong amount beside a good proof', 'wrong_value', { ...truth, amount: 999n }],
    [
      'a wrong amount in the proof too',
      'entry_not_proven',
      { ...truth, amount: 999n, entry: { ...truth.entry, value: forgedValue } },
    ],
    [
      'a leaf made up for the wrong amount',
      'entry_not_proven',
      {
        ...truth,
        amount: 999n,
        entry: {
          ...truth.entry,
          value: forgedValue,
          proof: {
            ...truth.entry.proof,
            leaf: proveEntry(new Map([[key, forgedValue]]), key).proof.leaf,
          },
        },
      },
    ],
    [
      'nothing, where there is a balance',
      'entry_not_proven',
      { ...truth, amount: 0n, entry: { ...truth.entry, value: null } },
    ],
    [
      'nothing, proven by the way to another key',
      'entry_not_proven',
      {
        ...truth,
        amount: 0n,
        entry: { ...truth.entry, value: null, proof: entryOf(stateKey.balance(ben, euro)).proof },
      },
    ],
    ['another account’s balance with its proof', 'wrong_entry', balanceAnswer(ben, euro, 200n)],
    [
      'another account’s balance under this account’s name',
      'wrong_entry',
      { ...balanceAnswer(ben, euro, 200n), address: ann },
    ],
    ['another asset’s absence', 'wrong_entry', balanceAnswer(ann, dollar, 0n)],
    ['this balance under another name', 'wrong_entry', { ...truth, address: ben }],
    [
      'a record that is none',
      'wrong_value',
      { ...truth, entry: { ...truth.entry, value: new Uint8Array(3) } },
    ],
    [
      'a state of its own making, without a certificate for it',
      'header_not_certified',
      (() => {
        const { root, value, proof } = proveEntry(new Map([[key, forgedValue]]), key);
        const entry = { key, value, proof, header: { ...header, stateRoot: root }, certificate };
        return { ...truth, amount: 999n, entry };
      })(),
    ],
    [
      'a block without a certificate',
      'certificate_missing',
      { ...truth, entry: { ...truth.entry, certificate: null } },
    ],
  ];
  it.each(lies)('is not %s (%s)', async (_name, expected, answer) => {
    await expect(verifyBalance(trusted, provider, wanted, answer)).rejects.toMatchObject(
      code(expected),
    );
  });
});

describe('an account', () => {
  const answer = {
    address: ann,
    account: account(ann),
    balances: [],
    registeredKeys: [],
    entry: entryOf(stateKey.account(ann)),
  };

  it('is what the proof says', async () => {
    expect(await verifyAccount(trusted, provider, ann, answer)).toEqual(account(ann));
  });

  it('is nothing when its absence is proven', async () => {
    const absent = {
      ...answer,
      address: nobody,
      account: null,
      entry: entryOf(stateKey.account(nobody)),
    };
    expect(await verifyAccount(trusted, provider, nobody, absent)).toBeNull();
  });

  it.each([
    ['another sequence', 'wrong_value', { ...answer, account: { ...account(ann), sequence: 4n } }],
    ['other keys', 'wrong_value', { ...answer, account: account(ben) }],
    ['nothing', 'wrong_value', { ...answer, account: null }],
    [
      'another account',
      'wrong_entry',
      { ...answer, account: account(ben), entry: entryOf(stateKey.account(ben)) },
    ],
    ['this one under another address', 'wrong_entry', { ...answer, address: ben }],
  ])('is not %s (%s)', async (_name, expected, lie) => {
    await expect(verifyAccount(trusted, provider, ann, lie)).rejects.toMatchObject(code(expected));
  });
});

describe('an asset', () => {
  const answer = { asset, entry: entryOf(stateKey.asset(euro)) };

  it('is what the proof says', async () => {
    expect(await verifyAsset(trusted, provider, euro, answer)).toEqual(asset);
  });

  it.each([
    ['other decimals', 'wrong_value', { ...answer, asset: { ...asset, decimals: 0 } }],
    ['proven absent', 'wrong_entry', { ...answer, entry: entryOf(stateKey.asset(dollar)) }],
  ])('is not believed with %s (%s)', async (_name, expected, lie) => {
    await expect(verifyAsset(trusted, provider, euro, lie)).rejects.toMatchObject(code(expected));
  });

  it('is not believed when its absence is what is proven', async () => {
    const lie = { asset: { ...asset, asset: dollar }, entry: entryOf(stateKey.asset(dollar)) };
    await expect(verifyAsset(trusted, provider, dollar, lie)).rejects.toMatchObject(
      code('wrong_value'),
    );
  });
});

describe('the rules of an asset', () => {
  const answer = { asset: euro, rules, entry: entryOf(stateKey.assetRules(euro)) };

  it('are what the proof says, and none when there is no record', async () => {
    expect(await verifyAssetRules(trusted, provider, euro, answer)).toEqual(rules);
    const none = {
      asset: dollar,
      rules: noAssetRules,
      entry: entryOf(stateKey.assetRules(dollar)),
    };
    expect(await verifyAssetRules(trusted, provider, dollar, none)).toEqual(noAssetRules);
  });

  it.each([
    ['without a freeze', 'wrong_value', { ...answer, rules: noAssetRules }],
    ['unlocked', 'wrong_value', { ...answer, rules: { ...rules, locked: [] } }],
    ['absent', 'wrong_entry', { ...answer, entry: entryOf(stateKey.assetRules(dollar)) }],
    ['of another asset', 'wrong_entry', { ...answer, asset: dollar }],
  ])('are not believed %s (%s)', async (_name, expected, lie) => {
    await expect(verifyAssetRules(trusted, provider, euro, lie)).rejects.toMatchObject(
      code(expected),
    );
  });
});

describe('a hold', () => {
  const answer = { id: holdHash, hold, entry: entryOf(stateKey.hold(holdHash)) };

  it('is what the proof says, or nothing', async () => {
    expect(await verifyHold(trusted, provider, holdHash, answer)).toEqual(hold);
    const none = { id: zeroHash, hold: null, entry: entryOf(stateKey.hold(zeroHash)) };
    expect(await verifyHold(trusted, provider, zeroHash, none)).toBeNull();
  });

  it.each([
    ['larger', 'wrong_value', { ...answer, hold: { ...hold, amount: 13n } }],
    ['there', 'wrong_value', { ...answer, hold: null }],
    ['another', 'wrong_entry', { ...answer, id: zeroHash }],
    [
      'absent by another key',
      'wrong_entry',
      { ...answer, entry: entryOf(stateKey.hold(zeroHash)) },
    ],
  ])('is not believed to be %s (%s)', async (_name, expected, lie) => {
    await expect(verifyHold(trusted, provider, holdHash, lie)).rejects.toMatchObject(
      code(expected),
    );
  });
});

describe('how an asset concerns an account', () => {
  const answerOf = (address: Address): HolderResponse => ({
    asset: euro,
    address,
    frozenSince: address === ann ? since : null,
    listedSince: address === ben ? since : null,
    freezeEntry: entryOf(stateKey.freeze(euro, address)),
    allowEntry: entryOf(stateKey.allow(euro, address)),
  });
  const of = (address: Address) => ({ address, asset: euro });

  it('is what the proofs say', async () => {
    const proven = (address: Address) =>
      verifyHolder(trusted, provider, of(address), answerOf(address));
    expect(await proven(ann)).toEqual({ frozenSince: since, listedSince: null });
    expect(await proven(ben)).toEqual({ frozenSince: null, listedSince: since });
    expect(await proven(nobody)).toEqual({ frozenSince: null, listedSince: null });
  });

  it.each([
    ['not frozen', 'wrong_value', { ...answerOf(ann), frozenSince: null }],
    ['listed', 'wrong_value', { ...answerOf(ann), listedSince: since }],
    ['another account', 'wrong_entry', { ...answerOf(ben), address: ann }],
    [
      'free by the absence of another',
      'wrong_entry',
      { ...answerOf(ann), frozenSince: null, freezeEntry: entryOf(stateKey.freeze(euro, ben)) },
    ],
  ])('is not %s (%s)', async (_name, expected, lie) => {
    await expect(verifyHolder(trusted, provider, of(ann), lie)).rejects.toMatchObject(
      code(expected),
    );
  });
});
