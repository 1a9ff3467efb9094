/** Reads what a client pushes (RFC 9126), strictly: what is not asked here exactly is refused. Pure. */
import { decodeJsonText, limits, problemText } from '@trellis/protocol';
import {
  type AuthorizationDetails,
  authorizationDetailsCodec,
  type ConsentClient,
  type OAuthErrorCode,
} from '@trellis/protocol/http-api';
import type { PushedRequest } from './consent-requests.ts';

export type ReadRequest =
  | { readonly ok: true; readonly request: PushedRequest }
  | { readonly ok: false; readonly error: OAuthErrorCode; readonly detail: string };

/** The request in a form, for this client; `thumbprint` is that of the DPoP key that the client showed with it. */
export function readPushedRequest(
  form: ReadonlyMap<string, string>,
  client: Pick<ConsentClient, 'id' | 'redirectUris' | 'account'>,
  { thumbprint, now }: { readonly thumbprint: string | null; readonly now: number },
): ReadRequest {
  const field = (name: string): string | undefined => form.get(name) || undefined;
  if (field('request_uri') !== undefined || field('request') !== undefined) {
    return refuse('invalid_request', 'request_uri and request: not taken here');
  }
  if (field('response_type') !== 'code') {
    return refuse('unsupported_response_type', 'response_type: expected code');
  }
  if ((field('client_id') ?? client.id) !== client.id) {
    return refuse('invalid_request', 'client_id: another client than that of the assertion');
  }
  const redirectUri = field('redirect_uri') ?? '';
  // Character by character (RFC 9700 §4.1): no pattern, no part.
  if (!client.redirectUris.includes(redirectUri)) {
    return refuse('invalid_request', 'redirect_uri: not one that is registered');
  }
  if (field('code_challenge_method') !== 'S256') {
    return refuse('invalid_request', 'code_challenge_method: expected S256');
  }
  const challenge = field('code_challenge') ?? '';
  if (!/^[A-Za-z0-9_-]{43}$/.test(challenge)) {
    return refuse('invalid_request', 'code_challenge: expected 43 characters of base64url');
  }
  const state = field('state') ?? null;
  // As RFC 6749 (appendix A.5) has it.
  if (state !== null && !/^[ -~]{1,512}$/.test(state)) {
    return refuse('invalid_request', 'state: expected up to 512 characters of printable ASCII');
  }
  if ((field('dpop_jkt') ?? thumbprint) !== thumbprint && thumbprint !== null) {
    return refuse('invalid_dpop_proof', 'dpop_jkt: not the key of the proof');
  }
  const read = readDetails(field('authorization_details') ?? '', client, now);
  if (!read.ok) return refuse('invalid_authorization_details', read.detail);
  const bound = thumbprint ?? field('dpop_jkt') ?? null;
  if (bound !== null && bound.length !== 43) {
    return refuse('invalid_request', 'dpop_jkt: expected a thumbprint');
  }
  const { details } = read;
  return { ok: true, request: { redirectUri, details, state, challenge, thumbprint: bound } };
}

function refuse(error: OAuthErrorCode, detail: string): ReadRequest {
  return { ok: false, error, detail };
}

function readDetails(
  given: string,
  { account }: Pick<ConsentClient, 'account'>,
  now: number,
):
  | { readonly ok: true; readonly details: AuthorizationDetails }
  | { readonly ok: false; readonly detail: string } {
  const decoded = decodeJsonText(authorizationDetailsCodec, given);
  if (!decoded.ok) return no(`authorization_details: ${problemText(decoded.problem)}`);
  const details = decoded.value;
  if (new Set(details.map(({ type }) => type)).size < details.length) {
    return no('authorization_details: a type is there twice');
  }
  for (const detail of details) {
    if (detail.until <= now || detail.until > now + limits.mandateMsMax) {
      return no(`${detail.type}: until is not ahead, or more than 3,660 days ahead`);
    }
    if (detail.type !== 'account_information' && account === null) {
      return no(`${detail.type}: the client has no account to pay with`);
    }
    const problem = amountsProblem(detail);
    if (problem !== undefined) return no(`${detail.type}: ${problem}`);
  }
  return { ok: true, details };
}

function amountsProblem(detail: AuthorizationDetails[number]): string | undefined {
  if (detail.type === 'account_information') return undefined;
  if (detail.type === 'payment_initiation') {
    return detail.amount === 0n ? 'the amount is zero' : undefined;
  }
  const { paymentMax, periodMax, period, paymentsMax } = detail;
  if (paymentMax === 0n || periodMax === 0n || paymentsMax === 0) return 'a limit is zero';
  return period < limits.mandatePeriodMsMin ? 'the period is below a second' : undefined;
}

function no(detail: string): { readonly ok: false; readonly detail: string } {
  return { ok: false, detail };
}
