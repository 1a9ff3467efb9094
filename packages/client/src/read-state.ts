/** Reading the state with its proofs: what comes back is true, whatever the node says. */
import type { Address, Hash } from '@trellis/crypto';
import {
  type AccountRecord,
  type AssetCode,
  type AssetRecord,
  type AssetRulesRecord,
  type AuditorRecord,
  type EncryptionKeyRecord,
  type GrantableRole,
  type Height,
  type HoldRecord,
  type MandateRecord,
  noAssetRules,
  type Parameters,
  type ProposalRecord,
  type ProtocolRecord,
  type RecoveryRecord,
} from '@trellis/protocol';
import {
  type AccountResponse,
  endpoints,
  type ProtocolResponse,
  type RolesResponse,
} from '@trellis/protocol/http-api';
import type { LightClient } from './light-client.ts';
import { ProofError } from './proof-error.ts';
import { type Proven, readEntries } from './read-entries.ts';

/** An account, or the proof that there is none. */
export interface ProvenAccount extends Proven<AccountRecord | null> {
  readonly address: Address;
  /** What the node says besides, without a proof: which balances there are, and which keys are registered. */
  readonly reported: AccountResponse['reported'];
}

/** Who can recover an account, or the proof that nobody can. */
export interface ProvenRecovery extends Proven<RecoveryRecord | null> {
  readonly address: Address;
}

/** What an account was granted. */
export interface ProvenRoles extends Proven<readonly GrantableRole[]> {
  /** What the node says besides, without a proof: its power in votes. */
  readonly reported: RolesResponse['reported'];
}

/** The record of the protocol's version; `null`: the chain is at the first, and nobody ever proposed another. */
export interface ProvenProtocol extends Proven<ProtocolRecord | null> {
  /** What the node says besides, without a proof: what it knows itself, and what the validators are ready for. */
  readonly reported: ProtocolResponse['reported'];
}

/** How an account stands with the rules of an asset: since when it is frozen, and listed. */
export interface Holder {
  readonly frozenSince: Height | null;
  readonly listedSince: Height | null;
}

/**
 * The account at an address; `null` when there is none. Throws `ProofError`, `ApiProblem` or `Unreachable`.
 *
 * @example
 * const { value, header } = await getAccount(light, from); // proven, as of header.height
 */
export async function getAccount(light: LightClient, address: Address): Promise<ProvenAccount> {
  const { records, asOf, rest } = await readEntries(light, endpoints.getAccount, { address });
  return { ...asOf, value: records.entry, address, reported: rest.reported };
}

/**
 * A balance, 0 for none; as it was after the block of a height, if one is given. Throws `ApiProblem`
 * `state_not_kept` when the node does not keep the state of that block.
 *
 * @example const { value, header } = await getBalance(light, from, asset); // proven, as of header.height
 */
export async function getBalance(
  light: LightClient,
  address: Address,
  asset: AssetCode,
  height?: Height,
): Promise<Proven<bigint>> {
  const { records, asOf } = await readEntries(
    light,
    endpoints.getBalance,
    { address, asset, height },
    height,
  );
  return { ...asOf, value: records.entry?.amount ?? 0n };
}

/**
 * Who can recover an account, and a recovery that is under way; `null` when nobody can.
 *
 * @example
 * const { value, header } = await getRecovery(light, from); // proven, as of header.height
 */
export async function getRecovery(light: LightClient, address: Address): Promise<ProvenRecovery> {
  const { records, asOf } = await readEntries(light, endpoints.getRecovery, { address });
  return { ...asOf, value: records.entry, address };
}

/**
 * The key that texts for an account are sealed with; `null` when it has published none.
 *
 * @example
 * const { value, header } = await getEncryptionKey(light, from); // proven, as of header.height
 */
export async function getEncryptionKey(
  light: LightClient,
  address: Address,
): Promise<Proven<EncryptionKeyRecord | null>> {
  const { records, asOf } = await readEntries(light, endpoints.getEncryptionKey, { address });
  return { ...asOf, value: records.entry };
}

/**
 * An asset. Throws `ProvenAbsent` when there is none.
 *
 * @example
 * const { value, header } = await getAsset(light, asset); // proven, as of header.height
 */
export async function getAsset(light: LightClient, asset: AssetCode): Promise<Proven<AssetRecord>> {
  const { records, asOf } = await readEntries(light, endpoints.getAsset, { asset });
  return { ...asOf, value: present(records.entry, `there is no asset ${asset}`) };
}

/**
 * What the issuer of an asset may do to its holders. Throws `ProvenAbsent` when there is no such asset.
 *
 * @example
 * const { value, header } = await getAssetRules(light, asset); // proven, as of header.height
 */
export async function getAssetRules(
  light: LightClient,
  asset: AssetCode,
): Promise<Proven<AssetRulesRecord>> {
  const { records, asOf } = await readEntries(light, endpoints.getAssetRules, { asset });
  return { ...asOf, value: records.entry ?? noAssetRules };
}

/**
 * Whether an account is frozen for an asset, and whether it is on its allow-list. Throws `ProvenAbsent` when there is
 * no such asset.
 *
 * @example
 * const { value } = await getHolder(light, asset, to);
 */
export async function getHolder(
  light: LightClient,
  asset: AssetCode,
  address: Address,
): Promise<Proven<Holder>> {
  const { records, asOf } = await readEntries(light, endpoints.getHolder, { asset, address });
  const frozenSince = records.freezeEntry?.since ?? null;
  const listedSince = records.allowEntry?.since ?? null;
  return { ...asOf, value: { frozenSince, listedSince } };
}

/**
 * Who else can read what is sealed in payments of an asset; `null` when nobody can. Throws `ProvenAbsent` when there is
 * no such asset.
 *
 * @example
 * const { value, header } = await getAuditor(light, asset); // proven, as of header.height
 */
export async function getAuditor(
  light: LightClient,
  asset: AssetCode,
): Promise<Proven<AuditorRecord | null>> {
  const { records, asOf } = await readEntries(light, endpoints.getAuditor, { asset });
  return { ...asOf, value: records.entry };
}

/**
 * A hold by its id; `null` when it was paid out, went back, or never was.
 *
 * @example
 * const { value } = await getHold(light, hold.id); // null: there is none
 */
export async function getHold(light: LightClient, id: Hash): Promise<Proven<HoldRecord | null>> {
  const { records, asOf } = await readEntries(light, endpoints.getHold, { hold: id });
  return { ...asOf, value: records.entry };
}

/**
 * A mandate by its id, with what was used of it; `null` when it was revoked, or never granted.
 *
 * @example
 * const { value } = await getMandate(light, mandate.id); // null: there is none
 */
export async function getMandate(
  light: LightClient,
  id: Hash,
): Promise<Proven<MandateRecord | null>> {
  const { records, asOf } = await readEntries(light, endpoints.getMandate, { mandate: id });
  return { ...asOf, value: records.entry };
}

/**
 * The ids of all mandates that an account granted and did not revoke, in their order.
 *
 * @example
 * const { value, header } = await getMandates(light, from); // proven, as of header.height
 */
export async function getMandates(
  light: LightClient,
  address: Address,
): Promise<Proven<readonly Hash[]>> {
  const { records, asOf } = await readEntries(light, endpoints.getMandates, { address });
  return { ...asOf, value: records.entry?.mandates ?? [] };
}

/**
 * What a vote can change of the rules.
 *
 * @example
 * const { value } = await getParameters(light);
 */
export async function getParameters(light: LightClient): Promise<Proven<Parameters>> {
  const { records, asOf } = await readEntries(light, endpoints.getParameters, {});
  return { ...asOf, value: present(records.entry, 'the state has no parameters') };
}

/**
 * Which version of the protocol the next block has, and which is to follow.
 *
 * @example
 * const protocol = await getProtocol(light);
 */
export async function getProtocol(light: LightClient): Promise<ProvenProtocol> {
  const { records, asOf, rest } = await readEntries(light, endpoints.getProtocol, {});
  return { ...asOf, value: records.entry, reported: rest.reported };
}

/**
 * A proposal. Throws `ProvenAbsent` when there is none.
 *
 * @example
 * const { value } = await getProposal(light, 1).catch((error: unknown) => {
 *   if (error instanceof ProvenAbsent) return { value: null };
 *   throw error;
 * });
 */
export async function getProposal(
  light: LightClient,
  number: number,
): Promise<Proven<ProposalRecord>> {
  const { records, asOf } = await readEntries(light, endpoints.getProposal, { number });
  return { ...asOf, value: present(records.entry, `there is no proposal ${number}`) };
}

/**
 * What an account may do beyond holding and paying.
 *
 * @example
 * const { value, header } = await getRoles(light, from); // proven, as of header.height
 */
export async function getRoles(light: LightClient, address: Address): Promise<ProvenRoles> {
  const { records, asOf, rest } = await readEntries(light, endpoints.getRoles, { address });
  return { ...asOf, value: records.entry?.roles ?? [], reported: rest.reported };
}

/** That there is nothing is said with 404; an answer with nothing in it is none. */
function present<T>(record: T | null, otherwise: string): T {
  if (record !== null) return record;
  throw new ProofError('wrong_value', otherwise);
}
