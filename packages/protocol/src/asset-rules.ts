/**
 * What the issuer of an asset may do to those who hold it. An asset without such a record has none of
 * these rules; each can be locked, and then holders know that it never changes again.
 */
import type { ValueOf } from './codec.ts';
import { boolean, tag } from './codec-basic.ts';
import { container, list, optional } from './codec-composite.ts';
import { amountCodec, heightCodec } from './scalars.ts';

/** Numbers are stable and never reused; this is also the order in which a list names them. */
const ruleNumbers = { holders: 1, freeze: 2, clawback: 3, supplyMax: 4 } as const;

/** The rules of an asset by their names. */
export type AssetRuleName = keyof typeof ruleNumbers;

/** In the order of their numbers, which is that of `locked`. */
export const assetRuleNames = Object.keys(ruleNumbers) as readonly AssetRuleName[];

const controlCodec = tag({ never: 0, issuer: 1 });

const ruleFields = {
  /** Who may hold it: anyone, or only accounts on its allow-list and the issuer. */
  holders: tag({ anyone: 0, listed: 1 }),
  /** Whether the issuer may freeze an account's units, or the whole asset. */
  freeze: controlCodec,
  /** Whether the issuer may take units back. */
  clawback: controlCodec,
  /** How many units there may be at the most; `null`: as many as amounts can count. */
  supplyMax: optional(amountCodec),
  /** The rules that never change again, in the order of the fields above. */
  locked: list(tag<AssetRuleName>(ruleNumbers), Object.keys(ruleNumbers).length),
};

/** The rules of an asset as its issuer gives them, all of them at once. */
export const assetRulesCodec = container(ruleFields);

/** Under `assetRules/`. */
export const assetRulesRecordCodec = container({
  ...ruleFields,
  /** Whether all units of the asset are frozen, whoever holds them. */
  frozen: boolean,
});

/** Under `freeze/` and `allow/`: since which block an account is frozen, or on the allow-list. */
export const listingRecordCodec = container({ since: heightCodec });

/** Why units are taken back, for the record. */
export const clawbackReasonCodec = tag({
  courtOrder: 1,
  sanctions: 2,
  fraud: 3,
  sentInError: 4,
  lostKeys: 5,
  other: 255,
});

export type AssetRules = ValueOf<typeof assetRulesCodec>;
export type AssetRulesRecord = ValueOf<typeof assetRulesRecordCodec>;
export type ListingRecord = ValueOf<typeof listingRecordCodec>;
export type ClawbackReason = ValueOf<typeof clawbackReasonCodec>;

/** For lists to choose from; in the order of their numbers. */
export const clawbackReasons: readonly ClawbackReason[] = [
  'courtOrder',
  'sanctions',
  'fraud',
  'sentInError',
  'lostKeys',
  'other',
];

/** The rules of an asset whose issuer never gave any. */
export const noAssetRules: AssetRulesRecord = {
  holders: 'anyone',
  freeze: 'never',
  clawback: 'never',
  supplyMax: null,
  locked: [],
  frozen: false,
};
