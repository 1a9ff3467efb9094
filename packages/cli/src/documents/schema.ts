/** Parts that the schemas of the commands' documents are made of. */
import type { Codec, JsonSchema } from '@trellis/protocol';
import {
  addressCodec,
  assetCodeCodec,
  blockHeaderCodec,
  commitCertificateCodec,
  hashCodec,
  mapProofCodec,
} from '@trellis/protocol';
import { readableSchema, unitsSchema, utcSchema } from '../readable-json.ts';

export const text: JsonSchema = { type: 'string' };
export const flag: JsonSchema = { type: 'boolean' };
export const count: JsonSchema = { type: 'integer', minimum: 0 };
export const measure: JsonSchema = { type: 'number' };
/** A whole number of any size, such as a height or an amount in smallest units. */
export const decimal: JsonSchema = {
  type: 'string',
  description: 'whole number, in decimal',
  pattern: '^(0|[1-9][0-9]*)$',
};
export const address = addressCodec.schema;
export const hash = hashCodec.schema;
export const units = unitsSchema;
export const utc = utcSchema;

export const oneOf = (...values: readonly string[]): JsonSchema => ({
  type: 'string',
  enum: values,
});
export const nullable = (schema: JsonSchema): JsonSchema => ({
  anyOf: [schema, { type: 'null' }],
});
export const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
export const either = (...anyOf: readonly JsonSchema[]): JsonSchema => ({ anyOf });

type Properties = Readonly<Record<string, JsonSchema>>;

/** An object with all of these fields, and perhaps some others. */
export function record(required: Properties, optional: Properties = {}): JsonSchema {
  return {
    type: 'object',
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

/** An object in the form of the API, with these fields beside its own. */
export function extended(
  schema: JsonSchema,
  required: Properties,
  optional: Properties = {},
): JsonSchema {
  return {
    ...schema,
    properties: { ...schema.properties, ...required, ...optional },
    required: [...(schema.required ?? []), ...Object.keys(required)],
  };
}

/** What `readableJson` makes of a value of this codec, with these fields beside its own. */
export function answer(
  codec: Pick<Codec<unknown>, 'schema'>,
  required: Properties = {},
): JsonSchema {
  return extended(readableSchema(codec.schema), required);
}

/** An address, and the name of the key here that it belongs to. */
export const account: Properties = { address, label: nullable(text) };

/** An amount of an asset. */
export const amount: Properties = {
  asset: assetCodeCodec.schema,
  amount: decimal,
  amountUnits: units,
  decimals: count,
};

/** One entry of the state with its proof, for whoever wants to check it again. */
export const entry: JsonSchema = record({
  key: text,
  value: nullable({ type: 'string', contentEncoding: 'base64' }),
  proof: mapProofCodec.schema,
  header: blockHeaderCodec.schema,
  certificate: nullable(commitCertificateCodec.schema),
});

/** Which state an answer is of, and what proves it. */
export const provenEntry: Properties = {
  asOf: record({ height: decimal, time: decimal, timeUtc: utc }),
  entry,
};

/** The same, and whether it was checked against a trusted genesis. */
export const proven: Properties = { ...provenEntry, proofChecked: flag };
