/** What a key of the state consists of after its kind: how each sort of part is written and read. */
import type { Address, Hash } from '@trellis/crypto';
import { isAssetCode } from './scalars.ts';

/** `read` may accept more than `write` writes: whoever reads a key compares it with what its parts write. */
export interface StateKeyPart<T> {
  write(value: T): string;
  read(text: string): T | undefined;
}

function textPart<T extends string>(valid: (text: string) => text is T): StateKeyPart<T> {
  return { write: (value) => value, read: (text) => (valid(text) ? text : undefined) };
}

const isHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

export const hashPart = textPart((text): text is Hash => isHash(text));
export const addressPart = textPart((text): text is Address => isHash(text));
export const assetPart = textPart(isAssetCode);
/** Of a node, or of a peer. */
export const namePart = textPart((text): text is string => /^[A-Za-z0-9-]+$/.test(text));

/** One of a few words. */
export const wordPart = <const Word extends string>(...words: readonly Word[]) =>
  textPart((text): text is Word => words.some((word) => word === text));

/** Padded with zeros, so that keys sort by their numbers. */
export const numberPart = (digits: number): StateKeyPart<number> => ({
  write: (value) => String(value).padStart(digits, '0'),
  read: (text) => (/^\d+$/.test(text) ? Number(text) : undefined),
});

/** As `numberPart`, for numbers that are bigints elsewhere too. */
export const bigintPart = (digits: number): StateKeyPart<bigint> => ({
  write: (value) => String(value).padStart(digits, '0'),
  read: (text) => (/^\d+$/.test(text) ? BigInt(text) : undefined),
});
