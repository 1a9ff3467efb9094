/** The authorization endpoints: a client asks, its request is shown, the owner answers by signatures. */
import { verifyAs } from '@trellis/engine';
import { pageBase } from '@trellis/explorer/files';
import {
  type ConsentAnswer,
  type ConsentView,
  consentId,
  consentMessage,
  revocationMessage,
} from '@trellis/protocol/http-api';
import { answersRequest, mandatesOf, signaturesProblem } from '../consents/check-consent.ts';
import { ConsentError } from '../consents/consent-file.ts';
import { type OpenRequest, pushedMs } from '../consents/consent-requests.ts';
import { readPushedRequest } from '../consents/pushed-request.ts';
import { clientAlgorithms } from '../credentials/key-proofs.ts';
import { type HandlerSources, type Handlers, value } from '../http/handler.ts';
import { ApiError, accountRefused } from '../http/problem.ts';
import { authenticateClient, thumbprintOf } from './client-authentication.ts';
import { current } from './current-state.ts';
import { formOf, refused } from './form.ts';

/** What a pushed request is called (RFC 9126 §2.2). */
const requestUriPrefix = 'urn:ietf:params:oauth:request_uri:';

export const consentHandlers = {
  getAuthorizationServer: (sources) => value(metadata(sources.authorization.issuer)),
  async pushAuthorization(sources, { body, parameters, principal }) {
    const { requests } = sources.authorization;
    const form = formOf(body);
    // Whose secret travels with each call asks no owner for anything (FAPI 2.0 §5.3.2.1).
    if (principal.type === 'key') throw refused('invalid_request', 'client_assertion: missing');
    const client = await authenticateClient(sources, form);
    const call = { method: 'POST', path: '/oauth/par', credential: null };
    const thumbprint = await thumbprintOf(sources, parameters.DPoP, call);
    const read = readPushedRequest(form, client, { thumbprint, now: Date.now() });
    if (!read.ok) throw refused(read.error, read.detail);
    const id = orConflict(() => requests.push(client.id, read.request));
    return value(
      { request_uri: `${requestUriPrefix}${id}`, expires_in: Math.floor(pushedMs / 1_000) },
      201,
    );
  },
  authorize({ authorization }, { parameters }) {
    const { client_id: client = '', request_uri: uri = '' } = parameters;
    const id = uri.startsWith(requestUriPrefix) ? uri.slice(requestUriPrefix.length) : '';
    const request = authorization.requests.visit(id, client);
    // Nothing is sent to an address that no request names: whoever made this link may have invented it.
    if (request === undefined) throw requestOver();
    return {
      ...value('See the page', 303),
      headers: { location: `${pageBase}/consent/${request.id}` },
    };
  },
  getConsentRequest(sources, { parameters }) {
    const request = openRequest(sources, parameters.request);
    const { id, name, account } = clientOf(sources, request);
    const { redirectUri, details, expires } = request;
    return value({
      request: request.id,
      ...serverOf(sources),
      client: { id, name, account },
      redirectUri,
      details,
      expires: BigInt(expires),
    });
  },
  refuseConsent(sources, { parameters, address }) {
    const { requests } = sources.authorization;
    const request = openRequest(sources, parameters.request);
    orConflict(() => requests.answer(request.id));
    const { client } = request;
    sources.trail.note({ event: 'consent_refused', who: client, address });
    return value(answer(sources, request, { error: 'access_denied' }));
  },
  async grantConsent(sources, { body, address }) {
    const { consent, witnesses } = body;
    const request = openRequest(sources, consent.request);
    const client = clientOf(sources, request);
    if (!answersRequest(consent, request, { client, ...serverOf(sources) })) {
      throw notSigned('what was signed is not what was asked for');
    }
    const message = consentMessage(consent);
    const signed = { account: consent.account, message, witnesses };
    const problem = await signaturesProblem(
      current(sources),
      signed,
      verifyAs('transaction', sources.verifier),
    );
    if (problem !== undefined) throw notSigned(problem);
    const found = mandatesOf(current(sources), consent);
    if (!found.ok) throw new ApiError('mandate_differs', found.problem);
    const id = consentId(consent);
    const fact = { who: client.id, address, what: consent.account, outcome: id };
    await sources.trail.noteFirst({ event: 'consent_granted', ...fact }).catch(() => {
      throw new ApiError('audit_unavailable', 'no consent, as it could not be written down');
    });
    const code = orConflict(
      () => sources.authorization.consents.grant(body, request, found.mandates),
      // What was written down first is not so.
      ({ code: outcome }) =>
        sources.trail.note({ event: 'call_failed', ...fact, what: `consent ${id}`, outcome }),
    );
    return value({ ...answer(sources, request, { code }), consent: id }, 201);
  },
  async revokeConsent(sources, { body: { revocation, witnesses }, address }) {
    const { consents } = sources.authorization;
    const { chainId, issuer } = serverOf(sources);
    const consent = consents.get(revocation.consent);
    if (consent === undefined || consent.signed.consent.account !== revocation.account) {
      throw new ApiError('not_found', 'the account gave no such consent here');
    }
    if (revocation.chainId !== chainId || revocation.issuer !== issuer) {
      throw notSigned('it is for another chain or server');
    }
    const message = revocationMessage(revocation);
    const signed = { account: revocation.account, message, witnesses };
    const problem = await signaturesProblem(
      current(sources),
      signed,
      verifyAs('transaction', sources.verifier),
    );
    if (problem !== undefined) throw notSigned(problem);
    consents.revoke(consent.id);
    const { id: who } = consent.signed.consent.client;
    sources.trail.note({ event: 'consent_revoked', who, address, outcome: consent.id });
    return value({ consent: viewAfter(sources, consent.id) });
  },
  getConsents({ authorization }, { parameters, principal }) {
    // To see an account is not to see who else may.
    if (principal.consent !== undefined) throw accountRefused('see consents');
    return value({ consents: authorization.consents.of(parameters.address) });
  },
} satisfies Partial<Handlers>;

function viewAfter({ authorization: { consents } }: HandlerSources, id: string): ConsentView {
  const consent = consents.get(id);
  if (consent === undefined) throw new ApiError('not_found', 'there is no such consent');
  return consents.view(consent);
}

function serverOf({ authorization: { issuer }, engine }: HandlerSources) {
  return { issuer, chainId: engine.chain.head().header.chainId };
}

/** Throws `ApiError` `not_found`. */
function openRequest({ authorization }: HandlerSources, id: string): OpenRequest {
  const request = authorization.requests.get(id);
  if (request === undefined) throw requestOver();
  return request;
}

/** Throws `ApiError` `not_found`: the client was removed. */
function clientOf({ authorization }: HandlerSources, { client }: OpenRequest) {
  const found = authorization.clients.get(client);
  if (found === undefined) throw requestOver();
  return found;
}

function requestOver(): ApiError {
  return new ApiError(
    'not_found',
    'there is no such request: it was answered, or is over; let the client ask again',
  );
}

function notSigned(why: string): ApiError {
  return new ApiError('consent_not_signed', `this is no consent of the account: ${why}`);
}

/** Where the browser goes: the registered address, with the answer, the state of the client, and who answers (RFC 9207). */
function answer(
  { authorization: { issuer } }: HandlerSources,
  { redirectUri, state }: OpenRequest,
  result: Readonly<Record<string, string>>,
): ConsentAnswer {
  const target = new URL(redirectUri);
  for (const [name, text] of Object.entries(result)) target.searchParams.set(name, text);
  if (state !== null) target.searchParams.set('state', state);
  target.searchParams.set('iss', issuer);
  return { consent: null, redirect: target.href };
}

function orConflict<T>(change: () => T, onConflict?: (error: ConsentError) => void): T {
  try {
    return change();
  } catch (error) {
    if (!(error instanceof ConsentError)) throw error;
    onConflict?.(error);
    throw new ApiError('conflict', error.message);
  }
}

/** RFC 8414 §2, with those of RFC 9126, 9207, 9396 and 9449. */
function metadata(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/oauth/authorize`,
    pushed_authorization_request_endpoint: `${issuer}/oauth/par`,
    require_pushed_authorization_requests: true,
    token_endpoint: `${issuer}/oauth/token`,
    introspection_endpoint: `${issuer}/oauth/introspect`,
    revocation_endpoint: `${issuer}/oauth/revoke`,
    jwks_uri: `${issuer}/oauth/jwks.json`,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['private_key_jwt', 'client_secret_basic'],
    token_endpoint_auth_signing_alg_values_supported: [...clientAlgorithms],
    introspection_endpoint_auth_methods_supported: ['private_key_jwt', 'client_secret_basic'],
    introspection_endpoint_auth_signing_alg_values_supported: [...clientAlgorithms],
    revocation_endpoint_auth_methods_supported: ['private_key_jwt', 'client_secret_basic'],
    revocation_endpoint_auth_signing_alg_values_supported: [...clientAlgorithms],
    dpop_signing_alg_values_supported: [...clientAlgorithms],
    authorization_details_types_supported: [
      'account_information',
      'payment_initiation',
      'recurring_payments',
    ],
    authorization_response_iss_parameter_supported: true,
  };
}
