/**
 * What the JSON of commands has beside that of the API: each time in UTC (RFC 3339) and each amount in units, next to the
 * milliseconds and the smallest units that the API gives. It goes by the schemas, so that no time and no amount is forgotten.
 */
import { formatAmount } from '@trellis/client';
import {
  type AssetCode,
  amountCodec,
  assetCodeCodec,
  type Codec,
  type JsonSchema,
  timeCodec,
} from '@trellis/protocol';
import { showTimestamp } from './timestamp-text.ts';

/** `undefined` for an asset that is not known. */
export type DecimalsOf = (asset: string) => number | undefined;

type Properties = Readonly<Record<string, JsonSchema>>;

/** The JSON of a value, with times in UTC and amounts in units beside it. */
export function readableJson<T>(codec: Codec<T>, value: T, decimalsOf: DecimalsOf): object {
  const json = withReadable(codec.schema, codec.toJson(value), decimalsOf);
  if (typeof json !== 'object' || json === null) throw new TypeError('a document is an object');
  return json;
}

/** `2026-11-30T16:00:00Z` of milliseconds since 1970. */
export const utcOf = (ms: bigint): string => showTimestamp(ms);

/** An amount of an asset as documents have it. */
export function amountJson(amount: bigint, asset: AssetCode, decimals: number) {
  return {
    asset,
    amount: amount.toString(),
    amountUnits: formatAmount(amount, decimals),
    decimals,
  };
}

/** The assets that amounts in this JSON are of. */
export function assetsOf(schema: JsonSchema, json: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  withReadable(schema, json, (asset) => {
    found.add(asset);
    return undefined;
  });
  return found;
}

function withReadable(schema: JsonSchema, json: unknown, decimalsOf: DecimalsOf): unknown {
  if (Array.isArray(json)) {
    const { items } = fitting(schema, json) ?? {};
    return items === undefined ? json : json.map((one) => withReadable(items, one, decimalsOf));
  }
  if (typeof json !== 'object' || json === null) return json;
  const { properties } = fitting(schema, json) ?? {};
  if (properties === undefined) return json;
  const given: Readonly<Record<string, unknown>> = { ...json };
  const decimals = decimalsIn(given, properties, decimalsOf);
  const shown = Object.entries(given).flatMap(([key, part]) => {
    const schemaOf = properties[key];
    if (schemaOf === undefined) return [[key, part] as const];
    const own = [key, withReadable(schemaOf, part, decimalsOf)] as const;
    return [own, ...readableSibling(key, part, { schema: schemaOf, decimals })];
  });
  return Object.fromEntries(shown);
}

interface Amounts {
  readonly schema: JsonSchema;
  readonly decimals: number | undefined;
}

function readableSibling(
  key: string,
  json: unknown,
  { schema, decimals }: Amounts,
): readonly (readonly [string, string])[] {
  if (typeof json !== 'string') return [];
  if (isOf(timeCodec, schema)) return [[`${key}Utc`, utcOf(BigInt(json))]];
  if (!isOf(amountCodec, schema) || decimals === undefined) return [];
  return [[`${key}Units`, formatAmount(BigInt(json), decimals)]];
}

/** Of the asset that stands beside the amounts: by its own record, or as is known of it. */
function decimalsIn(
  given: Readonly<Record<string, unknown>>,
  properties: Properties,
  decimalsOf: DecimalsOf,
): number | undefined {
  if (!Object.values(properties).some((schema) => isOf(amountCodec, schema))) return undefined;
  if (typeof given.decimals === 'number') return given.decimals;
  const [, asset] =
    Object.entries(given).find(
      ([key, part]) => typeof part === 'string' && isOf(assetCodeCodec, properties[key] ?? {}),
    ) ?? [];
  return typeof asset === 'string' ? decimalsOf(asset) : undefined;
}

/** Whether a schema is that of a codec, or of it or nothing. */
function isOf(
  codec: Codec<unknown> | Codec<bigint> | Codec<AssetCode>,
  schema: JsonSchema,
): boolean {
  return schema === codec.schema || (schema.anyOf?.some((one) => one === codec.schema) ?? false);
}

/** Which of the alternatives of a schema this JSON is. */
function fitting(schema: JsonSchema, json: object): JsonSchema | undefined {
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (alternatives === undefined) return schema;
  const type = Array.isArray(json) ? 'array' : 'object';
  return alternatives
    .map((one) => fitting(one, json))
    .find((one) => one?.type === type && hasItsType(one, json));
}

function hasItsType({ properties }: JsonSchema, json: object): boolean {
  const wanted = properties?.type?.const;
  return wanted === undefined || ('type' in json && json.type === wanted);
}

/** What was made of each schema, so that one has one result; and of what. */
const made = new WeakMap<JsonSchema, JsonSchema>();
const sources = new WeakMap<JsonSchema, JsonSchema>();

/** The schema of what `readableJson` makes of a value with this one: itself if there is no time and no amount in it. */
export function readableSchema(schema: JsonSchema): JsonSchema {
  const known = made.get(schema);
  if (known !== undefined) return known;
  const { items, properties, anyOf, oneOf } = schema;
  const changed = {
    ...schema,
    ...(items && { items: readableSchema(items) }),
    ...(anyOf && { anyOf: anyOf.map(readableSchema) }),
    ...(oneOf && { oneOf: oneOf.map(readableSchema) }),
    ...(properties && { properties: readableProperties(properties) }),
  };
  const result = JSON.stringify(changed) === JSON.stringify(schema) ? schema : changed;
  made.set(schema, result);
  if (result !== schema) sources.set(result, schema);
  return result;
}

/** The schema that a readable one was made of. */
export const plainSchemaOf = (readable: JsonSchema): JsonSchema | undefined =>
  sources.get(readable);

function readableProperties(properties: Properties): Properties {
  const shown = Object.entries(properties).flatMap(([key, schema]) => [
    [key, readableSchema(schema)] as const,
    ...(isOf(timeCodec, schema) ? [[`${key}Utc`, utcSchema] as const] : []),
    ...(isOf(amountCodec, schema) ? [[`${key}Units`, unitsSchema] as const] : []),
  ]);
  return Object.fromEntries(shown);
}

/** RFC 3339, in UTC; what is beyond the year 275760 has no date. */
export const utcSchema: JsonSchema = {
  type: 'string',
  description: 'time in UTC (RFC 3339)',
  pattern: '^([0-9]{4,6}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z|[0-9]+ ms after 1970)$',
};

export const unitsSchema: JsonSchema = {
  type: 'string',
  description: 'amount in units of the asset',
  pattern: '^[0-9]+([.][0-9]+)?$',
};
