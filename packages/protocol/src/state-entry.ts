/** What the state holds: the keys of the authenticated map and the records under them. */
import type { Address } from '@trellis/crypto';
import type { ValueOf } from './codec.ts';
import { addressCodec, text, uint8, uint64 } from './codec-basic.ts';
import { container, optional } from './codec-composite.ts';
import { limits } from './limits.ts';
import { policyCodec } from './policy.ts';
import {
  type AssetCode,
  amountCodec,
  assetCodeCodec,
  heightCodec,
  publicKeyCodec,
  schemeCodec,
} from './scalars.ts';

declare const stateKeyBrand: unique symbol;

/** A key of the state, as readable ASCII: `account/…`, `balance/…/EUR`, `asset/EUR`, `key/…`. */
export type StateKey = string & { readonly [stateKeyBrand]: true };

export const accountKey = (account: Address): StateKey => `account/${account}` as StateKey;
export const balanceKey = (account: Address, asset: AssetCode): StateKey =>
  `balance/${account}/${asset}` as StateKey;
export const assetKey = (asset: AssetCode): StateKey => `asset/${asset}` as StateKey;
/** A registered public key, by its address. */
export const publicKeyKey = (key: Address): StateKey => `key/${key}` as StateKey;

/** Under `account/`. `sequence` is the last one used. */
export const accountRecordCodec = container({
  sequence: uint64,
  policy: policyCodec,
  /** A policy that replaces the other from `fromHeight` on. */
  nextPolicy: optional(container({ fromHeight: heightCodec, policy: policyCodec })),
});

/** Under `balance/`; there is no record of a balance of zero. */
export const balanceRecordCodec = container({ amount: amountCodec });

/** Under `asset/`. `supply` is the sum of all balances. */
export const assetRecordCodec = container({
  asset: assetCodeCodec,
  issuer: addressCodec,
  decimals: uint8,
  name: text(limits.assetNameBytesMax, 'a name', (value): value is string => value.length > 0),
  supply: amountCodec,
});

/** Under `key/`. */
export const publicKeyRecordCodec = container({ scheme: schemeCodec, publicKey: publicKeyCodec });

export type AccountRecord = ValueOf<typeof accountRecordCodec>;
export type BalanceRecord = ValueOf<typeof balanceRecordCodec>;
export type AssetRecord = ValueOf<typeof assetRecordCodec>;
export type PublicKeyRecord = ValueOf<typeof publicKeyRecordCodec>;
