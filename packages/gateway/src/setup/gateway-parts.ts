/** What the parts of a running gateway share. */
import type { LightClient } from '@trellis/client';
import type { AccountQueue, SubmissionStore } from '@trellis/client/account';
import type { Address } from '@trellis/crypto';
import type { OpeningKey } from '@trellis/crypto/sealing';
import type { AccountName } from '@trellis/iso20022';
import type { AssetCode, AssetRecord } from '@trellis/protocol';
import type { GatewayConfig } from '../config/gateway-config.ts';
import type { PaymentLimits } from '../deciding/limits.ts';
import type { Folders } from '../files/folders.ts';
import type { Journal } from '../journal/journal.ts';
import type { Metrics } from './metrics.ts';

/** The accounts that a gateway has keys of, and how files name them. */
export interface GatewayAccounts {
  readonly findAccount: (name: AccountName) => Promise<Address | undefined>;
  /** An account as the configuration names it. Throws for one that nobody knows. */
  readonly resolve: (text: string) => Promise<Address>;
  /** How statements name it: its IBAN or another id, if the list of accounts has one. */
  readonly idOf: (account: Address) => string | undefined;
  /** Signs with the key of the account; `undefined` if there is none. */
  readonly queueOf: (account: Address) => Promise<AccountQueue | undefined>;
  readonly openingKeyOf: (account: Address) => Promise<OpeningKey | undefined>;
  /** The key that the gateway signs with for the account. */
  readonly signingKeyOf: (account: Address) => Promise<Address | undefined>;
}

export interface ServedAccount {
  readonly account: Address;
  readonly asset: AssetRecord;
  readonly tells: 'notification' | 'transfer';
}

/** A line of the log: what happened, and facts without personal data: amounts and ids, and no names. */
export type Log = (
  level: 'info' | 'warn' | 'error',
  event: string,
  facts?: Readonly<Record<string, string | number | boolean | null>>,
) => void;

export interface GatewayParts {
  readonly config: GatewayConfig;
  readonly folders: Folders;
  /** With schemas, each named by its message. */
  readonly schemas: string;
  readonly journal: Journal;
  readonly light: LightClient;
  readonly submissions: SubmissionStore;
  readonly accounts: GatewayAccounts;
  readonly served: readonly ServedAccount[];
  readonly limits: ReadonlyMap<AssetCode, PaymentLimits>;
  /** Up to how much is returned without asking. */
  readonly returns: ReadonlyMap<AssetCode, bigint>;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** What handling a file came to. */
export type Handled =
  | { readonly type: 'done' }
  /** No answer can be given. */
  | { readonly type: 'poison'; readonly reason: string }
  /** Part of it waits, for the ledger or for somebody who decides; it is looked at again after so many milliseconds. */
  | { readonly type: 'waits'; readonly on: 'ledger' | 'decision'; readonly ms: number };
