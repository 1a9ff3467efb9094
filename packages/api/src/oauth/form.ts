/** Forms as OAuth has them. */
import type { OAuthErrorCode } from '@trellis/protocol/http-api';
import type { Form } from '../http/handler.ts';
import { ApiError, OAuthError } from '../http/problem.ts';

/**
 * The fields of a form, each there once at most; those that are not known are passed over (RFC 6749 §3.2). Throws
 * `OAuthError`.
 */
export function formOf(form: Form): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const [name, [value = '', ...others]] of form) {
    if (others.length > 0) throw refused('invalid_request', `${name}: expected once`);
    fields.set(name, value);
  }
  return fields;
}

/** What an OAuth client is told. */
export function refused(error: OAuthErrorCode, detail: string): OAuthError {
  return new OAuthError(new ApiError('bad_parameter', detail), error);
}
