/**
 * What the ledger takes in each field of the forms at most, from the protocol's own table, so that it is said at the field and
 * not by a rejection. A name means the same in all forms and in the columns of a batch. Text can only be read from a field that
 * has its limit here.
 */
import { limits } from '@trellis/protocol';
import { t } from '../page/language.ts';

/** In bytes of UTF-8. */
export const textBytesMax = {
  memo: limits.memoBytesMax,
  message: limits.sealedMessageBytesMax,
  endToEndId: limits.remittanceIdBytesMax,
  invoice: limits.remittanceIdBytesMax,
  reference: limits.creditorReferenceBytesMax,
  /** A code of four letters, as its codec says. */
  purpose: limits.remittanceIdBytesMax,
  name: limits.assetNameBytesMax,
} as const;

/** How many things a field can name. */
export const countMax = {
  keys: limits.policyKeysMax,
  delegate: 1,
  payees: limits.mandatePayeesMax,
  /** Payments of a batch. */
  file: limits.operationsMax,
} as const;

const dayMs = 24 * 3_600_000;
/** The largest unsigned number of 32 bits, in which the protocol counts. */
const uint32Max = 2 ** 32 - 1;

/** Whole numbers: the least and the most. */
export const wholeLimits = {
  decimals: [0, limits.assetDecimalsMax],
  threshold: [1, limits.policyKeysMax],
  proposal: [0, uint32Max],
  payments: [1, uint32Max],
  days: [1, limits.mandateMsMax / dayMs],
} as const satisfies Readonly<Record<string, readonly [least: number, most: number]>>;

/** How far ahead a time can be, in milliseconds. */
export const aheadMsMax = {
  /** The end of a hold. */
  expires: limits.holdMsMax,
  /** The end of a mandate. */
  until: limits.mandateMsMax,
} as const;

export type TextField = keyof typeof textBytesMax;
export type CountField = keyof typeof countMax;
export type WholeField = keyof typeof wholeLimits;
export type MomentField = keyof typeof aheadMsMax;

/** What is wrong with a text; `undefined` for nothing. */
export function textProblem(field: TextField, text: string): string | undefined {
  const most = textBytesMax[field];
  const bytes = new TextEncoder().encode(text).length;
  if (bytes <= most) return undefined;
  return t('at most {0} bytes of text fit here, and this has {1}', most, bytes);
}

/** What is wrong with how many things are named. */
export function countProblem(field: CountField, count: number): string | undefined {
  const most = countMax[field];
  return count <= most ? undefined : t('at most {0} fit here, and these are {1}', most, count);
}

/** What is wrong with a time, in milliseconds since 1970. */
export function momentProblem(field: MomentField, time: number, now: number): string | undefined {
  if (Number.isNaN(time)) return t('enter a date and a time');
  if (time <= now) return t('this time has passed');
  if (time > now + aheadMsMax[field]) return t('this is too far ahead: {0}', aheadHint(field));
  return undefined;
}

export const aheadHint = (field: MomentField): string =>
  t('at most {0} days from now', aheadMsMax[field] / dayMs);

/** What is wrong with a whole number; `most` where it depends on other fields. */
export function wholeProblem(
  field: WholeField,
  value: number,
  most: number = wholeLimits[field][1],
): string | undefined {
  const [least] = wholeLimits[field];
  if (Number.isInteger(value) && value >= least && value <= most) return undefined;
  return t('enter a whole number from {0} to {1}', least, most);
}
