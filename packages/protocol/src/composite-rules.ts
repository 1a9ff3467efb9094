/**
 * The rules by version of types with parts: those of whatever parts have any. Most types have none, and then nothing is walked
 * through.
 */
import type { Codec } from './codec.ts';

/** A codec of any type; what is inside is found by inference. */
// biome-ignore lint/suspicious/noExplicitAny: a codec is invariant, so no narrower type takes them all
type AnyCodec = Codec<any>;
type Rules = Pick<AnyCodec, 'brokenRule'>;

/** Of a container. */
export function rulesOfParts(entries: readonly (readonly [string, AnyCodec])[]): Rules {
  const ruled = entries.filter(([, codec]) => codec.brokenRule !== undefined);
  if (ruled.length === 0) return {};
  return {
    brokenRule(value, version) {
      for (const [key, codec] of ruled) {
        const broken = codec.brokenRule?.(value[key], version);
        if (broken !== undefined) return broken;
      }
      return undefined;
    },
  };
}

/** Of a list. */
export function rulesOfElements(element: AnyCodec): Rules {
  if (element.brokenRule === undefined) return {};
  return {
    brokenRule(values, version) {
      for (const value of values) {
        const broken = element.brokenRule?.(value, version);
        if (broken !== undefined) return broken;
      }
      return undefined;
    },
  };
}

/** Of a union. */
export function rulesOfVariants(
  variants: Readonly<Record<string, readonly [selector: number, AnyCodec]>>,
): Rules {
  if (Object.values(variants).every(([, codec]) => codec.brokenRule === undefined)) return {};
  return {
    brokenRule: (value, version) => variants[value.type]?.[1].brokenRule?.(value, version),
  };
}

/** Of a value or nothing. */
export function rulesOfOptional(codec: AnyCodec): Rules {
  if (codec.brokenRule === undefined) return {};
  return {
    brokenRule: (value, version) =>
      value === null ? undefined : codec.brokenRule?.(value, version),
  };
}
