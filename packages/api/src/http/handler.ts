/** How endpoints are answered: a handler each, which gets what the table of endpoints says and gives what it says. */
import type { ServerResponse } from 'node:http';
import type {
  AnswerOf,
  Body,
  Endpoint,
  EndpointId,
  endpoints,
  ParametersOf,
} from '@trellis/protocol/http-api';
import type { Principal } from '../credentials/principal.ts';
import type { Negotiated, NegotiatedOf } from '../tls/negotiated.ts';
import type { EventStream } from './event-stream.ts';
import type { Meter } from './meter.ts';
import type { ApiSources } from './sources.ts';

/** What handlers answer from. */
export interface HandlerSources extends ApiSources {
  readonly stream: EventStream;
  readonly negotiatedOf: NegotiatedOf;
}

/** The fields of a form by their names, each with its values in order. */
export type Form = ReadonlyMap<string, readonly string[]>;

/** What a handler gets of a body: a value of JSON, or bytes that are yet to be decoded, or a form. */
type BodyValue<B extends Body | null> = B extends { readonly type: 'json'; readonly codec: infer C }
  ? C extends { fromJson(json: never): infer T }
    ? T
    : never
  : B extends { readonly type: 'encoded' }
    ? Uint8Array
    : B extends { readonly type: 'form' }
      ? Form
      : undefined;

/** A request that was let in, read as the table says. */
export interface Call<E extends Endpoint = Endpoint> {
  readonly parameters: ParametersOf<E>;
  readonly body: BodyValue<E['body']>;
  /** Who calls. */
  readonly principal: Principal;
  /** Where from: an IP address. */
  readonly address: string;
  /** What protects the connection that the call came by; `null`: nothing. */
  readonly negotiated: () => Negotiated | null;
  /** Counts the call as so many against the caller's limits. */
  readonly charge: (calls: number) => void;
  /** Counts the time of something that is done after the handler's first `await`; the time until then is counted. */
  readonly measure: Meter['measure'];
  /** Whether the caller would still be let in. */
  readonly stillValid: () => boolean;
}

/** Headers of one answer, and what names its content. */
interface Extras {
  readonly headers?: Readonly<Record<string, string>>;
  /** Names what is in it, so that a reader who has it need not get it again (RFC 9110 §8.8.3). */
  readonly etag?: string;
}

/** A value, of what the table says for the status. */
export interface ValueAnswer<T> extends Extras {
  readonly type: 'value';
  readonly status: number;
  readonly value: T;
}

export type Answer<T> =
  | ValueAnswer<T>
  /** Takes the connection over. */
  | { readonly type: 'stream'; readonly attach: (response: ServerResponse) => void };

type Handler<E extends Endpoint> = (
  sources: HandlerSources,
  call: Call<E>,
) => Answer<AnswerOf<E>> | Promise<Answer<AnswerOf<E>>>;

/** One for each endpoint of the table. */
export type Handlers = { readonly [Id in EndpointId]: Handler<(typeof endpoints)[Id]> };

/** An answer that is one value. */
export function value<T>(value: T, status = 200): ValueAnswer<T> {
  return { type: 'value', status, value };
}

/** Marks what is final, and so never another under its path. */
export function immutable<T>(
  answer: ValueAnswer<T>,
  name: string,
  { type }: Principal,
): ValueAnswer<T> {
  // What took a credential must not be kept by caches that give it to others (RFC 9111 §3.5).
  const whose = type === 'anonymous' ? 'public' : 'private';
  const headers = { 'cache-control': `${whose}, max-age=31536000, immutable` };
  return { ...answer, etag: `"${name}"`, headers };
}
