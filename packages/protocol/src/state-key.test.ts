import type { Address, Hash } from '@trellis/crypto';
import { describe, expect, it } from 'vitest';
import type { AssetCode } from './scalars.ts';
import { decodeStateRecord, encodeStateRecord, entriesOf } from './state-entry.ts';
import { isKeyOf, type StateKey, stateKey, stateKeyParts, stateKeyPrefix } from './state-key.ts';
import { type StateKind, stateKinds } from './state-kinds.ts';

const address = 'ab'.repeat(32) as Address;
const hash = 'cd'.repeat(32) as Hash;
const EUR = 'EUR' as AssetCode;

/** A key of each kind, as it is hashed: none of these texts may ever change. */
const keys: { readonly [K in StateKind]: readonly [StateKey<K>, string] } = {
  account: [stateKey.account(address), `account/${address}`],
  balance: [stateKey.balance(address, EUR), `balance/${address}/EUR`],
  asset: [stateKey.asset(EUR), 'asset/EUR'],
  key: [stateKey.key(address), `key/${address}`],
  node: [stateKey.node('bank-1'), 'node/bank-1'],
  peer: [stateKey.peer('12D3Koo'), 'peer/12D3Koo'],
  networkKey: [stateKey.networkKey(address), `networkKey/${address}`],
  validators: [stateKey.validators('schedule'), 'validators/schedule'],
  voter: [stateKey.voter(address), `voter/${address}`],
  parameters: [stateKey.parameters('chain'), 'parameters/chain'],
  protocol: [stateKey.protocol('version'), 'protocol/version'],
  announcement: [stateKey.announcement('bank-1'), 'announcement/bank-1'],
  proposal: [stateKey.proposal(7), 'proposal/0000000007'],
  counter: [stateKey.counter('expiryQueue'), 'counter/expiryQueue'],
  roles: [stateKey.roles(address), `roles/${address}`],
  recovery: [stateKey.recovery(address), `recovery/${address}`],
  assetRules: [stateKey.assetRules(EUR), 'assetRules/EUR'],
  encryption: [stateKey.encryption(address), `encryption/${address}`],
  auditor: [stateKey.auditor(EUR), 'auditor/EUR'],
  freeze: [stateKey.freeze(EUR, address), `freeze/EUR/${address}`],
  allow: [stateKey.allow(EUR, address), `allow/EUR/${address}`],
  hold: [stateKey.hold(hash), `hold/${hash}`],
  expiry: [stateKey.expiry(1_700_000_000n), 'expiry/00000001700000000'],
  expiryQueue: [stateKey.expiryQueue(3), 'expiryQueue/0000000003'],
  alias: [stateKey.alias(hash), `alias/${hash}`],
  aliases: [stateKey.aliases(address), `aliases/${address}`],
  mandate: [stateKey.mandate(hash), `mandate/${hash}`],
  mandates: [stateKey.mandates(address), `mandates/${address}`],
};
const everyKey = Object.entries(keys).map(([kind, [key]]) => [kind as StateKind, key] as const);

describe('a key of the state', () => {
  it('has the text that is hashed', () => {
    for (const [key, text] of Object.values(keys)) expect(key).toBe(text);
  });

  it('is taken apart into what it was made of', () => {
    expect(stateKeyParts(stateKey.balance(address, EUR))).toEqual([address, EUR]);
    expect(stateKeyParts(stateKey.expiry(1_700_000_000n))).toEqual([1_700_000_000n]);
    for (const [kind, key] of everyKey) {
      const make = stateKey[kind] as (...parts: readonly unknown[]) => string;
      expect(make(...stateKeyParts(key))).toBe(key);
    }
  });

  it('is of one kind alone, and begins with its prefix', () => {
    for (const [kind, key] of everyKey) {
      const kinds = Object.keys(stateKinds) as StateKind[];
      expect(kinds.filter((other) => isKeyOf(other, key))).toEqual([kind]);
      expect(kinds.filter((other) => key.startsWith(stateKeyPrefix(other)))).toEqual([kind]);
    }
    expect(stateKeyPrefix('balance', address)).toBe(`balance/${address}/`);
  });

  it.each([
    'unknown/EUR',
    'constructor/EUR',
    'asset',
    'asset/eur',
    'asset/EUR/EUR',
    `balance/${address}`,
    `account/${address.toUpperCase()}`,
    'proposal/7',
    'proposal/00000000007',
    'counter/other',
  ])('%s is none', (text) => {
    expect(() => stateKeyParts(text as StateKey)).toThrow('is impossible');
  });
});

describe('an entry of the state', () => {
  it('is found by its kind, with its record or none', () => {
    const changes = new Map<StateKey, { amount: bigint } | { since: never } | null>([
      [stateKey.balance(address, EUR), { amount: 5n }],
      [stateKey.asset(EUR), null],
      [stateKey.balance(hash as Address, EUR), null],
    ]);
    expect([...entriesOf('balance', changes)]).toEqual([
      [stateKey.balance(address, EUR), { amount: 5n }],
      [stateKey.balance(hash as Address, EUR), null],
    ]);
  });

  it('is read back from what it is encoded as, and from nothing else', () => {
    const key = stateKey.balance(address, EUR);
    const bytes = encodeStateRecord(key, { amount: 7n });
    expect(decodeStateRecord(key, bytes)).toEqual({ ok: true, value: { amount: 7n } });
    expect(decodeStateRecord(key, bytes.subarray(1)).ok).toBe(false);
  });
});
