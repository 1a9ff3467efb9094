/** What the table says of an endpoint. The server, the SDK and the OpenAPI document go by it. */
import type { Codec, Json } from '../codec.ts';
import type { JsonSchema } from '../json-schema.ts';
import type { Scope } from './access.ts';
import type { ErrorCode } from './error-code.ts';
import type { Parameters, ParameterValue, PathParameter } from './parameter.ts';
import type { Absence, EntryKeys } from './proven-entry.ts';

/** The groups that the reference shows endpoints in. */
export const tags = {
  Node: 'One node: its state, its connections, its cryptography',
  Blocks: 'Final blocks, and the genesis before them',
  Accounts: 'Accounts with their balances, history and keys',
  Aliases: 'Names and identifiers of accounts, as a directory confirmed them',
  Mandates: 'Payments that accounts let others make, within limits',
  Assets: 'Assets, and the rules that their issuers set',
  Holds: 'Payments in two steps',
  Transactions: 'Submitting transactions, and learning what became of them',
  Governance: 'Who runs the network, and by which rules',
  Events: 'What happens, as it happens',
  Access: 'API keys, and the log of their use',
  OAuth:
    'Short-lived tokens for the holders of API keys (RFC 6749 §4.4), and for clients that an owner let act',
  Consents: 'What owners of accounts let clients see and do (OAuth 2.1)',
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
  /** Of a document; those of JSON follow from the codec. */
  readonly example?: Json;
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

/** What proves the answers of an endpoint, so that a client need not believe the node. */
export type Proof =
  /** Entries of the state of a final block: see `ProvenEndpoint`. */
  | 'entries'
  /** A header with the certificate that makes it final, from which the rest follows. */
  | 'certificate'
  /** Its lines follow from one another, and the last from an entry of the state. */
  | 'statement'
  /** The hash of all of it, which whoever asks knows. */
  | 'hash'
  /** Nothing does: it is what the node reports. */
  | 'none';

export interface Endpoint<
  P extends Parameters = Parameters,
  B extends Body | null = Body | null,
  A = unknown,
  Of extends Proof = Proof,
> {
  readonly method: 'GET' | 'POST';
  /** With names in braces, as OpenAPI has them. */
  readonly path: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly access: Access;
  readonly accounts: AccountReach;
  readonly proof: Of;
  readonly parameters: P;
  readonly body: B;
  /** Codes of problems beside those that follow from the rest, see `errorsOf`; `rejections`: all of the ledger's. */
  readonly errors: readonly (ErrorCode | 'rejections')[];
  /** Answers that are no problem, by status. */
  readonly answers: Readonly<Record<number, Content<A>>>;
}

/** The parameters of a call as a handler gets them. */
export type ParametersOf<E extends Endpoint> = {
  readonly [Name in keyof E['parameters']]: ParameterValue<E['parameters'][Name]>;
};

/** The parameters that stand in the path. */
type PathValues<P extends Parameters> = {
  readonly [Name in keyof P as P[Name] extends PathParameter<unknown>
    ? Name
    : never]: ParameterValue<P[Name]>;
};

/** An endpoint whose answers nothing proves. */
export type ReportedEndpoint = Endpoint<Parameters, Body | null, unknown, 'none'>;

/**
 * An endpoint whose answers have entries of the state. Under which keys follows from the question alone: the
 * server puts the entries under these, and clients take no others.
 */
export interface ProvenEndpoint<
  P extends Parameters = Parameters,
  A = unknown,
  K extends EntryKeys = EntryKeys,
> extends Endpoint<P, null, A, 'entries'> {
  keys(path: PathValues<P>): K;
  /** What has to exist for there to be an answer; where nothing has to, absence is proven by the entries. */
  absence?(path: PathValues<P>): Absence;
}

type BodyArgument<B> = B extends JsonBody<infer T> | EncodedBody<infer T>
  ? { readonly body: T }
  : B extends FormBody
    ? { readonly body: Readonly<Record<string, string>> }
    : unknown;

/** The parameters of a call as a caller gives them: all of the path, of the rest what it likes. */
export type GivenParameters<E extends Endpoint> = PathValues<E['parameters']> & {
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

/** An entry of the table, whose parameters and bodies keep their types; nothing proves it unless it says so. */
/* @__NO_SIDE_EFFECTS__ */
export function endpoint<
  A,
  P extends Parameters = typeof none,
  B extends Body | null = null,
  Of extends Proof = 'none',
>(
  entry: Omit<Endpoint<P, B, A, Of>, 'errors' | 'proof'> & {
    readonly errors?: Endpoint['errors'];
    readonly proof?: Of;
  },
): Endpoint<P, B, A, Of> {
  // Without any given, `Of` is this.
  return { errors: [], proof: 'none' as Of, ...entry };
}

/** A `GET` that gives one value in JSON. */
interface Reading<P extends Parameters, A>
  extends Pick<Endpoint, 'path' | 'tag' | 'summary' | 'accounts'> {
  /** `read` when nothing is said. */
  readonly access?: Access;
  readonly parameters?: P;
  readonly errors?: Endpoint['errors'];
  readonly gives: Codec<A>;
}

/** An entry for a `GET` that gives one value in JSON; nothing proves it unless it says so. */
/* @__NO_SIDE_EFFECTS__ */
export function reading<A, P extends Parameters = typeof none, Of extends Proof = 'none'>({
  gives,
  ...entry
}: Reading<P, A> & { readonly proof?: Of }): Endpoint<P, null, A, Of> {
  return {
    method: 'GET',
    access: 'read',
    // Without any given, `P` and `Of` are these.
    proof: 'none' as Of,
    parameters: none as P,
    body: null,
    errors: [],
    answers: { 200: json(gives, entry.summary) },
    ...entry,
  };
}

/** As `reading`, of entries of the state under the keys that follow from the path. */
/* @__NO_SIDE_EFFECTS__ */
export function proving<A, K extends EntryKeys, P extends Parameters = typeof none>({
  keys,
  absence,
  ...entry
}: Reading<P, A> & Pick<ProvenEndpoint<P, A, K>, 'keys' | 'absence'>): ProvenEndpoint<P, A, K> {
  const plain = reading({ ...entry, proof: 'entries' });
  if (absence === undefined) return { ...plain, keys };
  return { ...plain, errors: [...plain.errors, 'not_found'], keys, absence };
}

/** An answer in the JSON of a codec. */
/* @__NO_SIDE_EFFECTS__ */
export function json<A>(codec: Codec<A>, description: string): Content<A> {
  return { mediaType: 'application/json', description, schema: codec.schema, codec };
}

type Document = Required<Pick<Content<never>, 'mediaType' | 'description' | 'schema' | 'example'>>;

/** An answer in JSON that another standard describes. */
/* @__NO_SIDE_EFFECTS__ */
export function jsonDocument(document: Document): Content<Json> {
  return { ...document, codec: null };
}

/** An answer of text. */
/* @__NO_SIDE_EFFECTS__ */
export function textDocument(document: Omit<Document, 'schema'>): Content<string> {
  return { ...document, schema: { type: 'string' }, codec: null };
}

/** Server-sent events (HTML §9.2): no value, but a stream of what the schema says. */
/* @__NO_SIDE_EFFECTS__ */
export function eventStream(document: Pick<Document, 'description' | 'schema'>): Content<never> {
  return { ...document, mediaType: 'text/event-stream', codec: null };
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
