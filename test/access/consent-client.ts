/** A client that asks owners for consents, made of a library that knows nothing of this project. */
import { hash, randomUUID } from 'node:crypto';
import { accessFolder, openConsentRegister, type RegisteredClient } from '@trellis/api/access';
import type { Address } from '@trellis/crypto';
import type { AuthorizationDetails } from '@trellis/protocol/http-api';
import { authorizationDetailsCodec } from '@trellis/protocol/http-api';
import { exportJWK, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';

export const redirectUri = 'https://shop.example/back';

const insecure = { [oauth.allowInsecureRequests]: true };

export interface TestClient {
  readonly registered: RegisteredClient;
  readonly server: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly keys: oauth.CryptoKeyPair;
  readonly dpop: oauth.DPoPHandle;
}

/** A node, and where its files are. */
export interface Server {
  readonly url: string;
  readonly data: string;
}

export async function makeClient(
  { url, data }: Server,
  account: Address | null,
  algorithm: 'ES256' | 'ML-DSA-65' = 'ES256',
  name = 'Shop',
  redirectUris: readonly string[] = [redirectUri],
): Promise<TestClient> {
  const keys = await oauth.generateKeyPair(algorithm, { extractable: true });
  const register = await openConsentRegister(accessFolder(data));
  const plan = { name, account, redirectUris };
  const registered = await register.add(plan, await exportJWK(keys.publicKey));
  register.close();
  const issuer = new URL(url);
  const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure });
  const server = await oauth.processDiscoveryResponse(issuer, found);
  const client = { client_id: registered.id };
  const dpop = await dpopOf(client);
  return { registered, server, client, keys, dpop };
}

export async function dpopOf(client: oauth.Client): Promise<oauth.DPoPHandle> {
  return oauth.DPoP(client, await oauth.generateKeyPair('ES256'));
}

const proofOf = ({ keys }: TestClient) => oauth.PrivateKeyJwt(keys.privateKey);

export interface Pushed {
  readonly request: string;
  readonly requestUri: string;
  readonly verifier: string;
  readonly state: string;
}

/** Pushes a request, with these fields of it changed; throws the error of the server. */
export async function push(
  shop: TestClient,
  details: AuthorizationDetails,
  changes: Readonly<Record<string, string>> = {},
): Promise<Pushed> {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const parameters = {
    response_type: 'code',
    redirect_uri: redirectUri,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    authorization_details: JSON.stringify(authorizationDetailsCodec.toJson(details)),
    state,
    ...changes,
  };
  const { server, client, dpop } = shop;
  const options = { DPoP: dpop, ...insecure };
  const answer = await oauth.pushedAuthorizationRequest(
    server,
    client,
    proofOf(shop),
    parameters,
    options,
  );
  const pushed = await oauth.processPushedAuthorizationResponse(server, client, answer);
  const request = pushed.request_uri.split(':').at(-1) ?? '';
  return { request, requestUri: pushed.request_uri, verifier, state };
}

/** Where the browser of the owner is led by the authorization endpoint. */
export async function visit({ server, client }: TestClient, requestUri: string) {
  const url = new URL(server.authorization_endpoint ?? '');
  url.searchParams.set('client_id', client.client_id);
  url.searchParams.set('request_uri', requestUri);
  const { status, headers } = await fetch(url, { redirect: 'manual' });
  return { status, location: headers.get('location') };
}

/** Redeems the code that the browser brought back; throws the error of the server. */
export async function redeem(
  shop: TestClient,
  redirect: string,
  { verifier, state }: Pick<Pushed, 'verifier' | 'state'>,
  dpop = shop.dpop,
) {
  const { server, client } = shop;
  const answer = oauth.validateAuthResponse(server, client, new URL(redirect), state);
  const response = await oauth.authorizationCodeGrantRequest(
    ...([server, client, proofOf(shop), answer, redirectUri, verifier] as const),
    { DPoP: dpop, ...insecure },
  );
  return oauth.processAuthorizationCodeResponse(server, client, response);
}

export async function refresh(shop: TestClient, token: string, dpop = shop.dpop) {
  const { server, client } = shop;
  const options = { DPoP: dpop, ...insecure };
  const answer = await oauth.refreshTokenGrantRequest(
    ...([server, client, proofOf(shop), token] as const),
    options,
  );
  return oauth.processRefreshTokenResponse(server, client, answer);
}

/** A call with a token and the proof of its key: the status and the code of the problem. */
export async function callWith(
  shop: TestClient,
  token: string,
  url: string,
  { method = 'GET', body, dpop = shop.dpop }: Partial<CallOptions> = {},
) {
  const headers = new Headers(body && { 'content-type': 'application/octet-stream' });
  const options = { DPoP: dpop, ...insecure };
  const answer = await oauth
    .protectedResourceRequest(token, method, new URL(url), headers, body ?? null, options)
    .catch((error: unknown) => {
      if (error instanceof oauth.WWWAuthenticateChallengeError) return error.response;
      throw error;
    });
  const read = await answer.json().catch(() => ({}));
  return { status: answer.status, code: read.code, body: read };
}

interface CallOptions {
  readonly method: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly dpop: oauth.DPoPHandle;
}

export async function endToken(shop: TestClient, token: string): Promise<void> {
  const { server, client } = shop;
  const answer = await oauth.revocationRequest(server, client, proofOf(shop), token, insecure);
  await oauth.processRevocationResponse(answer);
}

export async function introspect(shop: TestClient, token: string) {
  const { server, client } = shop;
  const answer = await oauth.introspectionRequest(server, client, proofOf(shop), token, insecure);
  return oauth.processIntrospectionResponse(server, client, answer);
}

/** A proof made by hand (RFC 9449 §4.2), so that wrong ones can be made as well. */
export async function makeProof(
  { publicKey, privateKey }: oauth.CryptoKeyPair,
  {
    credential,
    ...claims
  }: { readonly htm: string; readonly htu: string; readonly credential?: string },
): Promise<string> {
  const ath = credential === undefined ? {} : { ath: hash('sha256', credential, 'base64url') };
  return new SignJWT({ ...claims, ...ath, jti: randomUUID() })
    .setIssuedAt()
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(publicKey) })
    .sign(privateKey);
}
