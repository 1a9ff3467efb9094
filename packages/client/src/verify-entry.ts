/**
 * The light client on the state: balance, account or asset → state root → header → certificate. A proof
 * is about its own block: the height and the time in the header say how old the answer is.
 */
import type { Address, Hash } from '@trellis/crypto';
import {
  type AccountRecord,
  type AssetCode,
  type AssetRecord,
  type AssetRulesRecord,
  type AuditorRecord,
  accountRecordCodec,
  assetRecordCodec,
  assetRulesRecordCodec,
  auditorRecordCodec,
  balanceRecordCodec,
  type Codec,
  decode,
  type EncryptionKeyRecord,
  encode,
  encodeStateRecord,
  encryptionKeyRecordCodec,
  type Height,
  type HoldRecord,
  holdRecordCodec,
  listingRecordCodec,
  noAssetRules,
  type RecordOf,
  type RecoveryRecord,
  recoveryRecordCodec,
  type StateKey,
  type StateKind,
  stateKey,
  verifyMapEntry,
} from '@trellis/protocol';
import type {
  AccountResponse,
  AssetResponse,
  AssetRulesResponse,
  AuditorResponse,
  BalanceResponse,
  EncryptionResponse,
  HolderResponse,
  HoldResponse,
  ProvenEntry,
  RecoveryResponse,
} from '@trellis/protocol/http-api';
import { ProofError } from './proof-error.ts';
import type { TrustedChain } from './trusted-chain.ts';
import type { SignatureVerifier } from './verifier.ts';
import { verifyHeader } from './verify-header.ts';

/** Checks an entry of the state, or its absence, down to the certificate. Throws `ProofError`. */
export async function verifyEntry(
  trusted: TrustedChain,
  provider: SignatureVerifier,
  { key, value, proof, header, certificate }: ProvenEntry,
): Promise<void> {
  if (!verifyMapEntry(header.stateRoot, key, value, proof)) {
    throw new ProofError(
      'entry_not_proven',
      `the proof of ${key} does not lead to the state root of block ${header.height}`,
    );
  }
  await verifyHeader(trusted, provider, header, certificate);
}

/** A balance, of the newest state unless a height is named. */
export interface WantedBalance {
  readonly address: Address;
  readonly asset: AssetCode;
  readonly height?: Height;
}

/** Checks an answer about a balance; returns the one it proves. Throws `ProofError`. */
export async function verifyBalance(
  trusted: TrustedChain,
  provider: SignatureVerifier,
  wanted: WantedBalance,
  answer: BalanceResponse,
): Promise<bigint> {
  const { address, asset, height } = wanted;
  const record = recordUnder(stateKey.balance(address, asset), balanceRecordCodec, answer.entry);
  const amount = record?.amount ?? 0n;
  if (answer.address !== address || answer.asset !== asset) {
    throw new ProofError('wrong_entry', 'the answer is about another account or asset');
  }
  if (height !== undefined && answer.entry.header.height !== height) {
    throw new ProofError(
      'wrong_block',
      `the proof is of block ${answer.entry.header.height}, not of ${height}`,
    );
  }
  if (amount !== answer.amount) {
    throw new ProofError('wrong_value', `the proof is for ${amount}, not for ${answer.amount}`);
  }
  await verifyEntry(trusted, provider, answer.entry);
  return amount;
}

/**
 * Checks an answer about `address`; returns the account it proves, or `null` when it proves that there
 * is none. The balances and registered keys in the answer carry no proof. Throws `ProofError`.
 */
export async function verifyAccount(
  trusted: TrustedChain,
  provider: SignatureVerifier,
  address: Address,
  answer: AccountResponse,
): Promise<AccountRecord | null> {
  const record = recordUnder(stateKey.account(address), accountRecordCodec, answer.entry) ?? null;
  if (answer.address !== address) {
    throw new ProofError('wrong_entry', 'the answer is about another account');
  }
  expectStated(accountRecordCodec, record, answer.account);
  await verifyEntry(trusted, provider, answer.entry);
  return record;
}

/** Checks an answer about the recovery of `address`; returns what it proves. Throws `ProofError`. */
export async function verifyRecovery(
  trusted: TrustedChain,
  provider: SignatureVerifier,
  address: Address,
  answer: RecoveryResponse,
): Promise<RecoveryRecord | null> {
  const record = recordUnder(stateKey.recovery(address), recoveryRecordCodec, answer.entry) ?? null;
  if (answer.address !== address) {
    throw new ProofError('wrong_entry', 'the answer is about another account');
  }
  expectStated(recoveryRecordCodec, record, answer.recovery);
  await verifyEntry(trusted, provider, answer.entry);
  return record;
}

/** Checks an answer about `asset`; returns the asset it proves. Throws `ProofError`. */
export async function verifyAsset(
  trusted: TrustedChain,
  provider: SignatureVerifier,
  asset: AssetCode,
  answer: AssetResponse,
): Promise<AssetRecord> {
  const record = recordUnder(stateKey.asset(asset), assetRecordCodec, answer.entry) ?? null;
  expectStated(assetRecordCodec, record, answer.asset);
  await verifyEntry(trusted, provider, answer.entry);
  return answer.asset;
}

/** Checks an answer about the rules of `asset`; returns those it proves. Throws `ProofError`. */
export async function verifyAssetRules(
  trusted: TrustedChain,
  provider: SignatureVerifier,
  asset: AssetCode,
  answer: AssetRulesResponse,
): Promise<AssetRulesRecord> {
  const record = recordUnder(stateKey.assetRules(asset), assetRulesRecordCodec, answer.entry);
  const rules = record ?? noAssetRules;
  if (answer.asset !== asset) {
    throw new ProofError('wrong_entry', 'the answer is about another asset');
  }
  expectStated(assetRulesRecordCodec, rules, answer.rules);
  await verifyEntry(trusted, provider, answer.entry);
  return rules;
}

/** Checks an answer about the encryption key of `address`; returns the one it proves. Throws `ProofError`. */
export async function verifyEncryptionKey(
  trusted: TrustedChain,
  provider: SignatureVerifier,
  address: Address,
  answer: EncryptionResponse,
): Promise<EncryptionKeyRecord | null> {
  const record =
    recordUnder(stateKey.encryption(address), encryptionKeyRecordCodec, answer.entry) ?? null;
  if (answer.address !== address) {
    throw new ProofError('wrong_entry', 'the answer is about another account');
  }
  expectStated(encryptionKeyRecordCodec, record, answer.encryption);
  await verifyEntry(trusted, provider, answer.entry);
  return record;
}

/** Checks an answer about the auditor of `asset`; returns the one it proves. Throws `ProofError`. */
export async function verifyAuditor(
  trusted: TrustedChain,
  provider: SignatureVerifier,
  asset: AssetCode,
  answer: AuditorResponse,
): Promise<AuditorRecord | null> {
  const record = recordUnder(stateKey.auditor(asset), auditorRecordCodec, answer.entry) ?? null;
  if (answer.asset !== asset) {
    throw new ProofError('wrong_entry', 'the answer is about another asset');
  }
  expectStated(auditorRecordCodec, record, answer.auditor);
  await verifyEntry(trusted, provider, answer.entry);
  return record;
}

/** How an account stands with the rules of an asset: since when it is frozen, and listed. */
export interface Holder {
  readonly frozenSince: Height | null;
  readonly listedSince: Height | null;
}

/** Checks an answer about how `asset` concerns `address`; returns what it proves. Throws `ProofError`. */
export async function verifyHolder(
  trusted: TrustedChain,
  provider: SignatureVerifier,
  wanted: { readonly address: Address; readonly asset: AssetCode },
  answer: HolderResponse,
): Promise<Holder> {
  const { address, asset } = wanted;
  const { freezeEntry, allowEntry } = answer;
  const frozen = recordUnder(stateKey.freeze(asset, address), listingRecordCodec, freezeEntry);
  const listed = recordUnder(stateKey.allow(asset, address), listingRecordCodec, allowEntry);
  const proven = { frozenSince: frozen?.since ?? null, listedSince: listed?.since ?? null };
  if (answer.address !== address || answer.asset !== asset) {
    throw new ProofError('wrong_entry', 'the answer is about another account or asset');
  }
  if (
    proven.frozenSince !== answer.frozenSince ||
    proven.listedSince !== answer.listedSince ||
    freezeEntry.header.height !== allowEntry.header.height
  ) {
    throw new ProofError('wrong_value', 'the answer states something else than what it proves');
  }
  await verifyEntry(trusted, provider, freezeEntry);
  await verifyEntry(trusted, provider, allowEntry);
  return proven;
}

/**
 * Checks that `stated` is what the state has under `key`; for whatever has no function of its own here.
 * `null` stands for nothing there. Throws `ProofError`.
 */
export async function verifyRecord<K extends StateKind>(
  trusted: TrustedChain,
  provider: SignatureVerifier,
  key: StateKey<K>,
  stated: RecordOf<K> | null,
  entry: ProvenEntry,
): Promise<void> {
  if (entry.key !== key) {
    throw new ProofError('wrong_entry', `the answer proves ${entry.key} instead of ${key}`);
  }
  const expected = stated === null ? undefined : encodeStateRecord(key, stated).toHex();
  if (entry.value?.toHex() !== expected) {
    throw new ProofError('wrong_value', 'the answer states something else than what it proves');
  }
  await verifyEntry(trusted, provider, entry);
}

/** Checks an answer about a hold; returns the hold it proves, or `null` for none. Throws `ProofError`. */
export async function verifyHold(
  trusted: TrustedChain,
  provider: SignatureVerifier,
  id: Hash,
  answer: HoldResponse,
): Promise<HoldRecord | null> {
  const record = recordUnder(stateKey.hold(id), holdRecordCodec, answer.entry) ?? null;
  if (answer.id !== id) throw new ProofError('wrong_entry', 'the answer is about another hold');
  expectStated(holdRecordCodec, record, answer.hold);
  await verifyEntry(trusted, provider, answer.entry);
  return record;
}

/** The record in an entry, which must be the one under `key`; `undefined` for an absent one. */
function recordUnder<T>(key: StateKey, codec: Codec<T>, entry: ProvenEntry): T | undefined {
  if (entry.key !== key) {
    throw new ProofError('wrong_entry', `the answer proves ${entry.key} instead of ${key}`);
  }
  if (entry.value === null) return undefined;
  const record = decode(codec, entry.value);
  if (record.ok) return record.value;
  throw new ProofError(
    'wrong_value',
    `the value under ${key} is malformed: ${record.problem.message}`,
  );
}

/** Equal values have equal encodings. */
function expectStated<T>(codec: Codec<T>, proven: T | null, stated: T | null): void {
  const hex = (value: T | null): string => (value === null ? '' : encode(codec, value).toHex());
  if (hex(proven) !== hex(stated)) {
    throw new ProofError('wrong_value', 'the answer states something else than what it proves');
  }
}
