/** Lies about an honest answer: its JSON with one thing changed, by what its schema allows in the same place. */
import type { Json, JsonSchema } from '@trellis/protocol';

/** What a lying node answers, and what is untrue of it. */
export interface Lie {
  readonly name: string;
  readonly json: Json;
}

/** How many other texts of an honest chain are tried in the place of one. */
const swapsMax = 2;

/** Every value of an answer, one after another, as something else that could stand there. */
export function changedValues(
  json: Json,
  schema: JsonSchema,
  known: ReadonlySet<string>,
): readonly Lie[] {
  return visit(json, [schema], '', (value, schemas) => {
    if (value === null || typeof value !== 'object') return otherValues(value, schemas, known);
    return schemas.some(({ type }) => type === 'null') ? [null] : [];
  });
}

/** Every list of an answer with an element less, more, doubled, or in another place. */
export function changedLists(
  json: Json,
  schema: JsonSchema,
  known: ReadonlySet<string>,
): readonly Lie[] {
  return visit(json, [schema], '', (value, schemas) => {
    if (!Array.isArray(value)) return [];
    const items = schemas.flatMap(({ items }) => items ?? []);
    const made = items[0] === undefined ? [] : [[...value, sample(items[0], known)]];
    const [first, last] = [value[0], value.at(-1)];
    if (first === undefined || last === undefined) return made;
    const moved = value.length > 1 ? [value.toReversed()] : [];
    return [
      value.slice(0, -1),
      value.slice(1),
      [...value, last],
      [first, ...value],
      ...moved,
      ...made,
    ];
  });
}

/** Every text of a value. */
export function textsOf(json: Json): readonly string[] {
  if (typeof json === 'string') return [json];
  return json !== null && typeof json === 'object' ? Object.values(json).flatMap(textsOf) : [];
}

type Changes = (value: Json, schemas: readonly JsonSchema[]) => readonly Json[];

/** The whole with each change in its place, for every place in it. */
function visit(
  json: Json,
  schemas: readonly JsonSchema[],
  path: string,
  changes: Changes,
): readonly Lie[] {
  const here = schemas.flatMap(alternatives);
  const own = changes(json, here).map((changed) => ({
    name: `${path || '/'} is ${JSON.stringify(changed)?.slice(0, 60)}`,
    json: changed,
  }));
  if (json === null || typeof json !== 'object') return own;
  const inner = Object.entries(json).flatMap(([name, part]) =>
    visit(part, partSchemas(here, name), `${path}/${name}`, changes).map((lie) => ({
      ...lie,
      json: withPart(json, name, lie.json),
    })),
  );
  return [...own, ...inner];
}

export function withPart(whole: Json, name: string, part: Json): Json {
  if (Array.isArray(whole)) return whole.map((one, index) => (String(index) === name ? part : one));
  return { ...(whole as { readonly [name: string]: Json }), [name]: part };
}

function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return choices.length === 0 ? [schema] : choices.flatMap(alternatives);
}

function partSchemas(schemas: readonly JsonSchema[], name: string): readonly JsonSchema[] {
  return schemas.flatMap(({ properties, items }) => items ?? properties?.[name] ?? []);
}

/** Other values of the same place: of an enumeration, nearby numbers, other texts of the chain, made-up ones. */
function otherValues(
  value: Json,
  schemas: readonly JsonSchema[],
  known: ReadonlySet<string>,
): readonly Json[] {
  const words = schemas.flatMap((one) => one.enum ?? one.const ?? []);
  const samples = schemas.map((one) => sample(one, known));
  const other = (): readonly Json[] => {
    if (typeof value === 'boolean') return [!value];
    if (typeof value === 'number') return value > 0 ? [value - 1, value + 1] : [value + 1];
    if (typeof value !== 'string' || words.length > 0) return words;
    if (/^\d+$/.test(value)) return [String(BigInt(value) + 1n), value === '0' ? '7' : '0'];
    const swaps = [...known].filter(
      (text) => text !== value && schemas.some((one) => fits(text, one)),
    );
    return [...swaps.slice(0, swapsMax), ...flipped(value)];
  };
  const all = [...other(), ...samples].filter((one) => one !== value);
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

/** A text with its first and its last letter changed. */
function flipped(text: string): readonly string[] {
  const letter = (of: string | undefined): string => (of === '0' ? '1' : '0');
  return [`${letter(text[0])}${text.slice(1)}`, `${text.slice(0, -1)}${letter(text.at(-1))}`];
}

function fits(
  text: string,
  { type, pattern, minLength = 0, maxLength = 65_536 }: JsonSchema,
): boolean {
  if (type !== 'string' || text.length < minLength || text.length > maxLength) return false;
  return pattern === undefined || new RegExp(pattern, 'u').test(text);
}

/** A value that a schema allows, of texts of the chain where it asks for text. */
function sample(schema: JsonSchema, known: ReadonlySet<string>): Json {
  const { type, properties, items, minItems = 0, minimum = 0 } = schema;
  const [first] = alternatives(schema);
  if (first !== undefined && first !== schema) return sample(first, known);
  switch (type) {
    case 'null':
      return null;
    case 'boolean':
      return false;
    case 'integer':
      return minimum;
    case 'array':
      return items === undefined
        ? []
        : Array.from({ length: minItems }, () => sample(items, known));
    case 'object':
      return Object.fromEntries(
        Object.entries(properties ?? {}).map(([name, part]) => [name, sample(part, known)]),
      );
    default:
      return (
        schema.const ?? schema.enum?.[0] ?? [...known].find((text) => fits(text, schema)) ?? '0'
      );
  }
}
