/** Who calls an endpoint of OAuth: the holder of an API key, which was found out before, or a client with a key of its own. */
import { assertionType } from '../consents/client-assertion.ts';
import type { RegisteredClient } from '../consents/consent-clients.ts';
import type { ProvenCall } from '../credentials/key-proofs.ts';
import type { Principal } from '../credentials/principal.ts';
import type { HandlerSources } from '../http/handler.ts';
import { ApiError, accessError, clientError, OAuthError } from '../http/problem.ts';

type Sources = Pick<HandlerSources, 'authorization'>;

export type OAuthClient =
  | { readonly type: 'key'; readonly principal: Principal }
  | { readonly type: 'client'; readonly client: RegisteredClient };

/** Throws `OAuthError` `invalid_client`: nobody does without proving who it is. */
export async function oauthClient(
  sources: Sources,
  principal: Principal,
  form: ReadonlyMap<string, string>,
): Promise<OAuthClient> {
  if (principal.type === 'key') {
    // One way to prove it in a request (RFC 6749 §2.3).
    if (form.has('client_assertion')) throw clientError(accessError('invalid_credential'));
    return { type: 'key', principal };
  }
  return { type: 'client', client: await authenticateClient(sources, form) };
}

/** The client that signed the assertion in a form. Throws `OAuthError` `invalid_client`. */
export async function authenticateClient(
  { authorization: { assertions } }: Sources,
  form: ReadonlyMap<string, string>,
): Promise<RegisteredClient> {
  const assertion = form.get('client_assertion');
  if (assertion === undefined) throw clientError(accessError('unauthenticated'));
  const isKnownType = form.get('client_assertion_type') === assertionType;
  const client = isKnownType ? await assertions.clientOf(assertion) : undefined;
  const named = form.get('client_id');
  if (client === undefined || (named !== undefined && named !== client.id)) {
    throw clientError(accessError('invalid_credential'));
  }
  return client;
}

/** The key that a proof shows; `null` without one. Throws `OAuthError` `invalid_dpop_proof`. */
export async function thumbprintOf(
  { authorization: { proofs } }: Sources,
  proof: string | undefined,
  call: ProvenCall,
): Promise<string | null> {
  if (proof === undefined) return null;
  const checked = await proofs.check(proof, call);
  if (checked.ok) return checked.thumbprint;
  const problem = new ApiError('invalid_dpop_proof', checked.problem, { status: 400 });
  throw new OAuthError(problem, 'invalid_dpop_proof');
}
