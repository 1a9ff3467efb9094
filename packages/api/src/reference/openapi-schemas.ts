/** The schemas of the OpenAPI document: those with a name stand in it once, and are referred to. */
import type { Json, JsonSchema } from '@trellis/protocol';
import { schemaName } from '@trellis/protocol/http-api';

/** The schemas that were referred to so far. */
export interface SchemaBook {
  /** A schema by its name where it has one, else by its parts. */
  described(schema: JsonSchema): Json;
  /** The named ones, in the order of their names. */
  components(): Json;
}

export function createSchemaBook(): SchemaBook {
  const components = new Map<string, Json>();

  function refer(name: string, parts: () => Json): string {
    if (!components.has(name)) {
      // Its own name first: a schema can be part of its parts.
      components.set(name, {});
      components.set(name, parts());
    }
    return `#/components/schemas/${name}`;
  }

  function described(schema: JsonSchema): Json {
    const name = schemaName(schema);
    if (name === undefined) return partsOf(schema);
    return { $ref: refer(name, () => partsOf(schema, name)) };
  }

  /** What is said of each variant of a union with a name stands under a name too, as discriminators ask. */
  function variantsOf(variants: readonly JsonSchema[], union: string): Json {
    const mapping = Object.fromEntries(
      variants.map((variant) => {
        const type = variant.title ?? '';
        const name = `${type.charAt(0).toUpperCase()}${type.slice(1)}${union}`;
        return [type, refer(name, () => partsOf(variant))];
      }),
    );
    return {
      oneOf: Object.values(mapping).map(($ref) => ({ $ref })),
      discriminator: { propertyName: 'type', mapping },
    };
  }

  function partsOf(schema: JsonSchema, name?: string): Json {
    const { items, properties, anyOf, oneOf, discriminator: _, title: __, ...plain } = schema;
    if (oneOf !== undefined && name !== undefined) return variantsOf(oneOf, name);
    return {
      ...(plain as Readonly<Record<string, Json>>),
      ...(items && { items: described(items) }),
      ...(properties && {
        properties: Object.fromEntries(
          Object.entries(properties).map(([key, part]) => [key, described(part)]),
        ),
      }),
      ...(anyOf && { anyOf: anyOf.map(described) }),
      ...(oneOf && { oneOf: oneOf.map(described) }),
    };
  }

  return {
    described,
    components: () => Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
