/** The OpenAPI 3.1 document of the table of endpoints: made from the schemas of the codecs that read and write. */
import type { Json, JsonSchema } from '@trellis/protocol';
import {
  type Access,
  type Body,
  type Content,
  endpoints,
  exampleOf,
  listEndpoints,
  type NamedEndpoint,
  type Parameter,
  type Scope,
  scopes,
  tags,
} from '@trellis/protocol/http-api';
import { type ProblemBook, problemResponses } from './openapi-problems.ts';
import { createSchemaBook, type SchemaBook } from './openapi-schemas.ts';

const scopeMeaning: Readonly<Record<Scope, string>> = {
  read: 'Everything that is read, but for the audit log',
  submit: 'Submitting transactions',
  events: 'Streams of events',
  admin: 'Making, rotating and revoking API keys',
  audit: 'The audit log',
  metrics: 'What the node counts and measures',
};

const securitySchemes: Json = {
  credential: {
    type: 'http',
    scheme: 'bearer',
    description:
      'An API key (trellis_…), or a token. What a call needs is named with it; where the node lets anybody ' +
      'do it, as on a testnet of one machine, it works without.',
  },
  oauth: {
    type: 'oauth2',
    flows: {
      clientCredentials: {
        tokenUrl: endpoints.issueToken.path,
        scopes: Object.fromEntries(scopes.map((scope) => [scope, scopeMeaning[scope]])),
      },
    },
  },
  client: {
    type: 'http',
    scheme: 'basic',
    description: 'The id of an API key as the name, and all of the key as the password',
  },
};

/** The document. */
export function openApi(version: string): Json {
  const schemas = createSchemaBook();
  const problems: ProblemBook = new Map();
  const paths: Record<string, Record<string, Json>> = {};
  for (const one of listEndpoints()) {
    const described = operation(one, schemas, problems);
    paths[one.path] = { ...paths[one.path], [one.method.toLowerCase()]: described };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Trellis',
      version,
      description:
        'Reading from and writing to a ledger whose every signature is post-quantum. What comes back carries ' +
        'its proofs; checking them is the client’s affair. Errors are RFC 9457 problem details with stable codes.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: schemas.components(),
      examples: Object.fromEntries(problems),
      securitySchemes,
    },
  };
}

function operation(endpoint: NamedEndpoint, schemas: SchemaBook, problems: ProblemBook): Json {
  const { id, tag, summary, access, parameters, body, answers } = endpoint;
  const responses = Object.entries(answers).map(([status, content]): [string, Json] => [
    status,
    { description: content.description, content: answerContent(content, schemas) },
  ]);
  return {
    operationId: id,
    tags: [tag],
    summary,
    security: securityOf(access),
    parameters: Object.entries(parameters).map(([name, one]) => parameter(name, one, schemas)),
    ...(body && { requestBody: { required: true, content: bodyContent(body, schemas) } }),
    responses: {
      ...Object.fromEntries(responses),
      ...problemResponses(endpoint, schemas, problems),
    },
  };
}

function securityOf(access: Access): Json {
  switch (access) {
    case 'open':
      return [];
    case 'client':
      return [{ client: [] }];
    default:
      return [{ credential: [access] }, { oauth: [access] }];
  }
}

function answerContent(
  { mediaType, schema, example }: Content<unknown>,
  schemas: SchemaBook,
): Json {
  const shown = example ?? exampleOf(schema);
  return { [mediaType]: { schema: schemas.described(schema), example: shown } };
}

function bodyContent(body: Body, schemas: SchemaBook): Json {
  const schema = body.type === 'form' ? body.schema : body.codec.schema;
  const inText = { schema: schemas.described(schema), example: exampleOf(schema) };
  return Object.fromEntries(
    body.mediaTypes.map((type): [string, Json] => [
      type,
      type === 'application/octet-stream' ? { schema: encodedBytes } : inText,
    ]),
  );
}

/** SSZ bytes; what they hold is in docs/protocol.md. */
const encodedBytes = {
  contentMediaType: 'application/octet-stream',
  description: 'The canonical encoding (SSZ); the documentation of the protocol says of what',
};

function parameter(name: string, one: Parameter, schemas: SchemaBook): Json {
  const { in: place, description, schema, example } = one;
  return {
    name,
    in: place,
    required: place === 'path',
    description,
    schema: schemas.described(schema),
    example: typedExample(schema, example),
  };
}

function typedExample({ type }: JsonSchema, text: string): Json {
  return type === 'integer' ? Number(text) : text;
}
