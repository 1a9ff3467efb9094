/** Containers that got a version after they had been in use: without one they are of the first version. */
import type { Codec, RecordCodec } from './codec.ts';
import { Malformed } from './codec.ts';
import { uint32 } from './codec-basic.ts';
import { container, offsetBytes } from './codec-composite.ts';
import { firstVersion } from './features.ts';

// biome-ignore lint/suspicious/noExplicitAny: a codec is invariant, so no narrower type takes them all
type Fields = Readonly<Record<string, Codec<any>>>;

type Versioned<F> = {
  readonly [K in keyof F]: F[K] extends Codec<infer T> ? T : never;
} & { readonly version: number };

/**
 * A record with a `version` behind its other fields, the first of which is of variable size. The first version is
 * left out, in bytes as in JSON, so that what was written before there were versions keeps its encoding. Which of
 * the two forms some bytes have is told by their first offset: that of the first field, which is the size of the fixed part.
 */
/* @__NO_SIDE_EFFECTS__ */
export function versioned<F extends Fields>(fields: F): RecordCodec<Versioned<F>> {
  const first = container(fields) as unknown as RecordCodec<Versioned<F>>;
  const later = container({ ...fields, version: uint32 }) as unknown as RecordCodec<Versioned<F>>;
  const laterFixedBytes = Object.values({ ...fields, version: uint32 }).reduce(
    (sum, { fixedBytes }) => sum + (fixedBytes ?? offsetBytes),
    0,
  );
  const codecOf = ({ version }: Versioned<F>): RecordCodec<Versioned<F>> =>
    version === firstVersion ? first : later;
  const checked = (value: Versioned<F>): Versioned<F> => {
    if (value.version <= firstVersion)
      throw new Malformed('the first version is left out', ['version']);
    return value;
  };
  const { properties, required = [] } = later.schema;
  const version = {
    ...uint32.schema,
    minimum: firstVersion + 1,
    description: 'left out for the first',
  };
  return {
    schema: {
      ...later.schema,
      properties: { ...properties, version },
      required: required.filter((name) => name !== 'version'),
    },
    fixedBytes: null,
    byteLength: (value) => codecOf(value).byteLength(value),
    write: (value, bytes, view, offset) => codecOf(value).write(value, bytes, view, offset),
    read(bytes, view, start, end) {
      const hasVersion =
        end - start >= offsetBytes && view.getUint32(start, true) === laterFixedBytes;
      return hasVersion
        ? checked(later.read(bytes, view, start, end))
        : { ...first.read(bytes, view, start, end), version: firstVersion };
    },
    toJson: (value) => codecOf(value).toJson(value),
    fromJson(json, isAnswer) {
      const hasVersion = typeof json === 'object' && json !== null && 'version' in json;
      return hasVersion
        ? checked(later.fromJson(json, isAnswer))
        : { ...first.fromJson(json, isAnswer), version: firstVersion };
    },
  };
}
