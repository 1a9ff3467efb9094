/** What the state holds: the keys of the authenticated map and the records under them. */
import type { Address, Hash } from '@trellis/crypto';
import {
  type AssetRulesRecord,
  assetRulesRecordCodec,
  type ListingRecord,
  listingRecordCodec,
} from './asset-rules.ts';
import { type Codec, decodeTrusted, encode, type ValueOf } from './codec.ts';
import { addressCodec, text, uint8, uint64 } from './codec-basic.ts';
import { container, optional } from './codec-composite.ts';
import { type VoterRecord, voterRecordCodec } from './evidence.ts';
import {
  type CounterRecord,
  counterRecordCodec,
  type ProposalRecord,
  proposalRecordCodec,
  type RolesRecord,
  rolesRecordCodec,
} from './governance.ts';
import {
  type ExpiryQueueRecord,
  type ExpiryRecord,
  expiryQueueRecordCodec,
  expiryRecordCodec,
  type HoldRecord,
  holdRecordCodec,
} from './hold.ts';
import { limits } from './limits.ts';
import {
  type NodeNameRecord,
  type NodeRecord,
  nodeNameRecordCodec,
  nodeRecordCodec,
  type ValidatorSchedule,
  validatorScheduleCodec,
} from './network-node.ts';
import { type Parameters, parametersRecordCodec } from './parameters.ts';
import { policyCodec } from './policy.ts';
import { type RecoveryRecord, recoveryRecordCodec } from './recovery.ts';
import {
  type AssetCode,
  amountCodec,
  assetCodeCodec,
  heightCodec,
  publicKeyCodec,
  schemeCodec,
} from './scalars.ts';
import {
  type AuditorRecord,
  auditorRecordCodec,
  type EncryptionKeyRecord,
  encryptionKeyRecordCodec,
} from './sealed.ts';

declare const stateKeyBrand: unique symbol;

/** The records of the state by the kind of their key. */
export interface StateRecords {
  readonly account: AccountRecord;
  readonly balance: BalanceRecord;
  readonly asset: AssetRecord;
  readonly key: PublicKeyRecord;
  readonly node: NodeRecord;
  readonly peer: NodeNameRecord;
  readonly networkKey: NodeNameRecord;
  readonly validators: ValidatorSchedule;
  readonly voter: VoterRecord;
  readonly parameters: Parameters;
  readonly proposal: ProposalRecord;
  readonly counter: CounterRecord;
  readonly roles: RolesRecord;
  readonly recovery: RecoveryRecord;
  readonly assetRules: AssetRulesRecord;
  readonly encryption: EncryptionKeyRecord;
  readonly auditor: AuditorRecord;
  readonly freeze: ListingRecord;
  readonly allow: ListingRecord;
  readonly hold: HoldRecord;
  readonly expiry: ExpiryRecord;
  readonly expiryQueue: ExpiryQueueRecord;
}

export type StateKind = keyof StateRecords;
/** What stands under keys of a kind. */
export type RecordOf<K extends StateKind> = StateRecords[K];

/**
 * A key of the state, as readable ASCII that begins with its kind: `account/…`, `balance/…/EUR`,
 * `asset/EUR`, `key/…`.
 */
export type StateKey<K extends StateKind = StateKind> = string & { readonly [stateKeyBrand]: K };

export const accountKey = (account: Address): StateKey<'account'> =>
  `account/${account}` as StateKey<'account'>;
export const balanceKey = (account: Address, asset: AssetCode): StateKey<'balance'> =>
  `balance/${account}/${asset}` as StateKey<'balance'>;
export const assetKey = (asset: AssetCode): StateKey<'asset'> =>
  `asset/${asset}` as StateKey<'asset'>;
/** A registered public key, by its address. */
export const publicKeyKey = (key: Address): StateKey<'key'> => `key/${key}` as StateKey<'key'>;

export const nodeKey = (name: string): StateKey<'node'> => `node/${name}` as StateKey<'node'>;
/** The node with this peer id. */
export const peerKey = (peer: string): StateKey<'peer'> => `peer/${peer}` as StateKey<'peer'>;
/** The node that has, or last had, a network key of this address. */
export const networkKeyKey = (key: Address): StateKey<'networkKey'> =>
  `networkKey/${key}` as StateKey<'networkKey'>;
/** Who decides from which height on. */
export const validatorsKey = 'validators/schedule' as StateKey<'validators'>;
/** Who votes or voted with the key of this address. */
export const voterKey = (voter: Address): StateKey<'voter'> =>
  `voter/${voter}` as StateKey<'voter'>;
/** The rules that a vote can change. */
export const parametersKey = 'parameters/chain' as StateKey<'parameters'>;
/** Padded, so that proposals sort by their numbers. */
export const proposalKey = (number: number): StateKey<'proposal'> =>
  `proposal/${String(number).padStart(10, '0')}` as StateKey<'proposal'>;
export const proposalCounterKey = 'counter/proposal' as StateKey<'counter'>;
export const rolesKey = (account: Address): StateKey<'roles'> =>
  `roles/${account}` as StateKey<'roles'>;
/** Who can recover an account, and a recovery that is under way. */
export const recoveryKey = (account: Address): StateKey<'recovery'> =>
  `recovery/${account}` as StateKey<'recovery'>;
/** The key that texts for an account are sealed with. */
export const encryptionKey = (account: Address): StateKey<'encryption'> =>
  `encryption/${account}` as StateKey<'encryption'>;
/** Who else reads what is sealed in payments of an asset. */
export const auditorKey = (asset: AssetCode): StateKey<'auditor'> =>
  `auditor/${asset}` as StateKey<'auditor'>;
/** What the issuer of an asset may do to its holders; none of it without a record. */
export const assetRulesKey = (asset: AssetCode): StateKey<'assetRules'> =>
  `assetRules/${asset}` as StateKey<'assetRules'>;
/** There while an account is frozen for an asset. */
export const freezeKey = (asset: AssetCode, account: Address): StateKey<'freeze'> =>
  `freeze/${asset}/${account}` as StateKey<'freeze'>;
/** There while an account is on the allow-list of an asset. */
export const allowKey = (asset: AssetCode, account: Address): StateKey<'allow'> =>
  `allow/${asset}/${account}` as StateKey<'allow'>;
export const holdKey = (id: Hash): StateKey<'hold'> => `hold/${id}` as StateKey<'hold'>;
/** The holds that end at a second since 1970; padded, so that they sort by time. */
export const expiryKey = (second: bigint): StateKey<'expiry'> =>
  `expiry/${String(second).padStart(17, '0')}` as StateKey<'expiry'>;
/** A place of the heap of the seconds at which holds end; the earliest is at 0. */
export const expiryQueueKey = (place: number): StateKey<'expiryQueue'> =>
  `expiryQueue/${String(place).padStart(10, '0')}` as StateKey<'expiryQueue'>;
/** How many places of that heap are taken. */
export const expiryCounterKey = 'counter/expiryQueue' as StateKey<'counter'>;

/** Under `account/`. `sequence` is the last one used. */
export const accountRecordCodec = container({
  sequence: uint64,
  policy: policyCodec,
  /** A policy that replaces the other from `fromHeight` on. */
  nextPolicy: optional(container({ fromHeight: heightCodec, policy: policyCodec })),
});

/** Under `balance/`; there is no record of a balance of zero. */
export const balanceRecordCodec = container({ amount: amountCodec });

/** Under `asset/`. `supply` is the sum of all balances and holds. */
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

const recordCodecs: { readonly [K in StateKind]: Codec<RecordOf<K>> } = {
  account: accountRecordCodec,
  balance: balanceRecordCodec,
  asset: assetRecordCodec,
  key: publicKeyRecordCodec,
  node: nodeRecordCodec,
  peer: nodeNameRecordCodec,
  networkKey: nodeNameRecordCodec,
  validators: validatorScheduleCodec,
  voter: voterRecordCodec,
  parameters: parametersRecordCodec,
  proposal: proposalRecordCodec,
  counter: counterRecordCodec,
  roles: rolesRecordCodec,
  recovery: recoveryRecordCodec,
  assetRules: assetRulesRecordCodec,
  encryption: encryptionKeyRecordCodec,
  auditor: auditorRecordCodec,
  freeze: listingRecordCodec,
  allow: listingRecordCodec,
  hold: holdRecordCodec,
  expiry: expiryRecordCodec,
  expiryQueue: expiryQueueRecordCodec,
};

function recordCodec<K extends StateKind>(key: StateKey<K>): Codec<RecordOf<K>> {
  // A `StateKey<K>` begins with K: the functions above make no others.
  return recordCodecs[key.slice(0, key.indexOf('/')) as K];
}

/** The value under a key of the authenticated map. */
export function encodeStateRecord<K extends StateKind>(
  key: StateKey<K>,
  record: RecordOf<K>,
): Uint8Array {
  return encode(recordCodec(key), record);
}

/** Reads a value that this node wrote. Throws when it is damaged. */
export function decodeStateRecord<K extends StateKind>(
  key: StateKey<K>,
  bytes: Uint8Array,
): RecordOf<K> {
  return decodeTrusted(recordCodec(key), bytes, key);
}
