/** What the table says of an endpoint. The server, the SDK and the OpenAPI document go by it. */
import type { Codec, Json } from '../codec.ts';
import type { JsonSchema } from '../json-schema.ts';
import type { Scope } from './access.ts';
import type { ErrorCode } from './error-code.ts';
import type { Parameters, ParameterValue, PathParameter } from './parameter.ts';

/** The groups that the reference shows endpoints in. */
export const tags = {
  Node: 'One node: its state, its connections, its cryptography',
  Blocks: 'Final blocks, and the genesis before them',
  Accounts: 'Accounts with their balances, history and keys',
  Assets: 'Assets, and the rules that their issuers set',
  Holds: 'Payments in two steps',
  Transactions: 'Submitting transactions, and learning what became of them',
  Governance: 'Who runs the network, and by which rules',
  Events: 'What happens, as it happens',
  Access: 'API keys, and the log of who used them',
  OAuth: 'Short-lived tokens for the holders of API keys (RFC 6749 §4.4)',
  Operations: 'What those who run a node watch it by',
  Reference: 'What the API says of itself',
} as const;

export type Tag = keyof typeof tags;

/**
 * What an endpoint asks of a caller: a scope, nothing, or to be an OAuth client, that is to present an API key as
 * one does (RFC 6749 §2.3.1).
 */
export type Access = Scope | 'open' | 'client';

/**
 * What an endpoint has of accounts, for callers that are limited to some: `none`, the one that its path names as
 * `address`, or those that its handler finds and checks. `all` is closed to them.
 */
export type AccountReach = 'none' | 'path' | 'checked' | 'all';

/** What an answer holds. */
export interface Content<T> {
  readonly mediaType: string;
  readonly description: string;
  readonly schema: JsonSchema;
  /** Writes and reads it; `null`: JSON or text of another standard, which is passed on as it is. */
  readonly codec: Codec<T> | null;
}

/** A body in the JSON of a codec. */
export interface JsonBody<T> {
  readonly type: 'json';
  readonly mediaTypes: readonly ['application/json'];
  readonly codec: Codec<T>;
  readonly bytesMax: number;
}

/** A body in the canonical encoding of a codec; some take its JSON as well. */
export interface EncodedBody<T> {
  readonly type: 'encoded';
  readonly mediaTypes: readonly ['application/octet-stream', ...'application/json'[]];
  readonly codec: Codec<T>;
  readonly bytesMax: number;
}

/** A form, as OAuth has them. */
export interface FormBody {
  readonly type: 'form';
  readonly mediaTypes: readonly ['application/x-www-form-urlencoded'];
  readonly schema: JsonSchema;
  readonly bytesMax: number;
}

export type Body = JsonBody<unknown> | EncodedBody<unknown> | FormBody;

export interface Endpoint<
  P extends Parameters = Parameters,
  B extends Body | null = Body | null,
  A = unknown,
> {
  readonly method: 'GET' | 'POST';
  /** With names in braces, as OpenAPI has them. */
  readonly path: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly access: Access;
  readonly accounts: AccountReach;
  readonly parameters: P;
  readonly body: B;
  /** Codes of problems beside those that follow from the rest, see `errorsOf`; `refusals`: all of the ledger's. */
  readonly errors: readonly (ErrorCode | 'refusals')[];
  /** Answers that are no problem, by status. */
  readonly answers: Readonly<Record<number, Content<A>>>;
}

/** The parameters of a call as a handler gets them. */
export type ParametersOf<E extends Endpoint> = {
  readonly [Name in keyof E['parameters']]: ParameterValue<E['parameters'][Name]>;
};

type BodyArgument<B> = B extends JsonBody<infer T> | EncodedBody<infer T>
  ? { readonly body: T }
  : B extends FormBody
    ? { readonly body: Readonly<Record<string, string>> }
    : unknown;

/** The parameters of a call as a caller gives them: all of the path, of the rest what it likes. */
export type GivenParameters<E extends Endpoint> = {
  readonly [Name in keyof E['parameters'] as E['parameters'][Name] extends PathParameter<unknown>
    ? Name
    : never]: ParameterValue<E['parameters'][Name]>;
} & {
  readonly [Name in keyof E['parameters'] as E['parameters'][Name] extends PathParameter<unknown>
    ? never
    : Name]?: ParameterValue<E['parameters'][Name]> | undefined;
};

/** What a caller gives: parameters, and the body if there is one. */
export type ArgumentsOf<E extends Endpoint> = GivenParameters<E> & BodyArgument<E['body']>;

/** The value of an endpoint's answers; `never` for a stream. */
export type AnswerOf<E extends Endpoint> =
  E extends Endpoint<infer _P, infer _B, infer A> ? A : never;

const none: Readonly<Record<never, never>> = {};

/** An entry of the table, whose parameters and bodies keep their types. */
/* @__NO_SIDE_EFFECTS__ */
export function endpoint<A, P extends Parameters = typeof none, B extends Body | null = null>(
  entry: Omit<Endpoint<P, B, A>, 'errors'> & { readonly errors?: Endpoint['errors'] },
): Endpoint<P, B, A> {
  return { errors: [], ...entry };
}

/** A `GET` that gives one value in JSON, of scope `read` unless it says otherwise. */
/* @__NO_SIDE_EFFECTS__ */
export function reading<A, P extends Parameters = typeof none>({
  gives,
  ...entry
}: Pick<Endpoint, 'path' | 'tag' | 'summary' | 'accounts'> & {
  readonly access?: Access;
  readonly parameters?: P;
  readonly errors?: Endpoint['errors'];
  readonly gives: Codec<A>;
}): Endpoint<P, null, A> {
  return {
    method: 'GET',
    access: 'read',
    // Without any given, `P` has none.
    parameters: none as P,
    body: null,
    errors: [],
    answers: { 200: json(gives, entry.summary) },
    ...entry,
  };
}

/** An answer in the JSON of a codec. */
/* @__NO_SIDE_EFFECTS__ */
export function json<A>(codec: Codec<A>, description: string): Content<A> {
  return { mediaType: 'application/json', description, schema: codec.schema, codec };
}

/** An answer in JSON that another standard describes. */
/* @__NO_SIDE_EFFECTS__ */
export function jsonDocument(
  mediaType: string,
  description: string,
  schema: JsonSchema,
): Content<Json> {
  return { mediaType, description, schema, codec: null };
}

/** An answer of text. */
/* @__NO_SIDE_EFFECTS__ */
export function textDocument(mediaType: string, description: string): Content<string> {
  return { mediaType, description, schema: { type: 'string' }, codec: null };
}

/** Server-sent events (HTML §9.2): no value, but a stream of what the schema says. */
/* @__NO_SIDE_EFFECTS__ */
export function eventStream(description: string, schema: JsonSchema): Content<never> {
  return { mediaType: 'text/event-stream', description, schema, codec: null };
}

/** Largest body of calls that take no transactions. */
export const smallBodyBytesMax = 16 * 1024;

/* @__NO_SIDE_EFFECTS__ */
export function jsonBody<T>(codec: Codec<T>, bytesMax = smallBodyBytesMax): JsonBody<T> {
  return { type: 'json', mediaTypes: ['application/json'], codec, bytesMax };
}

/* @__NO_SIDE_EFFECTS__ */
export function formBody(schema: JsonSchema): FormBody {
  const mediaTypes = ['application/x-www-form-urlencoded'] as const;
  return { type: 'form', mediaTypes, schema, bytesMax: smallBodyBytesMax };
}

/** Whether it can be asked for its headers alone: a stream has no end that they could be told without. */
export function hasHead({ method, answers }: Pick<Endpoint, 'method' | 'answers'>): boolean {
  return method === 'GET' && answers[200]?.mediaType !== 'text/event-stream';
}
