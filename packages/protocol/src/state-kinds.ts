/**
 * The kinds of entries of the state: what the keys of each consist of, and the record under them. Keys,
 * their parsing, records and their types all follow from this table: a new kind is one entry of it.
 */
import { accountRecordCodec, balanceRecordCodec, publicKeyRecordCodec } from './account.ts';
import { aliasesRecordCodec, aliasRecordCodec } from './alias.ts';
import { assetRecordCodec } from './asset.ts';
import { assetRulesRecordCodec, listingRecordCodec } from './asset-rules.ts';
import type { Codec, ValueOf } from './codec.ts';
import { validatorHistoryCodec } from './evidence.ts';
import { counterRecordCodec, proposalRecordCodec, rolesRecordCodec } from './governance.ts';
import { expiryQueueRecordCodec, expiryRecordCodec, holdRecordCodec } from './hold.ts';
import { mandateRecordCodec, mandatesRecordCodec } from './mandate.ts';
import { nodeNameRecordCodec, nodeRecordCodec, validatorScheduleCodec } from './network-node.ts';
import { parametersRecordCodec } from './parameters.ts';
import { announcementRecordCodec, protocolRecordCodec } from './protocol-version.ts';
import { recoveryRecordCodec } from './recovery.ts';
import { auditorRecordCodec, encryptionKeyRecordCodec } from './sealed.ts';
import {
  addressPart,
  assetPart,
  bigintPart,
  hashPart,
  namePart,
  numberPart,
  type StateKeyPart,
  wordPart,
} from './state-key-part.ts';

/** An entry of the table: the record, and what follows the kind in a key. */
function kind<Record, Parts extends readonly StateKeyPart<unknown>[]>(
  record: Codec<Record>,
  ...parts: Parts
): { readonly record: Codec<Record>; readonly parts: Parts } {
  return { record, parts };
}

export const stateKinds = {
  account: kind(accountRecordCodec, addressPart),
  balance: kind(balanceRecordCodec, addressPart, assetPart),
  asset: kind(assetRecordCodec, assetPart),
  /** A registered public key, by its address. */
  key: kind(publicKeyRecordCodec, addressPart),
  node: kind(nodeRecordCodec, namePart),
  /** The node with this peer id. */
  peer: kind(nodeNameRecordCodec, namePart),
  /** The node that has, or last had, a network key of this address. */
  networkKey: kind(nodeNameRecordCodec, addressPart),
  /** Who decides from which height on. */
  validators: kind(validatorScheduleCodec, wordPart('schedule')),
  /** Who votes or voted with the key of this address. */
  voter: kind(validatorHistoryCodec, addressPart),
  /** The rules that a vote can change. */
  parameters: kind(parametersRecordCodec, wordPart('chain')),
  /** Which version of the protocol the next block has. */
  protocol: kind(protocolRecordCodec, wordPart('version')),
  /** What a node's software is ready for. */
  announcement: kind(announcementRecordCodec, namePart),
  proposal: kind(proposalRecordCodec, numberPart(10)),
  /** How many proposals there were; how many places of the heap of expiries are taken. */
  counter: kind(counterRecordCodec, wordPart('proposal', 'expiryQueue')),
  roles: kind(rolesRecordCodec, addressPart),
  /** Who can recover an account, and a recovery that is under way. */
  recovery: kind(recoveryRecordCodec, addressPart),
  /** What the issuer of an asset may do to its holders; none of it without a record. */
  assetRules: kind(assetRulesRecordCodec, assetPart),
  /** The key that texts for an account are sealed with. */
  encryption: kind(encryptionKeyRecordCodec, addressPart),
  /** Who else reads what is sealed in payments of an asset. */
  auditor: kind(auditorRecordCodec, assetPart),
  /** There while an account is frozen for an asset. */
  freeze: kind(listingRecordCodec, assetPart, addressPart),
  /** There while an account is on the allow-list of an asset. */
  allow: kind(listingRecordCodec, assetPart, addressPart),
  hold: kind(holdRecordCodec, hashPart),
  /** The holds that end at a second since 1970. */
  expiry: kind(expiryRecordCodec, bigintPart(17)),
  /** A place of the heap of the seconds at which holds end; the earliest is at 0. */
  expiryQueue: kind(expiryQueueRecordCodec, numberPart(10)),
  /** Whose an alias is and was, by `aliasId`. */
  alias: kind(aliasRecordCodec, hashPart),
  /** What an account is called. */
  aliases: kind(aliasesRecordCodec, addressPart),
  /** What an account lets another pay, and what was used of it. */
  mandate: kind(mandateRecordCodec, hashPart),
  /** The mandates that an account granted. */
  mandates: kind(mandatesRecordCodec, addressPart),
};

export type StateKind = keyof typeof stateKinds;

/** What stands under keys of a kind. */
export type RecordOf<K extends StateKind> = ValueOf<(typeof stateKinds)[K]['record']>;

/** How the records of a kind are written. */
export function recordCodecOf<K extends StateKind>(kind: K): Codec<RecordOf<K>> {
  // What the type of the table says for each kind by itself.
  return stateKinds[kind].record as unknown as Codec<RecordOf<K>>;
}

type PartValues<Parts> = {
  [I in keyof Parts]: Parts[I] extends StateKeyPart<infer T> ? T : never;
};

/** What keys of a kind consist of. */
export type StateKeyParts<K extends StateKind> = PartValues<(typeof stateKinds)[K]['parts']>;
