/** Fields of a file that came or went: what was written before is read, and what is written is the form of today. */
import { type Codec, type Json, list } from '@trellis/protocol';

export interface ChangedFields {
  /** Fields that came later, each with what a file means that lacks it. */
  readonly added: Readonly<Record<string, Json>>;
  /** Fields that are gone: read past, and no longer written. */
  readonly retired: readonly string[];
}

/** As `codec`, but reads files from before its fields changed. */
export function withChangedFields<T>(codec: Codec<T>, { added, retired }: ChangedFields): Codec<T> {
  return {
    ...codec,
    fromJson(json) {
      if (typeof json !== 'object' || json === null || Array.isArray(json)) {
        return codec.fromJson(json);
      }
      const kept = Object.entries(json).filter(([name]) => !retired.includes(name));
      return codec.fromJson({ ...added, ...Object.fromEntries(kept) });
    },
  };
}

/** Values, of which a file may give a single one as it is: there was room for one only. */
export function several<T>(element: Codec<T>, max: number): Codec<readonly T[]> {
  const values = list(element, max);
  return {
    ...values,
    fromJson: (json) => values.fromJson(Array.isArray(json) ? json : [json]),
  };
}
