/** Tokens of consents: for a code, once, and for a refresh token, as often as it takes. */
import { hash, timingSafeEqual } from 'node:crypto';
import { formatAddress, toBase64Url } from '@trellis/crypto';
import { verifyAs } from '@trellis/engine';
import {
  authorizationDetailsCodec,
  consentMessage,
  type TokenResponse,
} from '@trellis/protocol/http-api';
import { signaturesProblem } from '../consents/check-consent.ts';
import type { RegisteredClient } from '../consents/consent-clients.ts';
import { consentScopes } from '../consents/consent-principal.ts';
import { consentState, type GivenConsent, type RedeemedCode } from '../consents/given-consents.ts';
import type { HandlerSources } from '../http/handler.ts';
import { ApiError } from '../http/problem.ts';
import { current } from './current-state.ts';
import { refused } from './form.ts';

/** Who asks for a token, and by which key it will be bound. */
interface TokenCall {
  readonly client: RegisteredClient;
  readonly thumbprint: string | null;
  readonly address: string;
}

/** Throws `OAuthError`. */
export async function tokenForCode(
  sources: HandlerSources,
  form: ReadonlyMap<string, string>,
  call: TokenCall,
): Promise<TokenResponse> {
  const thumbprint = requireProof(call);
  const { consents } = sources.authorization;
  const verifier = form.get('code_verifier') ?? '';
  const isRight = ({ consent, redirectUri, challenge, thumbprint: bound }: RedeemedCode): boolean =>
    consent.signed.consent.client.id === call.client.id &&
    form.get('redirect_uri') === redirectUri &&
    (bound === null || bound === thumbprint) &&
    /^[A-Za-z0-9._~-]{43,128}$/.test(verifier) &&
    isSame(toBase64Url(hash('sha256', verifier, 'buffer')), challenge);
  const redeemed = consents.redeem(form.get('code') ?? '', isRight);
  if (redeemed === undefined) {
    throw refused(
      'invalid_grant',
      'the code is over, was used, or is not for this client, address, verifier and key',
    );
  }
  const { consent } = redeemed;
  const answer = await issue(sources, consent, { ...call, thumbprint });
  return { ...answer, refresh_token: consents.refreshToken(consent.id, thumbprint) };
}

/** The refresh token stays as it is (FAPI 2.0 §5.3.2.1): two at once get a token each. Throws `OAuthError`. */
export async function tokenForRefresh(
  sources: HandlerSources,
  form: ReadonlyMap<string, string>,
  call: TokenCall,
): Promise<TokenResponse> {
  const thumbprint = requireProof(call);
  const found = sources.authorization.consents.byRefreshToken(form.get('refresh_token') ?? '');
  const isRight =
    found?.consent.signed.consent.client.id === call.client.id && found.thumbprint === thumbprint;
  if (found === undefined || !isRight) {
    throw refused('invalid_grant', 'the refresh token is none, or not for this client and key');
  }
  return issue(sources, found.consent, { ...call, thumbprint });
}

function requireProof({ thumbprint }: TokenCall): string {
  if (thumbprint !== null) return thumbprint;
  throw refused('invalid_dpop_proof', 'DPoP: missing; tokens of consents are bound to a key');
}

/** A consent counts as long as its signatures meet the policy that the account has now. */
async function issue(
  sources: HandlerSources,
  consent: GivenConsent,
  { client, thumbprint, address }: TokenCall & { readonly thumbprint: string },
): Promise<TokenResponse> {
  const { issuedTokens, trail, verifier, authorization } = sources;
  const { signed, until, id: consentId } = consent;
  if (
    consentState(consent, Date.now()) !== 'active' ||
    authorization.clients.get(client.id) === undefined
  ) {
    throw refused('invalid_grant', 'the consent is over');
  }
  const { account } = signed.consent;
  const message = consentMessage(signed.consent);
  const checked = { account, message, witnesses: signed.witnesses };
  const problem = await signaturesProblem(
    current(sources),
    checked,
    verifyAs('transaction', verifier),
  );
  if (problem !== undefined) {
    throw refused('invalid_grant', 'the account has other keys than when it consented');
  }
  const { id, response } = await issuedTokens.issue({
    keyId: client.id,
    scopes: consentScopes(signed.consent),
    untilMs: until,
    bound: { consent: consentId, account },
    thumbprint,
  });
  const fact = { who: client.id, address, what: id, outcome: consentId };
  await trail.noteFirst({ event: 'token_issued', ...fact }).catch(() => {
    throw new ApiError('audit_unavailable', 'no token, as it could not be written down');
  });
  return { ...response, authorization_details: detailsOf(consent) };
}

/** What was granted, with what the client needs to use it (RFC 9396 §7). */
function detailsOf({ signed: { consent }, mandates }: GivenConsent) {
  let paying = 0;
  return consent.details.map((detail) => {
    const [shown] = authorizationDetailsCodec.toJson([detail]) as readonly object[];
    const mandate = detail.type === 'account_information' ? undefined : mandates[paying++];
    return { ...shown, account: formatAddress(consent.account), ...(mandate && { mandate }) };
  });
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
