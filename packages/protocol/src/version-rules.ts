/**
 * What codecs say of a value that not every version of the protocol allows. The encoding of a type is the same in all versions that
 * have it, so that one codec reads the blocks of all; whether a value may be in a block of a version is asked here.
 */
import type { BrokenRule, Codec, RecordCodec } from './codec.ts';
import { type Feature, isInForce } from './features.ts';
import { type ForeignText, rawText } from './foreign-text.ts';
import { isPlainText } from './plain-text.ts';

/** What keeps a value out of blocks of this version. */
export function brokenRule<T>(codec: Codec<T>, value: T, version: number): BrokenRule | undefined {
  return codec.brokenRule?.(value, version);
}

/** A type that begins with a feature: software that lacks it can't read such values, so all refuse them until it is in force. */
/* @__NO_SIDE_EFFECTS__ */
export function since<T>(feature: Feature, codec: RecordCodec<T>): RecordCodec<T> {
  return {
    ...codec,
    brokenRule: (value, version) =>
      isInForce(feature, version) ? codec.brokenRule?.(value, version) : 'not_in_force',
  };
}

/** Names of which some begin with a feature. */
/* @__NO_SIDE_EFFECTS__ */
export function namesSince<T extends string>(
  codec: Codec<T>,
  features: Readonly<Partial<Record<T, Feature>>>,
): Codec<T> {
  if (Object.keys(features).length === 0) return codec;
  return {
    ...codec,
    brokenRule(value, version) {
      const feature = features[value];
      return feature === undefined || isInForce(feature, version) ? undefined : 'not_in_force';
    },
  };
}

/** A type of which some values begin with a feature. */
/* @__NO_SIDE_EFFECTS__ */
export function valuesSince<T>(
  feature: Feature,
  isNew: (value: T) => boolean,
  codec: Codec<T>,
): Codec<T> {
  return {
    ...codec,
    brokenRule: (value, version) =>
      isNew(value) && !isInForce(feature, version)
        ? 'not_in_force'
        : codec.brokenRule?.(value, version),
  };
}

/** A text that from a feature on has to be one that everybody sees as it is. */
/* @__NO_SIDE_EFFECTS__ */
export function plainSince(feature: Feature, codec: Codec<ForeignText>): Codec<ForeignText> {
  return {
    ...codec,
    brokenRule: (value, version) =>
      isInForce(feature, version) && !isPlainText(rawText(value)) ? 'forbidden_text' : undefined,
  };
}
