/** Reading the state from nodes that lie. */
import { type Address, hash, zeroHash } from '@trellis/crypto';
import {
  type AccountRecord,
  type AssetCode,
  type AssetRecord,
  type AssetRulesRecord,
  type Codec,
  encodeStateRecord,
  type HoldRecord,
  noAssetRules,
  type RecordOf,
  type StateKey,
  type StateKind,
  singleKeyPolicy,
  stateKey,
  toHeight,
} from '@trellis/protocol';
import {
  accountResponseCodec,
  assetResponseCodec,
  assetRulesResponseCodec,
  balanceResponseCodec,
  type HolderResponse,
  holderResponseCodec,
  holdResponseCodec,
  type ProvenEntry,
} from '@trellis/protocol/http-api';
import { describe, expect, it } from 'vitest';
import { createLightClient, type LightClient } from './light-client.ts';
import {
  getAccount,
  getAsset,
  getAssetRules,
  getBalance,
  getHold,
  getHolder,
} from './read-state.ts';
import {
  certify,
  fakeChain,
  fakeHeader,
  proveEntry,
  provider,
  testAddress,
} from './testing/fake-chain.ts';
import { answerWith, fakeTransport, refuseWith } from './testing/fake-node.ts';

const chain = fakeChain();
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

const records = new Map<StateKey, RecordOf<StateKind>>([
  [stateKey.balance(ann, euro), { amount: 100n }],
  [stateKey.balance(ben, euro), { amount: 200n }],
  [stateKey.account(ann), account(ann)],
  [stateKey.account(ben), account(ben)],
  [stateKey.asset(euro), asset],
  [stateKey.assetRules(euro), rules],
  [stateKey.freeze(euro, ann), { since }],
  [stateKey.hold(holdHash), hold],
  [stateKey.allow(euro, ben), { since }],
]);
const state = new Map([...records].map(([key, record]) => [key, encodeStateRecord(key, record)]));
const header = fakeHeader(chain, { stateRoot: proveEntry(state, stateKey.account(ann)).root });
const certificate = await certify(chain, header);
const earlier = fakeHeader(chain, { ...header, height: toHeight(6) });
const earlierCertificate = await certify(chain, earlier);

function entryOf<K extends StateKind>(key: StateKey<K>): ProvenEntry<K> {
  const { proof } = proveEntry(state, key);
  // The records above are of the kinds of their keys.
  const record = (records.get(key) ?? null) as RecordOf<K> | null;
  return { key, record, proof, header, certificate };
}

const code = (expected: string) => ({ name: 'ProofError', code: expected });

/** A light client of a node that answers everything with this. */
function told<T>(codec: Codec<T>, answer: T): LightClient {
  return createLightClient({
    transport: fakeTransport(({ path }) => {
      if (path.startsWith('/v1/validators/changes')) return new Response('{"changes":[]}');
      if (path.endsWith('/finality')) return refuseWith(404, 'not_found');
      return answerWith(codec, answer);
    }),
    verifier: provider,
    trusted: chain.trusted,
    headAgeMsMax: null,
  });
}

describe('a balance', () => {
  const key = stateKey.balance(ann, euro);
  const truth = entryOf(key);
  const read = (entry: ProvenEntry<'balance'>, address: Address = ann, of: AssetCode = euro) =>
    getBalance(told(balanceResponseCodec, { entry }), address, of);

  it('is what the proof says', async () => {
    const proven = await read(truth);
    expect(proven).toMatchObject({ value: 100n, header: { height: 7n }, certificate });
    const value = encodeStateRecord(key, { amount: 100n });
    expect(proven.entries).toEqual([{ key, value, proof: truth.proof }]);
  });

  it('is zero when its absence is proven', async () => {
    for (const [address, of] of [
      [nobody, euro],
      [ann, dollar],
    ] as const) {
      const { value } = await read(entryOf(stateKey.balance(address, of)), address, of);
      expect(value).toBe(0n);
    }
  });

  it('is of the block that was asked for', async () => {
    const light = told(balanceResponseCodec, { entry: truth });
    expect((await getBalance(light, ann, euro, toHeight(7))).value).toBe(100n);
    await expect(getBalance(light, ann, euro, toHeight(6))).rejects.toMatchObject(
      code('wrong_block'),
    );
  });

  const forged = { amount: 999n };
  const forgedValue = encodeStateRecord(key, forged);
  const lies: readonly (readonly [name: string, code: string, entry: ProvenEntry<'balance'>])[] = [
    ['a wrong amount beside a good proof', 'entry_not_proven', { ...truth, record: forged }],
    [
      'a leaf made up for the wrong amount',
      'entry_not_proven',
      {
        ...truth,
        record: forged,
        proof: {
          ...truth.proof,
          leaf: proveEntry(new Map([[key, forgedValue]]), key).proof.leaf,
        },
      },
    ],
    ['nothing, where there is a balance', 'entry_not_proven', { ...truth, record: null }],
    [
      'nothing, proven by the way to another key',
      'entry_not_proven',
      { ...truth, record: null, proof: entryOf(stateKey.balance(ben, euro)).proof },
    ],
    [
      'another account’s balance with its proof',
      'wrong_entry',
      entryOf(stateKey.balance(ben, euro)),
    ],
    [
      'another account’s balance under this account’s name',
      'entry_not_proven',
      { ...entryOf(stateKey.balance(ben, euro)), key },
    ],
    ['another asset’s absence', 'wrong_entry', entryOf(stateKey.balance(ann, dollar))],
    [
      'this balance under another name',
      'wrong_entry',
      { ...truth, key: stateKey.balance(ben, euro) },
    ],
    [
      'a state of its own making, without a certificate for it',
      'header_not_certified',
      (() => {
        const { root, proof } = proveEntry(new Map([[key, forgedValue]]), key);
        return { key, record: forged, proof, header: { ...header, stateRoot: root }, certificate };
      })(),
    ],
    ['a block without a certificate', 'certificate_missing', { ...truth, certificate: null }],
  ];
  it.each(lies)('is not %s (%s)', async (_name, expected, entry) => {
    await expect(read(entry)).rejects.toMatchObject(code(expected));
  });
});

describe('an account', () => {
  const entry = entryOf(stateKey.account(ann));
  const reported = { balances: [], registeredKeys: [] };
  const read = (shown: ProvenEntry<'account'>, address: Address = ann) =>
    getAccount(told(accountResponseCodec, { entry: shown, reported }), address);

  it('is what the proof says', async () => {
    expect(await read(entry)).toMatchObject({ value: account(ann), address: ann, reported });
  });

  it('is nothing when its absence is proven', async () => {
    expect((await read(entryOf(stateKey.account(nobody)), nobody)).value).toBeNull();
  });

  it.each<[string, string, ProvenEntry<'account'>]>([
    [
      'another sequence',
      'entry_not_proven',
      { ...entry, record: { ...account(ann), sequence: 4n } },
    ],
    ['other keys', 'entry_not_proven', { ...entry, record: account(ben) }],
    ['nothing', 'entry_not_proven', { ...entry, record: null }],
    ['another account', 'wrong_entry', entryOf(stateKey.account(ben))],
    ['this one under another address', 'wrong_entry', { ...entry, key: stateKey.account(ben) }],
  ])('is not %s (%s)', async (_name, expected, lie) => {
    await expect(read(lie)).rejects.toMatchObject(code(expected));
  });
});

describe('an asset', () => {
  const entry = entryOf(stateKey.asset(euro));
  const read = (lie: ProvenEntry<'asset'>, of: AssetCode = euro) =>
    getAsset(told(assetResponseCodec, { entry: lie }), of);

  it('is what the proof says', async () => {
    expect((await read(entry)).value).toEqual(asset);
  });

  it.each<[string, string, ProvenEntry<'asset'>]>([
    ['other decimals', 'entry_not_proven', { ...entry, record: { ...asset, decimals: 0 } }],
    ['proven absent', 'wrong_entry', entryOf(stateKey.asset(dollar))],
  ])('is not believed with %s (%s)', async (_name, expected, lie) => {
    await expect(read(lie)).rejects.toMatchObject(code(expected));
  });

  it('is not believed when its absence is what is proven', async () => {
    const absent = entryOf(stateKey.asset(dollar));
    const lie = { ...absent, record: { ...asset, asset: dollar } };
    await expect(read(lie, dollar)).rejects.toMatchObject(code('entry_not_proven'));
    await expect(read(absent, dollar)).rejects.toMatchObject(code('wrong_value'));
  });
});

describe('the rules of an asset', () => {
  const entry = entryOf(stateKey.assetRules(euro));
  const read = (lie: ProvenEntry<'assetRules'>, of: AssetCode = euro) =>
    getAssetRules(told(assetRulesResponseCodec, { entry: lie }), of);

  it('are what the proof says, and none when there is no record', async () => {
    expect((await read(entry)).value).toEqual(rules);
    const none = await read(entryOf(stateKey.assetRules(dollar)), dollar);
    expect(none.value).toEqual(noAssetRules);
  });

  it.each<[string, string, ProvenEntry<'assetRules'>]>([
    ['without a freeze', 'entry_not_proven', { ...entry, record: noAssetRules }],
    ['unlocked', 'entry_not_proven', { ...entry, record: { ...rules, locked: [] } }],
    ['absent', 'wrong_entry', entryOf(stateKey.assetRules(dollar))],
    ['of another asset', 'wrong_entry', { ...entry, key: stateKey.assetRules(dollar) }],
  ])('are not believed %s (%s)', async (_name, expected, lie) => {
    await expect(read(lie)).rejects.toMatchObject(code(expected));
  });
});

describe('a hold', () => {
  const entry = entryOf(stateKey.hold(holdHash));
  const read = (lie: ProvenEntry<'hold'>, id = holdHash) =>
    getHold(told(holdResponseCodec, { entry: lie }), id);

  it('is what the proof says, or nothing', async () => {
    expect((await read(entry)).value).toEqual(hold);
    expect((await read(entryOf(stateKey.hold(zeroHash)), zeroHash)).value).toBeNull();
  });

  it.each<[string, string, ProvenEntry<'hold'>]>([
    ['larger', 'entry_not_proven', { ...entry, record: { ...hold, amount: 13n } }],
    ['not there', 'entry_not_proven', { ...entry, record: null }],
    ['another', 'wrong_entry', { ...entry, key: stateKey.hold(zeroHash) }],
    ['absent by another key', 'wrong_entry', entryOf(stateKey.hold(zeroHash))],
  ])('is not believed to be %s (%s)', async (_name, expected, lie) => {
    await expect(read(lie)).rejects.toMatchObject(code(expected));
  });
});

describe('how an asset concerns an account', () => {
  const answerOf = (address: Address): HolderResponse => ({
    freezeEntry: entryOf(stateKey.freeze(euro, address)),
    allowEntry: entryOf(stateKey.allow(euro, address)),
  });
  const read = (answer: HolderResponse, address: Address) =>
    getHolder(told(holderResponseCodec, answer), euro, address);

  it('is what the proofs say', async () => {
    const proven = async (address: Address) => (await read(answerOf(address), address)).value;
    expect(await proven(ann)).toEqual({ frozenSince: since, listedSince: null });
    expect(await proven(ben)).toEqual({ frozenSince: null, listedSince: since });
    expect(await proven(nobody)).toEqual({ frozenSince: null, listedSince: null });
  });

  const truth = answerOf(ann);
  it.each<[string, string, HolderResponse]>([
    [
      'not frozen',
      'entry_not_proven',
      { ...truth, freezeEntry: { ...truth.freezeEntry, record: null } },
    ],
    [
      'listed',
      'entry_not_proven',
      { ...truth, allowEntry: { ...truth.allowEntry, record: { since } } },
    ],
    ['another account', 'wrong_entry', answerOf(ben)],
    [
      'free by the absence of another',
      'wrong_entry',
      { ...truth, freezeEntry: entryOf(stateKey.freeze(euro, ben)) },
    ],
    [
      'free by an earlier block',
      'wrong_block',
      {
        ...truth,
        allowEntry: { ...truth.allowEntry, header: earlier, certificate: earlierCertificate },
      },
    ],
  ])('is not %s (%s)', async (_name, expected, lie) => {
    await expect(read(lie, ann)).rejects.toMatchObject(code(expected));
  });
});
