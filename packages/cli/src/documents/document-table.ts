/** What every command prints with `--json`: one document a run, or a stream of them, each on a line. */
import type { JsonSchema } from '@trellis/protocol';
import { schemaName } from '@trellis/protocol/http-api';
import { plainSchemaOf } from '../readable-json.ts';
import { bankFileDocuments } from './bank-files.ts';
import { chainDocuments } from './chain.ts';
import { consentDocuments } from './consents.ts';
import { foundingDocuments } from './founding.ts';
import { machineDocuments, streams } from './machine.ts';
import { scaleDocuments } from './scale.ts';
import { oneOf, record, text } from './schema.ts';
import { sending, transactionDocuments } from './transactions.ts';

/** Commands that submit a transaction: what they print is the same for all. */
const sendingCommands = [
  'send',
  'batch',
  'pay',
  'sealing publish',
  'sealing withdraw',
  'sealing auditor',
  'account create',
  'account set-policy',
  'recovery set',
  'recovery start',
  'recovery veto',
  'recovery finish',
  'recovery remove',
  'asset define',
  'asset mint',
  'asset burn',
  'asset rules',
  'asset freeze',
  'asset unfreeze',
  'asset clawback',
  'asset allow',
  'asset disallow',
  'holds reserve',
  'holds post',
  'holds claim',
  'holds void',
  'alias set',
  'alias remove',
  'mandate grant',
  'mandate revoke',
  'mandate pay',
  'governance propose',
  'governance approve',
  'governance reject',
  'governance announce',
] as const;

/** By the words of the command, such as `keys new`. */
export const documents: Readonly<Record<string, JsonSchema>> = {
  ...transactionDocuments,
  ...bankFileDocuments,
  ...chainDocuments,
  ...consentDocuments,
  ...foundingDocuments,
  ...machineDocuments,
  ...scaleDocuments,
  ...Object.fromEntries(sendingCommands.map((command) => [command, sending])),
};

/** Commands whose output is JSON Lines. */
export const documentStreams: Readonly<Record<string, JsonSchema>> = streams;

/** What a command that failed prints: alone, or as the field `error` of a document that it has all the same. */
const failure: JsonSchema = record(
  { code: text, message: text },
  {
    hint: text,
    transaction: record({
      transactionId: text,
      sender: text,
      sequence: text,
      validUntil: text,
      state: oneOf('signed', 'submitted', 'final', 'expired', 'failed'),
      wait: text,
    }),
  },
);

/** One JSON Schema (2020-12) for all: `#/$defs/keys-new` is the document of `trellis keys new --json`. */
export function documentSchema(): object {
  const book = createBook();
  const ofCommand = new Map<JsonSchema, string>();
  const commands: Record<string, unknown> = { error: book.parts(record({ error: failure })) };
  for (const [command, schema] of Object.entries({ ...documents, ...documentStreams })) {
    const name = definitionName(command);
    const before = ofCommand.get(schema);
    if (before === undefined) {
      commands[name] = book.parts(withFailure(schema));
      ofCommand.set(schema, name);
    } else commands[name] = { $ref: `#/$defs/${before}` };
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'What the commands of trellis print with --json',
    $defs: { ...commands, ...book.named() },
  };
}

/** The schemas that have a name in the HTTP API, each written once. */
function createBook() {
  const named = new Map<string, object>();
  function referred(schema: JsonSchema): object {
    const plain = plainSchemaOf(schema);
    const known = schemaName(schema) ?? (plain && schemaName(plain));
    if (known === undefined) return parts(schema);
    const name = plain === undefined ? known : `Readable${known}`;
    if (!named.has(name)) {
      // Its own name first: a schema can be part of its parts.
      named.set(name, {});
      named.set(name, parts(schema));
    }
    return { $ref: `#/$defs/${name}` };
  }
  function parts(schema: JsonSchema): object {
    // The discriminator is OpenAPI's.
    const { items, properties, anyOf, oneOf: variants, discriminator: _, ...plain } = schema;
    const fields = Object.entries(properties ?? {});
    return {
      ...plain,
      ...(items && { items: referred(items) }),
      ...(properties && {
        properties: Object.fromEntries(fields.map(([key, part]) => [key, referred(part)])),
      }),
      ...(anyOf && { anyOf: anyOf.map(referred) }),
      ...(variants && { oneOf: variants.map(referred) }),
    };
  }
  return { parts, named: () => Object.fromEntries([...named].sort()) };
}

/** `keys-new` of `keys new`. */
export const definitionName = (command: string): string => command.replaceAll(' ', '-');

/** A document can say that the command failed all the same, such as a receipt that is no success. */
function withFailure(schema: JsonSchema): JsonSchema {
  if (schema.anyOf !== undefined) return { anyOf: schema.anyOf.map(withFailure) };
  if (schema.properties === undefined) return schema;
  return { ...schema, properties: { ...schema.properties, error: failure } };
}
