import {
  type Address,
  asciiBytes,
  claimsFault,
  createProvider,
  hash,
  keyAddress,
  type SigningKey,
} from '@trellis/crypto';
import {
  defaultChainLimits,
  encode,
  type Genesis,
  type Operation,
  operationFacts,
  operationTypes,
  policyAddress,
  type SignedTransaction,
  type Status,
  signedTransactionCodec,
  singleKeyPolicy,
  stateKey,
  type Transaction,
  toHeight,
  transactionMessage,
  transactionPurpose,
  type Witness,
} from '@trellis/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { lastSequence, readTransaction, transactionClaims } from './index.ts';
import {
  addressOf,
  chainId,
  createLedger,
  EUR,
  makeGenesis,
  policyOf,
  publicKeyOf,
  type TestLedger,
  transaction,
  upgradeToNewest,
} from './testing/ledger-fixture.ts';
import {
  type Cast,
  type OperationSample,
  operationSamples,
  sampleNames,
} from './testing/operation-samples.ts';

const kinds = operationTypes;
const limitedTo = (what: 'ownAsset' | 'ownHold') =>
  kinds.filter((kind) => operationFacts(kind).limitedTo === what);
const limits = { ...defaultChainLimits, recoveryDelay: 1 };

/** A second validator, so that a proposal needs more than its proposer. */
function genesisWith(base: Genesis, operators: readonly Genesis['accounts'][number]['policy'][]) {
  const [first] = base.validators;
  if (first === undefined) throw new Error('the fixture has no validator');
  const validators = operators.map((policy, index) => ({
    ...first,
    name: `node${index + 1}`,
    publicKey: publicKeyOf(`validator${index}`),
    peer: `${first.peer.slice(0, -1)}${index + 1}`,
    networkKey: addressOf(`network${index}`),
    operator: policyAddress(policy),
  }));
  return { ...base, limits, validators };
}

const fixture: Cast = { address: addressOf, policy: policyOf };
const newLedger = (): TestLedger =>
  inNewestVersion(
    genesisWith(makeGenesis(['alice', 'bob', 'dora', 'safe']), [
      policyOf('issuer'),
      policyOf('bob'),
    ]),
    addressOf('issuer'),
  );

/** A chain whose next block has every operation, with roles that no genesis can grant. */
function inNewestVersion(genesis: Genesis, directory: Address): TestLedger {
  const ledger = createLedger(genesis);
  upgradeToNewest(ledger);
  const { roles = [] } = ledger.state.get(stateKey.roles(directory)) ?? {};
  ledger.records.set(stateKey.roles(directory), { roles: [...roles, 'directory'] });
  return ledger;
}

/** Runs an operation in a block of its own, sent by dora, who is nobody's source. */
function act(ledger: TestLedger, operation: Operation): Status | undefined {
  const sequence = lastSequence(ledger.state, addressOf('dora')) + 1n;
  return ledger.run(transaction('dora', sequence, [operation])).receipts[0]?.status;
}

function prepared({ before }: OperationSample): TestLedger {
  const ledger = newLedger();
  for (const operation of before) expect(act(ledger, operation)).toBe('success');
  return ledger;
}

describe('what the table says of roles', () => {
  const samples = operationSamples(fixture);

  it.each(kinds)('%s succeeds for whom it is meant', (kind) => {
    expect(samples[kind].operation.type).toBe(kind);
    expect(act(prepared(samples[kind]), samples[kind].operation)).toBe('success');
  });

  const privileged = kinds.filter((kind) => operationFacts(kind).role !== 'participant');

  it.each(privileged)('%s is refused for an account without its role', (kind) => {
    const { operation } = samples[kind];
    const ledger = prepared(samples[kind]);
    const records = new Map(ledger.records);
    expect(act(ledger, { ...operation, source: addressOf('alice') })).toBe('role_missing');
    expectOnlySequence(ledger, records);
  });

  it.each(privileged)('%s is refused for whoever had its role before', (kind) => {
    const { operation } = samples[kind];
    const ledger = prepared(samples[kind]);
    ledger.records.delete(stateKey.roles(operation.source));
    const schedule = ledger.state.get(stateKey.validators('schedule'));
    const sets = (schedule?.sets ?? []).map((set) => ({
      ...set,
      members: set.members.filter(({ operator }) => operator !== operation.source),
    }));
    ledger.records.set(stateKey.validators('schedule'), { ...schedule, sets });
    expect(act(ledger, operation)).toBe('role_missing');
  });

  it.each(limitedTo('ownAsset'))('%s is refused for the issuer of another asset', (kind) => {
    const { operation } = samples[kind];
    const ledger = prepared(samples[kind]);
    const records = new Map(ledger.records);
    expect(act(ledger, { ...operation, source: addressOf('bob') })).toBe('not_issuer');
    expectOnlySequence(ledger, records);
  });

  it.each(limitedTo('ownHold'))('%s is refused for whoever has no part in the hold', (kind) => {
    const { operation } = samples[kind];
    const ledger = prepared(samples[kind]);
    const records = new Map(ledger.records);
    for (const stranger of ['safe', 'alice']) {
      expect(act(ledger, { ...operation, source: addressOf(stranger) })).toBe('not_hold_party');
    }
    expectOnlySequence(ledger, records);
  });

  it('says of every operation on an asset by its issuer that it must be its own', () => {
    const onAssets = kinds.filter(
      (kind) => operationFacts(kind).role === 'issuer' && kind !== 'defineAsset',
    );
    expect(limitedTo('ownAsset').toSorted()).toEqual([...onAssets].sort());
  });

  function expectOnlySequence(ledger: TestLedger, before: TestLedger['records']): void {
    const changed = [...ledger.records].filter(([key, record]) => before.get(key) !== record);
    expect(changed.map(([key]) => key)).toEqual([`account/${addressOf('dora')}`]);
    expect(ledger.records.size).toBe(before.size);
  }
});

describe('without the signatures it needs', () => {
  const provider = createProvider('native');
  const keys = new Map<string, SigningKey>();
  const keyFor = (name: string): SigningKey => {
    const key = keys.get(name) ?? provider.openKey('ml-dsa-44', seedOf(name));
    keys.set(name, key);
    return key;
  };
  const policy = (name: string) => {
    const { scheme, publicKey } = keyFor(name);
    return singleKeyPolicy(scheme, keyAddress(scheme, publicKey));
  };
  const cast: Cast = { policy, address: (name) => policyAddress(policy(name)) };
  const samples = operationSamples(cast);
  let genesis: Genesis;

  beforeAll(() => {
    const base = makeGenesis([]);
    const accounts = sampleNames.map((name) => ({
      policy: policy(name),
      publicKeys: [{ scheme: 'ml-dsa-44' as const, publicKey: keyFor(name).publicKey }],
      balances: [{ asset: EUR, amount: 1_000n }],
      roles: name === 'issuer' ? (['issuer', 'registrar'] as const) : [],
    }));
    const assets = base.assets.map((asset) => ({ ...asset, issuer: cast.address('issuer') }));
    genesis = genesisWith({ ...base, assets, accounts }, [policy('issuer'), policy('bob')]);
  });

  /** A transaction of dora's with this operation, and who would have to sign it. */
  function transactionOf({ operation }: OperationSample, sequence: bigint): Transaction {
    return {
      chainId,
      sender: cast.address('dora'),
      sequence,
      validUntil: toHeight(100),
      operations: [operation],
      memo: '',
    };
  }

  const witnessBy = async (signed: Transaction, account: Witness['account'], name: string) => ({
    account,
    keyIndex: 0,
    signature: await keyFor(name).sign(transactionPurpose, transactionMessage(signed)),
    publicKey: keyFor(name).publicKey,
  });

  /** What a node decides of these signatures: the first rejection, or whether all verify. */
  async function validationResult(ledger: TestLedger, signed: SignedTransaction): Promise<string> {
    const read = readTransaction(encode(signedTransactionCodec, signed));
    if (!read.ok) return read.problem.message;
    const required = transactionClaims(ledger.state, ledger.context(), read.value);
    return (await claimsFault(required, provider.verify))?.problem ?? 'verified';
  }

  function ledgerFor({ before }: OperationSample): TestLedger {
    const ledger = inNewestVersion(genesis, cast.address('issuer'));
    for (const [index, operation] of before.entries()) {
      const sender = cast.address('dora');
      const one = transaction('dora', BigInt(index) + 1n, [operation], { sender });
      expect(ledger.run(one).receipts[0]?.status).toBe('success');
    }
    return ledger;
  }

  it.each(kinds)('no %s', async (kind) => {
    const sample: OperationSample = samples[kind];
    const ledger = ledgerFor(sample);
    const body = transactionOf(sample, BigInt(sample.before.length) + 1n);
    const [dora, source] = [cast.address('dora'), sample.operation.source];
    const byDora = await witnessBy(body, dora, 'dora');
    const bySource = await witnessBy(body, source, sample.signer);
    const byAnother = await witnessBy(body, source, 'dora');
    const otherBody = await witnessBy({ ...body, memo: 'other' }, source, sample.signer);
    const validationOf = (...witnesses: readonly Witness[]) =>
      validationResult(ledger, { transaction: body, witnesses });

    expect(await validationOf(byDora, bySource)).toBe('verified');
    expect(await validationOf()).toBe('policy_not_met');
    expect(await validationOf(byDora)).toBe('policy_not_met');
    expect(await validationOf(bySource)).toBe('policy_not_met');
    expect(await validationOf(byDora, byAnother)).toBe('wrong_public_key');
    expect(await validationOf(byDora, { ...byAnother, publicKey: null })).toMatch(
      // A recovery key has not been registered yet.
      sample.signer === 'safe' ? /bad_signature|missing_public_key/ : /bad_signature/,
    );
    expect(await validationOf(byDora, otherBody)).toBe('bad_signature');
    expect(await validationOf(byDora, { ...bySource, account: cast.address('safe') })).toBe(
      'witness_unneeded',
    );
  });
});

function seedOf(name: string): Uint8Array {
  return Uint8Array.fromHex(hash('keyAddress', asciiBytes(name)));
}
