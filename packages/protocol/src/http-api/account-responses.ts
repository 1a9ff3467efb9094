/** Accounts: their keys, balances, and who can recover or read them. */

import type { ValueOf } from '../codec.ts';
import { addressCodec, boolean, uint8, uint32, uint64 } from '../codec-basic.ts';
import { container, list, optional } from '../codec-composite.ts';
import { limits } from '../limits.ts';
import { amountCodec, assetCodeCodec, heightCodec } from '../scalars.ts';
import { provenEntryCodec } from './proven-entry.ts';

/**
 * `GET /v1/crypto`: how much of the chain withstands a quantum computer. The node reports the sums; the
 * power follows from the validators, and each account has a proof of its own.
 */
export const cryptoResponseCodec = container({
  height: heightCodec,
  power: container({ total: uint32, postQuantum: uint32 }),
  accounts: container({ total: uint64, postQuantum: uint64 }),
  /** What accounts hold of each asset or have reserved, and how much of it those that are post-quantum. */
  assets: list(
    container({ asset: assetCodeCodec, total: amountCodec, postQuantum: amountCodec }),
    65_536,
  ),
});

/** `GET /v1/accounts?after={address}`: accounts in the order of their addresses, a page at a time. */
export const accountsResponseCodec = container({
  height: heightCodec,
  accounts: list(
    container({
      address: addressCodec,
      /** The last one used. */
      sequence: uint64,
      /** How many keys can sign for it. */
      keys: uint8,
      /** Whether nobody can satisfy its policy without a post-quantum key. */
      postQuantum: boolean,
    }),
    limits.accountsPageMax,
  ),
  /** What to give as `after` for the next page; `null`: this is the last. */
  next: optional(addressCodec),
});

/** `GET /v1/accounts/{address}` */
export const accountResponseCodec = container({
  entry: provenEntryCodec('account'),
  /** What no proof covers. */
  reported: container({
    balances: list(container({ asset: assetCodeCodec, amount: amountCodec }), 65_536),
    /** Which keys of the policy are registered, so that a witness can leave them out. */
    registeredKeys: list(addressCodec, 2 * limits.policyKeysMax),
  }),
});

/** `GET /v1/accounts/{address}/recovery`: who can recover the account, and a recovery that is under way. */
export const recoveryResponseCodec = container({ entry: provenEntryCodec('recovery') });

/** `GET /v1/accounts/{address}/balances/{asset}`; no record stands for a balance of zero. */
export const balanceResponseCodec = container({ entry: provenEntryCodec('balance') });

/** `GET /v1/accounts/{address}/encryption`: the key that texts for an account are sealed with. */
export const encryptionResponseCodec = container({ entry: provenEntryCodec('encryption') });

export type CryptoResponse = ValueOf<typeof cryptoResponseCodec>;
export type AccountsResponse = ValueOf<typeof accountsResponseCodec>;
export type AccountResponse = ValueOf<typeof accountResponseCodec>;
export type RecoveryResponse = ValueOf<typeof recoveryResponseCodec>;
export type BalanceResponse = ValueOf<typeof balanceResponseCodec>;
export type EncryptionResponse = ValueOf<typeof encryptionResponseCodec>;
