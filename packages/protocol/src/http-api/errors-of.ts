/** Which problems an endpoint can answer with. */

import { rejections } from '../status.ts';
import type { Access, Endpoint } from './endpoint.ts';
import type { ErrorCode, RequestErrorCode } from './error-code.ts';

/** The codes that an endpoint can answer with, beside those that HTTP itself leads to. */
export function errorsOf({ access, accounts, body, errors }: Endpoint): readonly ErrorCode[] {
  return [
    'bad_parameter',
    'body_too_large',
    ...(body === null ? [] : (['unsupported_media_type', 'malformed'] as const)),
    ...accessErrors(access),
    ...(accounts === 'none' ? [] : (['account_not_permitted'] as const)),
    'rate_limited',
    ...errors.flatMap<ErrorCode>((code) => (code === 'rejections' ? rejections : code)),
    'internal_error',
  ];
}

function accessErrors(access: Access): readonly RequestErrorCode[] {
  if (access === 'open') return [];
  const credential = [
    'unauthenticated',
    'invalid_credential',
    'credential_expired',
    'credential_revoked',
    'address_not_permitted',
  ] as const;
  if (access === 'client') return credential;
  const isPrivileged = access === 'admin' || access === 'audit';
  return [
    ...credential,
    'insufficient_scope',
    'issuer_unreachable',
    ...(access === 'admin' ? (['invalid_administrator_signature'] as const) : []),
    ...(isPrivileged ? (['audit_unavailable'] as const) : []),
  ];
}
