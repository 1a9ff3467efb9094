/** Errors of the HTTP API as RFC 9457 problem details, with the ledger's stable codes. */

import { type Refusal, refusalMeaning } from '@trellis/protocol';
import { type Problem, problemCodec } from '@trellis/protocol/http-api';
import type { ApiKeyRefusal } from '../credentials/api-key.ts';
import type { AccessRefusal, RouteAccess } from '../credentials/principal.ts';

/** Codes that concern a request, beside the ledger's own `Refusal`s. */
export type RequestErrorCode =
  | 'not_found'
  /** The path has other methods; Allow names them. */
  | 'method_not_allowed'
  | 'bad_parameter'
  | 'unsupported_media_type'
  | 'body_too_large'
  | 'too_many_subscribers'
  /** The call takes a credential; send one in the Authorization header. */
  | 'unauthenticated'
  /** The credential is none of this node’s. */
  | 'invalid_credential'
  /** The credential has expired. */
  | 'credential_expired'
  /** The credential was revoked. */
  | 'credential_revoked'
  /** The credential may not be used from this address. */
  | 'address_not_permitted'
  /** The credential lacks the scope that the call takes. */
  | 'insufficient_scope'
  | 'account_not_permitted'
  | 'wrong_host'
  | 'uri_too_long'
  /** The headers are over the size limit. */
  | 'headers_too_large'
  /** Too many requests; Retry-After says when to try again. */
  | 'rate_limited'
  /** The request did not arrive in time. */
  | 'request_timeout'
  /** The audit log can’t be written, so what it must hold is refused. */
  | 'audit_unavailable'
  /** The keys of the identity provider can’t be fetched at the moment. */
  | 'issuer_unreachable'
  /** The node does not keep the state of that block; the detail says of which it does. */
  | 'state_not_kept'
  /** What is there already stands in the way; the detail says what. */
  | 'conflict'
  | 'internal_error';

/** Thrown by a route; the server turns it into a problem. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: Refusal | RequestErrorCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: Refusal | RequestErrorCode,
    detail: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.headers = headers;
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}

/** The errors of RFC 6749 §5.2. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'unsupported_grant_type'
  | 'invalid_scope';

/** As OAuth clients read it: a problem that has their `error` as well. */
export class OAuthError extends ApiError {
  readonly error: OAuthErrorCode;

  constructor(problem: ApiError, error: OAuthErrorCode) {
    super(problem.status, problem.code, problem.message, problem.headers);
    this.name = 'OAuthError';
    this.error = error;
  }
}

/** A client that isn't known, or may not come from there; what only has to wait stays as it is. */
export function clientError(error: ApiError): ApiError {
  if (error.status !== 401 && error.status !== 403) return error;
  const headers = { ...error.headers, 'www-authenticate': 'Basic realm="trellis"' };
  return new OAuthError(new ApiError(401, error.code, error.message, headers), 'invalid_client');
}

/** The answer to a transaction that is refused. */
export function refusalError(refusal: Refusal, detail?: string): ApiError {
  const meaning = refusalMeaning[refusal];
  return new ApiError(refusalStatus(refusal), refusal, detail ? `${meaning} (${detail})` : meaning);
}

function refusalStatus(refusal: Refusal): number {
  switch (refusal) {
    case 'malformed':
      return 400;
    case 'too_large':
      return 413;
    case 'mempool_full':
      return 503;
    default:
      return 422;
  }
}

/** A caller that is limited to some accounts asked for others. */
export function accountRefused(what: string): ApiError {
  return new ApiError(
    403,
    'account_not_permitted',
    `this credential is limited to some accounts and can't ${what}`,
  );
}

/** An answer for whoever is not let in, as RFC 6750 §3 has it. */
export function accessError(
  refusal: AccessRefusal | ApiKeyRefusal,
  access: RouteAccess = 'open',
): ApiError {
  const challenge = (error: string): Readonly<Record<string, string>> => ({
    'www-authenticate': `Bearer realm="trellis"${error}`,
  });
  const invalid = challenge(', error="invalid_token"');
  const needed = access === 'open' || access === 'client' ? '' : ` of scope "${access}"`;
  switch (refusal) {
    case 'unauthenticated':
      return new ApiError(
        401,
        refusal,
        `this call takes a credential${needed}: send "Authorization: Bearer" with an API key or a token`,
        challenge(''),
      );
    case 'invalid_credential':
      return new ApiError(401, refusal, 'the credential is not one that this node knows', invalid);
    case 'credential_expired':
      return new ApiError(401, refusal, 'the credential has expired', invalid);
    case 'credential_revoked':
      return new ApiError(401, refusal, 'the credential was revoked', invalid);
    case 'address_not_permitted':
      return new ApiError(403, refusal, 'the credential may not be used from this address');
    case 'insufficient_scope':
      return new ApiError(
        403,
        refusal,
        `this call takes a credential${needed}`,
        challenge(`, error="insufficient_scope", scope="${access}"`),
      );
    case 'account_not_permitted':
      return new ApiError(
        403,
        refusal,
        'this credential is limited to some accounts, and this call concerns all',
      );
  }
}

/** The JSON of a problem. */
export function problemJson(error: ApiError): string {
  const { status, code, message } = error;
  const problem: Problem = {
    type: `urn:trellis:problem:${code}`,
    title: code.replaceAll('_', ' '),
    status,
    code,
    detail: message.slice(0, 1024).toWellFormed(),
  };
  const json = problemCodec.toJson(problem);
  if (!(error instanceof OAuthError)) return JSON.stringify(json);
  return JSON.stringify({
    error: error.error,
    error_description: problem.detail,
    ...(json as object),
  });
}
