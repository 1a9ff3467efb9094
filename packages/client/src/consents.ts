/** Consents: letting a client see an account, or pay from it, by the authorization server of a node. */
import type { Address, Hash } from '@trellis/crypto';
import type { OperationOf, Witness } from '@trellis/protocol';
import {
  type AnswerOf,
  type AuthorizationDetails,
  type Consent,
  type ConsentRequest,
  type ConsentRevocation,
  consentMessage,
  endpoints,
  mandateTerms,
  revocationMessage,
  type SignedConsent,
  type SignedRevocation,
} from '@trellis/protocol/http-api';
import { call } from './call.ts';
import type { HttpTransport } from './http-transport.ts';
import { grantMandate } from './mandate-operations.ts';
import type { TransactionSigner } from './sign.ts';

/**
 * What a client asks an owner for: the server's word, which the owner's signature then fixes.
 *
 * @example
 * const request = await getConsentRequest(transport, 'urn:ietf:params:oauth:request_uri:…');
 */
export function getConsentRequest(
  transport: HttpTransport,
  request: string,
): Promise<ConsentRequest> {
  return call(transport, endpoints.getConsentRequest, { request });
}

/**
 * The consent that answers a request for an account; `mandateTransaction` grants the mandates of `consentMandates`.
 *
 * @example
 * const request = await getConsentRequest(transport, 'urn:ietf:params:oauth:request_uri:…');
 * const consent = consentTo(request, from, null);
 */
export function consentTo(
  { expires: _, ...request }: ConsentRequest,
  account: Address,
  mandateTransaction: Hash | null,
): Consent {
  return { ...request, account, mandateTransaction };
}

/**
 * The operations that let a client pay exactly what it asks for: the first of one transaction of the owner.
 *
 * @example
 * const request = await getConsentRequest(transport, 'urn:ietf:params:oauth:request_uri:…');
 * const operations = consentMandates(request, from); // what the owner grants on the chain first
 */
export function consentMandates(
  {
    details,
    client,
  }: { readonly details: AuthorizationDetails; readonly client: Consent['client'] },
  owner: Address,
): readonly OperationOf<'grantMandate'>[] {
  return details.flatMap((detail) => {
    const terms = client.account === null ? null : mandateTerms(detail, client.account);
    return terms === null ? [] : [grantMandate(owner, terms)];
  });
}

/**
 * One signature on a consent.
 *
 * @example
 * const request = await getConsentRequest(transport, 'urn:ietf:params:oauth:request_uri:…');
 * const consent = consentTo(request, from, null);
 * const mine = await signConsent(consent, signerOf(account, key));
 */
export async function signConsent(consent: Consent, signer: TransactionSigner): Promise<Witness> {
  return signWords(consentMessage(consent), signer);
}

/**
 * One signature that ends a consent.
 *
 * @example
 * const revocation = { chainId: genesis.chainId, issuer: url, account: from, consent: hold.id };
 * const mine = await signRevocation(revocation, signerOf(account, key));
 */
export async function signRevocation(
  revocation: ConsentRevocation,
  signer: TransactionSigner,
): Promise<Witness> {
  return signWords(revocationMessage(revocation), signer);
}

async function signWords(
  message: Uint8Array,
  { account, keyIndex, key, firstUse }: TransactionSigner,
): Promise<Witness> {
  const signature = await key.sign('consent', message);
  return { account, keyIndex, signature, publicKey: firstUse ? key.publicKey : null };
}

/**
 * Gives a consent that enough have signed; the answer says where the browser of the owner goes.
 *
 * @example
 * const request = await getConsentRequest(transport, 'urn:ietf:params:oauth:request_uri:…');
 * const consent = consentTo(request, from, null);
 * await grantConsent(transport, { consent, witnesses: [await signConsent(consent, signerOf(account, key))] });
 */
export function grantConsent(
  transport: HttpTransport,
  signed: SignedConsent,
): Promise<AnswerOf<typeof endpoints.grantConsent>> {
  return call(transport, endpoints.grantConsent, { body: signed });
}

/**
 * Whether an address leads where the client waits, as the request names it, and says that this server answers (RFC 9207). A
 * browser is sent nowhere else.
 *
 * @example
 * const request = await getConsentRequest(transport, 'urn:ietf:params:oauth:request_uri:…');
 * const { redirect } = await refuseConsent(transport, request.request);
 * if (!leadsBack(redirect, request)) throw new Error('the server leads elsewhere');
 */
export function leadsBack(
  redirect: string,
  { redirectUri, issuer }: Pick<ConsentRequest, 'redirectUri' | 'issuer'>,
): boolean {
  if (!URL.canParse(redirect)) return false;
  const [there, named] = [new URL(redirect), new URL(redirectUri)];
  const parts = [...named.searchParams];
  return (
    there.origin === named.origin &&
    there.pathname === named.pathname &&
    there.username === '' &&
    there.password === '' &&
    parts.every(([name, value]) => there.searchParams.getAll(name).includes(value)) &&
    there.searchParams.get('iss') === issuer
  );
}

/**
 * Gives none.
 *
 * @example
 * await refuseConsent(transport, 'urn:ietf:params:oauth:request_uri:…');
 */
export function refuseConsent(
  transport: HttpTransport,
  request: string,
): Promise<AnswerOf<typeof endpoints.refuseConsent>> {
  return call(transport, endpoints.refuseConsent, { request });
}

/**
 * Ends a consent and its tokens at once; its mandates are revoked on the chain.
 *
 * @example
 * const revocation = { chainId: genesis.chainId, issuer: url, account: from, consent: hold.id };
 * await revokeConsent(transport, { revocation, witnesses: [await signRevocation(revocation, signerOf(account, key))] });
 */
export function revokeConsent(
  transport: HttpTransport,
  signed: SignedRevocation,
): Promise<AnswerOf<typeof endpoints.revokeConsent>> {
  return call(transport, endpoints.revokeConsent, { body: signed });
}

/**
 * The consents of an account, and who acted by them when, as the node reports it.
 *
 * @example
 * const { consents } = await getConsents(transport, from);
 */
export function getConsents(
  transport: HttpTransport,
  address: Address,
): Promise<AnswerOf<typeof endpoints.getConsents>> {
  return call(transport, endpoints.getConsents, { address });
}
