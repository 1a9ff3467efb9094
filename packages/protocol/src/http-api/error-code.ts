/** The codes of errors of the API: which status each comes with, and what it means. */
import { type Rejection, rejectionMeaning } from '../status.ts';

/** What is wrong with a request or its caller, beside what the ledger says of a transaction. */
const requestErrors = {
  bad_parameter: [400, 'A parameter is unknown, or not what it should be; the detail names it.'],
  unauthenticated: [401, 'The call takes a credential; send one in the Authorization header.'],
  invalid_credential: [401, 'The credential is none of this node’s.'],
  credential_expired: [401, 'The credential has expired.'],
  credential_revoked: [401, 'The credential was revoked.'],
  invalid_dpop_proof: [
    401,
    'The proof of the key that the credential is bound to is missing or does not hold; the detail says why.',
  ],
  invalid_administrator_signature: [
    403,
    'The call takes a signature of an administrator over exactly this request; the detail says what is wrong.',
  ],
  address_not_permitted: [403, 'The credential may not be used from this address.'],
  insufficient_scope: [403, 'The credential lacks the scope that the call takes.'],
  account_not_permitted: [403, 'The credential is limited to other accounts.'],
  not_found: [404, 'Not found, or not there yet; the detail says what.'],
  state_not_kept: [
    404,
    'The node does not keep the state of that block; the detail says of which it does.',
  ],
  pruned: [
    410,
    'The node no longer keeps that block, or its signatures; the problem names nodes that say that they do.',
  ],
  method_not_allowed: [405, 'The path has other methods; Allow names them.'],
  request_timeout: [408, 'The request did not arrive in time.'],
  conflict: [409, 'It conflicts with what exists already; the detail says with what.'],
  idempotency_key_reused: [
    422,
    'The idempotency key belongs to a transaction that does something else.',
  ],
  consent_not_signed: [
    422,
    'The signatures do not meet the policy of the account over exactly this; the detail says why.',
  ],
  mandate_differs: [
    422,
    'The chain has no mandate with exactly the limits of the consent; the detail says what differs.',
  ],
  control_characters: [
    422,
    'A memo, a name or another text has control characters; the detail says which text.',
  ],
  body_too_large: [413, 'The body is larger than this call takes.'],
  uri_too_long: [414, 'The path and the query are over the size limit.'],
  unsupported_media_type: [415, 'The call takes no body of this media type.'],
  wrong_host: [421, 'The node answers to localhost and 127.0.0.1 alone.'],
  rate_limited: [429, 'Too many requests; Retry-After says when to try again.'],
  headers_too_large: [431, 'The headers are over the size limit.'],
  internal_error: [500, 'The node failed to answer; its log says why.'],
  disk_full: [
    503,
    'The disk of the node is nearly full; it takes no transactions until there is room.',
  ],
  audit_unavailable: [
    503,
    'The audit log can’t be written, so calls that it must record are rejected.',
  ],
  issuer_unreachable: [503, 'The keys of the identity provider can’t be fetched at the moment.'],
  too_many_subscribers: [
    503,
    'As many event streams as possible are open (with 429: of this caller).',
  ],
} as const satisfies Readonly<Record<string, readonly [status: number, meaning: string]>>;

export type RequestErrorCode = keyof typeof requestErrors;

export type ErrorCode = Rejection | RequestErrorCode;

export const requestErrorCodes = Object.keys(requestErrors) as readonly RequestErrorCode[];

/** The status of an answer with this code. */
export function errorStatus(code: ErrorCode): number {
  if (isRequestError(code)) return requestErrors[code][0];
  switch (code) {
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

/** What a code means, for people. */
export function errorMeaning(code: ErrorCode): string {
  return isRequestError(code) ? requestErrors[code][1] : rejectionMeaning[code];
}

function isRequestError(code: ErrorCode): code is RequestErrorCode {
  return Object.hasOwn(requestErrors, code);
}
