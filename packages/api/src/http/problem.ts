/** Errors of the HTTP API as RFC 9457 problem details, with the ledger's stable codes. */

import type { Height, Json, Rejection } from '@trellis/protocol';
import {
  type Access,
  absenceProblemCodec,
  type ErrorCode,
  errorMeaning,
  errorStatus,
  type Keeper,
  type OAuthErrorCode,
  oauthProblemCodec,
  type Problem,
  type ProvenAbsence,
  problemCodec,
  prunedProblemCodec,
} from '@trellis/protocol/http-api';
import type { ApiKeyRefusal } from '../credentials/api-key.ts';
import { clientAlgorithms } from '../credentials/key-proofs.ts';
import type { AccessRefusal } from '../credentials/principal.ts';

/** Thrown by a handler; the server turns it into a problem. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: ErrorCode;
  readonly headers: Readonly<Record<string, string>>;
  /** Proves that there is nothing, where that is the problem. */
  readonly absent: ProvenAbsence | null;

  /** `status` is that of the code but for few. */
  constructor(
    code: ErrorCode,
    detail: string,
    {
      status = errorStatus(code),
      headers = {},
      absent = null,
    }: Partial<Pick<ApiError, 'status' | 'headers' | 'absent'>> = {},
  ) {
    super(detail);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.absent = absent;
  }
}

/** What was asked for was pruned here. The server names nodes that say that they keep it. */
export class PrunedError extends ApiError {
  readonly height: Height;
  readonly keptBy: readonly Keeper[];

  constructor(height: Height, detail: string, keptBy: readonly Keeper[] = []) {
    super('pruned', detail);
    this.height = height;
    this.keptBy = keptBy;
  }
}

/** As OAuth clients read it: a problem that has their `error` as well. */
export class OAuthError extends ApiError {
  readonly error: OAuthErrorCode;

  constructor(problem: ApiError, error: OAuthErrorCode) {
    super(problem.code, problem.message, problem);
    this.name = 'OAuthError';
    this.error = error;
  }
}

/** A client that isn't known, or may not come from there; what only has to wait stays as it is. */
export function clientError(error: ApiError): ApiError {
  if (error.status !== 401 && error.status !== 403) return error;
  const headers = { ...error.headers, 'www-authenticate': 'Basic realm="trellis"' };
  return new OAuthError(
    new ApiError(error.code, error.message, { status: 401, headers }),
    'invalid_client',
  );
}

/** The answer to a transaction that is refused. */
export function rejectionError(rejection: Rejection, detail?: string): ApiError {
  const meaning = errorMeaning(rejection);
  return new ApiError(rejection, detail ? `${meaning} (${detail})` : meaning);
}

/** A caller that does not prove to have the key that its credential is bound to (RFC 9449 §7.1). */
export function proofError(detail: string): ApiError {
  const challenge = `DPoP realm="trellis", error="invalid_dpop_proof", algs="${clientAlgorithms.join(' ')}"`;
  return new ApiError('invalid_dpop_proof', detail, { headers: { 'www-authenticate': challenge } });
}

/** A caller that is limited to some accounts asked for others. */
export function accountRefused(what: string): ApiError {
  return new ApiError(
    'account_not_permitted',
    `this credential is limited to some accounts and can't ${what}`,
  );
}

/** An answer for whoever is not let in, as RFC 6750 §3 has it. */
export function accessError(
  refusal: AccessRefusal | ApiKeyRefusal,
  access: Access = 'open',
): ApiError {
  const challenge = (error: string) => ({
    headers: { 'www-authenticate': `Bearer realm="trellis"${error}` },
  });
  const invalid = challenge(', error="invalid_token"');
  const needed = access === 'open' || access === 'client' ? '' : ` of scope "${access}"`;
  switch (refusal) {
    case 'unauthenticated':
      return new ApiError(
        refusal,
        `this call takes a credential${needed}: send "Authorization: Bearer" with an API key or a token`,
        challenge(''),
      );
    case 'invalid_credential':
      return new ApiError(refusal, 'the credential is not one that this node knows', invalid);
    case 'credential_expired':
      return new ApiError(refusal, 'the credential has expired', invalid);
    case 'credential_revoked':
      return new ApiError(refusal, 'the credential was revoked', invalid);
    case 'address_not_permitted':
      return new ApiError(refusal, 'the credential may not be used from this address');
    case 'insufficient_scope':
      return new ApiError(
        refusal,
        `this call takes a credential${needed}`,
        challenge(`, error="insufficient_scope", scope="${access}"`),
      );
    case 'account_not_permitted':
      return new ApiError(
        refusal,
        'this credential is limited to some accounts, and this call concerns all',
      );
  }
}

/** What is said of an error. */
export function problemBody(error: ApiError): Json {
  const { status, code, message, absent } = error;
  const problem: Problem = {
    type: `urn:trellis:problem:${code}`,
    title: code.replaceAll('_', ' '),
    status,
    code,
    detail: message.slice(0, 1024).toWellFormed(),
  };
  if (absent !== null) return absenceProblemCodec.toJson({ ...problem, absent });
  if (error instanceof PrunedError) {
    return prunedProblemCodec.toJson({ ...problem, keptBy: error.keptBy });
  }
  if (!(error instanceof OAuthError)) return problemCodec.toJson(problem);
  const description = { error: error.error, error_description: problem.detail };
  return oauthProblemCodec.toJson({ ...description, ...problem });
}

/** The JSON of a problem. */
export function problemJson(error: ApiError): string {
  return JSON.stringify(problemBody(error));
}
