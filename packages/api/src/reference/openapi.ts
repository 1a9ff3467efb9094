/** The OpenAPI 3.1 document of the table of endpoints: made from the schemas of the codecs that read and write. */
import {
  blockHeaderCodec,
  commitCertificateCodec,
  type Json,
  type JsonSchema,
  mapProofCodec,
  operationCodec,
  policyCodec,
  signedTransactionCodec,
} from '@trellis/protocol';
import {
  type Access,
  type Body,
  endpoints,
  finalTransactionCodec,
  listEndpoints,
  type NamedEndpoint,
  type Parameter,
  problemCodec,
  type Scope,
  scopes,
  transactionResponseCodec,
} from '@trellis/protocol/http-api';

/** Schemas with a name of their own; the others stand where they are used. */
const named: ReadonlyMap<JsonSchema, string> = new Map([
  [signedTransactionCodec.schema, 'SignedTransaction'],
  [operationCodec.schema, 'Operation'],
  [policyCodec.schema, 'Policy'],
  [blockHeaderCodec.schema, 'BlockHeader'],
  [commitCertificateCodec.schema, 'CommitCertificate'],
  [mapProofCodec.schema, 'MapProof'],
  [finalTransactionCodec.schema, 'FinalTransaction'],
  [transactionResponseCodec.schema, 'TransactionAnswer'],
  [problemCodec.schema, 'Problem'],
]);

const scopeMeaning: Readonly<Record<Scope, string>> = {
  read: 'Everything that is read, but for the audit log',
  submit: 'Handing in transactions',
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
  const paths: Record<string, Record<string, Json>> = {};
  for (const one of listEndpoints()) {
    paths[one.path] = { ...paths[one.path], [one.method.toLowerCase()]: operation(one) };
  }
  const schemas = [...named].map(([schema, name]): [string, Json] => [name, parts(schema)]);
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
    paths,
    components: { schemas: Object.fromEntries(schemas), securitySchemes },
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

function operation({ id, summary, access, parameters, body, answers }: NamedEndpoint): Json {
  const content = (mediaType: string, schema: JsonSchema): Json => ({
    [mediaType]: { schema: described(schema) },
  });
  const responses = Object.entries(answers).map(
    ([status, { description, mediaType, schema }]): [string, Json] => [
      status,
      { description, content: content(mediaType, schema) },
    ],
  );
  return {
    operationId: id,
    summary,
    security: securityOf(access),
    parameters: Object.entries(parameters).map(([name, one]) => parameter(name, one)),
    ...(body === null ? {} : { requestBody: { required: true, content: bodyContent(body) } }),
    responses: {
      ...Object.fromEntries(responses),
      default: {
        description: 'Refused or failed; "code" is stable, "detail" says what to do',
        content: content('application/problem+json', problemCodec.schema),
      },
    },
  };
}

function bodyContent(body: Body): Json {
  const schema = body.type === 'form' ? body.schema : described(body.codec.schema);
  return Object.fromEntries(
    body.mediaTypes.map((type) => [
      type,
      { schema: type === 'application/octet-stream' ? encodedBytes : schema },
    ]),
  ) as Json;
}

/** SSZ bytes; what they hold is in docs/protocol.md. */
const encodedBytes = { type: 'string', description: 'the canonical encoding' } as const;

function parameter(name: string, { in: place, description, schema }: Parameter): Json {
  return { name, in: place, required: place === 'path', description, schema: described(schema) };
}

/** A schema by its name where it has one, else by its parts. */
function described(schema: JsonSchema): Json {
  const name = named.get(schema);
  return name === undefined ? parts(schema) : { $ref: `#/components/schemas/${name}` };
}

function parts(schema: JsonSchema): Json {
  // OpenAPI lets a discriminator choose among named schemas only; the "const" of each does it for ours.
  const { items, properties, anyOf, oneOf, discriminator: _, ...plain } = schema;
  return {
    ...(plain as Readonly<Record<string, Json>>),
    ...(items === undefined ? {} : { items: described(items) }),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, part]) => [name, described(part)]),
          ),
        }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(described) }),
    ...(oneOf === undefined ? {} : { oneOf: oneOf.map(described) }),
  };
}
