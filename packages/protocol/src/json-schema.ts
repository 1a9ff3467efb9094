/** The part of JSON Schema 2020-12 that codecs describe themselves in, as OpenAPI 3.1 uses it. */
export interface JsonSchema {
  readonly type?: 'array' | 'boolean' | 'integer' | 'null' | 'number' | 'object' | 'string';
  readonly title?: string;
  readonly description?: string;
  readonly const?: string;
  readonly examples?: readonly string[];
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly contentEncoding?: 'base64';
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  /** OpenAPI's hint which of `oneOf` applies. */
  readonly discriminator?: { readonly propertyName: string };
  readonly $ref?: string;
}
