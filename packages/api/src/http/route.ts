/** A route of the HTTP API as data: what it takes, what it gives. Serving and documenting both go by it. */
import type { ServerResponse } from 'node:http';
import type { Codec, JsonSchema } from '@trellis/protocol';
import type { AccountReach, Principal, RouteAccess } from '../credentials/principal.ts';
import type { Negotiated, NegotiatedOf } from '../tls/negotiated.ts';
import type { EventStream } from './event-stream.ts';
import type { Parameter } from './parameters.ts';
import type { ApiSources } from './sources.ts';

/** What routes answer from. */
export interface RouteSources extends ApiSources {
  readonly stream: EventStream;
  readonly negotiatedOf: NegotiatedOf;
}

/** A request, with its parameters read on demand. */
export interface Call {
  /** The value of one of the route's parameters. Throws `ApiError` `bad_parameter`. */
  read<T>(parameter: Parameter<T>): T;
  /** A header in lower case. */
  header(name: string): string | undefined;
  /** Bytes of `application/octet-stream`, a value of `application/json`, or nothing. */
  readonly body: unknown;
  /** Who calls. */
  readonly principal: Principal;
  /** Where from: an IP address. */
  readonly address: string;
  /** What protects the connection that the call came by; `null`: nothing. */
  readonly negotiated: () => Negotiated | null;
  /** Counts the call as so many more against the caller's limits. */
  readonly charge: (count: number) => void;
  /** Whether the caller would still be let in. */
  readonly stillValid: () => boolean;
}

export type Answer =
  | {
      readonly type: 'document';
      readonly status: number;
      readonly mediaType: string;
      readonly text: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** Names what is in it, so that a reader who has it need not get it again (RFC 9110 §8.8.3). */
      readonly etag?: string;
    }
  /** Takes the connection over. */
  | { readonly type: 'stream'; readonly attach: (response: ServerResponse) => void };

export interface Route {
  readonly method: 'GET' | 'POST';
  /** With names in braces, as OpenAPI has them. */
  readonly path: string;
  /** Name of the operation for generated clients. */
  readonly id: string;
  readonly summary: string;
  /** What a caller needs; `open` asks for nothing. */
  readonly access: RouteAccess;
  /** What it has of accounts, for keys that are limited to some; they can't call it when nothing is said. */
  readonly accounts?: AccountReach;
  readonly parameters: readonly Parameter<unknown>[];
  /** Largest body in bytes. */
  readonly bodyBytesMax?: number;
  /** By media type. */
  readonly body?: Readonly<Record<string, JsonSchema>>;
  /** Answers that are no problem, by status. */
  readonly answers: Readonly<
    Record<
      number,
      { readonly description: string; readonly mediaType: string; readonly schema: JsonSchema }
    >
  >;
  handle(sources: RouteSources, call: Call): Answer | Promise<Answer>;
}

/** Whether it can be asked for its headers alone: a stream has no end that they could be told without. */
export function hasHead({ method, answers }: Route): boolean {
  return method === 'GET' && answers[200]?.mediaType !== 'text/event-stream';
}

/** A document, as opposed to a stream. */
export type DocumentAnswer = Extract<Answer, { type: 'document' }>;

/** An answer in the JSON of a codec. */
export function jsonAnswer<T>(codec: Codec<T>, value: T, status = 200): DocumentAnswer {
  const text = JSON.stringify(codec.toJson(value));
  return { type: 'document', status, mediaType: 'application/json', text };
}

/** Marks what is final, and so never another under its path. */
export function neverChanging(
  answer: DocumentAnswer,
  name: string,
  { type }: Principal,
): DocumentAnswer {
  // What took a credential must not be kept by caches that give it to others (RFC 9111 §3.5).
  const whose = type === 'anonymous' ? 'public' : 'private';
  const headers = { 'cache-control': `${whose}, max-age=31536000, immutable` };
  return { ...answer, etag: `"${name}"`, headers };
}

/** A `GET` route that gives one value. */
export function reading<T>(route: {
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  /** `read` when nothing is said. */
  readonly access?: RouteAccess;
  readonly accounts?: AccountReach;
  readonly parameters?: readonly Parameter<unknown>[];
  readonly gives: Codec<T>;
  readonly answer: (sources: RouteSources, call: Call) => T | Promise<T>;
}): Route {
  const { path, id, summary, access = 'read', accounts, parameters = [], gives, answer } = route;
  return {
    method: 'GET',
    path,
    id,
    summary,
    access,
    ...(accounts && { accounts }),
    parameters,
    answers: {
      200: { description: summary, mediaType: 'application/json', schema: gives.schema },
    },
    handle: async (sources, call) => jsonAnswer(gives, await answer(sources, call)),
  };
}
