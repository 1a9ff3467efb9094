/** Consents on a real node: a client asks, an owner signs, the client acts within it, and not beyond. */
import { accessFolder, auditFolder, readAudit } from '@trellis/api/access';
import {
  buildTransaction,
  consentMandates,
  consentTo,
  getAccount,
  getConsentRequest,
  getConsents,
  getStatus,
  grantConsent,
  type HttpTransport,
  httpTransport,
  payUnderMandate,
  refuseConsent,
  revokeConsent,
  signConsent,
  signerOf,
  signRevocation,
  signTransaction,
  submitAndWait,
} from '@trellis/client';
import { type Address, createProvider, formatAddress, type Hash } from '@trellis/crypto';
import { buildPage } from '@trellis/explorer/build';
import { openTestKey } from '@trellis/keystore';
import {
  type AssetCode,
  encode,
  mandateId,
  type Operation,
  signedTransactionCodec,
  transactionId,
} from '@trellis/protocol';
import { type AuthorizationDetails, type Consent, consentId } from '@trellis/protocol/http-api';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reachNewest } from '../upgrade/reach-newest.ts';
import {
  callWith,
  dpopOf,
  endToken,
  introspect,
  makeClient,
  makeProof,
  type Pushed,
  push,
  redeem,
  redirectUri,
  refresh,
  type TestClient,
  visit,
} from './consent-client.ts';
import { type GuardedNode, startGuardedNode } from './node.ts';

const euro = 'EUR' as AssetCode;
const provider = createProvider('native');
const day = 86_400_000;

let node: GuardedNode;
let shop: TestClient;
let anyone: HttpTransport;
beforeAll(async () => {
  node = await startGuardedNode();
  shop = await makeClient(server(), node.operator);
  const { secret } = await node.makeKey({ scopes: ['read', 'submit'] });
  anyone = httpTransport({ url: node.url, credential: secret });
  // Mandates begin with version 2.
  await reachNewest(await node.light(anyone), await openTestKey(node.home, 'operator1', provider));
});
afterAll(() => node?.remove());

const server = () => ({ url: node.url, data: node.config.data });
const inDays = (days: number): bigint => BigInt(Date.now() + days * day);
const toSee = (): AuthorizationDetails => [{ type: 'account_information', until: inDays(1) }];
const toPay = (amount = 500n): AuthorizationDetails => [
  {
    type: 'payment_initiation',
    ...{ payee: node.operator, asset: euro, amount, until: inDays(1) },
  },
];

async function signer(account: Address, name: string) {
  const key = await openTestKey(node.home, name, provider);
  return signerOf(await getAccount(await node.light(anyone), account), key);
}

const owner = () => signer(node.treasury, 'treasury');

async function transactionOf(account: Address, name: string, operations: readonly Operation[]) {
  const { chainId, head } = await getStatus(anyone);
  const { value } = await getAccount(await node.light(anyone), account);
  const transaction = buildTransaction({
    chainId,
    sender: account,
    sequence: (value?.sequence ?? 0n) + 1n,
    validUntil: head.height + 90n,
    operations,
  });
  return signTransaction(transaction, [await signer(account, name)]);
}

/** What the owner signs, with the mandates on the chain already. */
async function consentOf({ request }: Pick<Pushed, 'request'>): Promise<Consent> {
  const asked = await getConsentRequest(anyone, request);
  const operations = consentMandates(asked, node.treasury);
  if (operations.length === 0) return consentTo(asked, node.treasury, null);
  const signed = await transactionOf(node.treasury, 'treasury', operations);
  await submitAndWait(await node.light(anyone), signed);
  return consentTo(asked, node.treasury, transactionId(signed.transaction));
}

async function grant(pushed: Pushed, change: Partial<Consent> = {}) {
  const consent = { ...(await consentOf(pushed)), ...change };
  return grantConsent(anyone, { consent, witnesses: [await signConsent(consent, await owner())] });
}

/** All of it: asked, granted, redeemed. */
async function granted(details: AuthorizationDetails, by = shop) {
  const pushed = await push(by, details);
  await visit(by, pushed.requestUri);
  const { redirect, consent } = await grant(pushed);
  const token = await redeem(by, redirect, pushed);
  return { token: token.access_token, refreshed: token.refresh_token ?? '', consent, all: token };
}

const accountUrl = (address: Address): string =>
  `${node.url}/v1/accounts/${formatAddress(address)}`;

async function revoke(consent: Hash | null) {
  const { chainId } = await getStatus(anyone);
  if (consent === null) throw new Error('no consent');
  const revocation = { chainId, issuer: node.url, account: node.treasury, consent };
  const witnesses = [await signRevocation(revocation, await owner())];
  return revokeConsent(anyone, { revocation, witnesses });
}

/** Of the entries that are meant, what happened and by whom. */
async function auditOf(
  isMeant: (entry: { readonly what: unknown; readonly outcome: unknown }) => boolean,
): Promise<readonly string[]> {
  const events: string[] = [];
  for await (const { entry } of readAudit(auditFolder(accessFolder(node.config.data)), 0n)) {
    if (isMeant(entry)) events.push(`${String(entry.event)} ${String(entry.who)}`);
  }
  return events;
}

describe('a consent to see an account', () => {
  it('goes from the client by the owner back to the client, and opens this account alone', async () => {
    const pushed = await push(shop, toSee());
    const { status, location } = await visit(shop, pushed.requestUri);
    expect({ status, location }).toEqual({
      status: 303,
      location: `/explorer/consent/${pushed.request}`,
    });
    const { redirect, consent } = await grant(pushed);
    const answer = new URL(redirect);
    expect(answer.origin + answer.pathname).toBe(redirectUri);
    expect(answer.searchParams.get('iss')).toBe(node.url);
    const tokens = await redeem(shop, redirect, pushed);
    expect(tokens).toMatchObject({ token_type: 'dpop', scope: 'read' });
    expect(tokens.authorization_details).toMatchObject([
      { type: 'account_information', account: formatAddress(node.treasury) },
    ]);
    const { access_token: token } = tokens;
    expect((await callWith(shop, token, accountUrl(node.treasury))).status).toBe(200);
    const consents = await callWith(shop, token, `${accountUrl(node.treasury)}/consents`);
    expect(consents).toMatchObject({ status: 403, code: 'account_not_permitted' });
    const submitted = await callWith(shop, token, `${node.url}/v1/transactions`, {
      method: 'POST',
      body: new Uint8Array(9),
    });
    expect(submitted).toMatchObject({ status: 403, code: 'insufficient_scope' });
    expect(await introspect(shop, token)).toMatchObject({ active: true, consent });
  });

  it('is told to its owner, with who acted when, and is in the audit log', async () => {
    const { token, consent } = await granted(toSee());
    await callWith(shop, token, accountUrl(node.treasury));
    await callWith(shop, token, accountUrl(node.treasury));
    const { consents } = await getConsents(anyone, node.treasury);
    const [view] = consents.filter(({ id }) => id === consent);
    expect(view).toMatchObject({ state: 'active', client: { name: 'Shop' } });
    expect(view?.uses).toMatchObject([
      { what: `GET /v1/accounts/${formatAddress(node.treasury)}`, address: '127.0.0.1', count: 2 },
    ]);
    const { id } = shop.registered;
    expect(await auditOf(({ outcome }) => outcome === consent)).toEqual([
      ...[`consent_granted ${id}`, `token_issued ${id}`],
      ...[`consent_used ${id}`, `consent_used ${id}`],
    ]);
  });

  it('ends with the signature of its owner, at once, and with it its tokens', async () => {
    const { token, refreshed, consent } = await granted(toSee());
    expect((await revoke(consent)).consent.state).toBe('revoked');
    expect(await callWith(shop, token, accountUrl(node.treasury))).toMatchObject({
      status: 401,
      code: 'credential_revoked',
    });
    await expect(refresh(shop, refreshed)).rejects.toMatchObject({ error: 'invalid_grant' });
    expect(await introspect(shop, token)).toEqual({ active: false });
  });

  it('is given up by its client', async () => {
    const { token, refreshed } = await granted(toSee());
    await endToken(shop, refreshed);
    expect((await callWith(shop, token, accountUrl(node.treasury))).status).toBe(401);
  });

  it('goes back with the longest state that there is', async () => {
    const state = '/'.repeat(512);
    const { redirect } = await grant(await push(shop, toSee(), { state }));
    expect(new URL(redirect).searchParams.get('state')).toBe(state);
  });

  it('is refused by whoever likes, and is then over', async () => {
    const pushed = await push(shop, toSee());
    const { redirect } = await refuseConsent(anyone, pushed.request);
    expect(new URL(redirect).searchParams.get('error')).toBe('access_denied');
    await expect(grant(pushed)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('survives a restart: the refresh token still works, the code is still used', async () => {
    const pushed = await push(shop, toSee());
    const { redirect } = await grant(pushed);
    const { refresh_token: kept = '' } = await redeem(shop, redirect, pushed);
    const waiting = await push(shop, toSee());
    node = await node.restart();
    await expect(redeem(shop, redirect, pushed)).rejects.toMatchObject({ error: 'invalid_grant' });
    const { access_token: token } = await refresh(shop, kept);
    expect((await callWith(shop, token, accountUrl(node.treasury))).status).toBe(200);
    expect((await grant(waiting)).consent).not.toBeNull();
  });
});

describe('a consent to pay', () => {
  it('pays exactly this, once, under a mandate on the chain', async () => {
    const { token, all, consent } = await granted(toPay(500n));
    const [detail] = all.authorization_details ?? [];
    const mandate = String(detail?.mandate) as Hash;
    const pay = async (amount: bigint) => {
      const named = { id: mandate, mandate: { owner: node.treasury, asset: euro } };
      const operation = payUnderMandate(node.operator, named, { to: node.operator, amount });
      const signed = await transactionOf(node.operator, 'operator1', [operation]);
      const body = new Uint8Array(encode(signedTransactionCodec, signed));
      const url = `${node.url}/v1/transactions?wait=20000`;
      return callWith(shop, token, url, { method: 'POST', body });
    };
    expect(await pay(499n)).toMatchObject({ status: 403, code: 'account_not_permitted' });
    const statusOf = async (amount: bigint) => (await pay(amount)).body.final.receipt.status;
    expect(await statusOf(500n)).toBe('success');
    // The node lets it through; the chain does not.
    expect(await statusOf(500n)).toMatch(/^mandate_/);
    const { consents } = await getConsents(anyone, node.treasury);
    const view = consents.find(({ id }) => id === consent);
    expect(view?.mandates).toEqual([mandate]);
    expect(view?.uses[0]).toMatchObject({ what: 'POST /v1/transactions' });
  });

  it('needs mandates of exactly its limits, unused, and of no other consent', async () => {
    const pushed = await push(shop, toPay(700n));
    const asked = await getConsentRequest(anyone, pushed.request);
    const wider = consentMandates({ ...asked, details: toPay(701n) }, node.treasury);
    const signed = await transactionOf(node.treasury, 'treasury', wider);
    await submitAndWait(await node.light(anyone), signed);
    const mandateTransaction = transactionId(signed.transaction);
    await expect(grant(pushed, { mandateTransaction })).rejects.toMatchObject({
      code: 'mandate_differs',
    });
    await expect(grant(pushed, { mandateTransaction: null })).rejects.toMatchObject({
      code: 'mandate_differs',
    });
    const consent = await consentOf(pushed);
    const witnesses = [await signConsent(consent, await owner())];
    expect((await grantConsent(anyone, { consent, witnesses })).consent).not.toBeNull();
    const again = await push(shop, asked.details);
    const reused = { ...consent, request: again.request };
    const second = { consent: reused, witnesses: [await signConsent(reused, await owner())] };
    await expect(grantConsent(anyone, second)).rejects.toMatchObject({ code: 'conflict' });
    // The audit log does not leave it at what was written before it was tried.
    const what = `consent ${consentId(reused)}`;
    await expect
      .poll(() => auditOf((entry) => entry.what === what && entry.outcome === 'mandate_taken'))
      .toEqual([`call_failed ${shop.registered.id}`]);
    expect(mandateId(consent.mandateTransaction ?? mandateTransaction, 0)).toMatch(
      /^[0-9a-f]{64}$/,
    );
  });

  it('is not taken from a client without an account', async () => {
    const poor = await makeClient(server(), null);
    await expect(push(poor, toPay())).rejects.toMatchObject({
      error: 'invalid_authorization_details',
    });
  });
});

describe('the server can invent no consent', () => {
  it('as one is refused whose details, client, account, request or place differ from what was signed', async () => {
    const pushed = await push(shop, toSee());
    const consent = await consentOf(pushed);
    const witnesses = [await signConsent(consent, await owner())];
    const other = (await makeClient(server(), null)).registered;
    const changes: readonly Partial<Consent>[] = [
      { details: [{ type: 'account_information', until: inDays(300) }] },
      { client: { id: other.id, name: other.name, account: other.account } },
      { account: node.operator },
      { redirectUri: 'https://evil.example/back' },
      { issuer: 'https://evil.example' },
      { request: 'A'.repeat(43) },
      { mandateTransaction: 'a'.repeat(64) as Hash },
    ];
    for (const change of changes) {
      const sent = grantConsent(anyone, { consent: { ...consent, ...change }, witnesses });
      await expect(sent, JSON.stringify(Object.keys(change))).rejects.toMatchObject({
        code: expect.stringMatching(/^(consent_not_signed|not_found)$/),
      });
    }
    expect((await grantConsent(anyone, { consent, witnesses })).consent).not.toBeNull();
  });

  it('as only keys of the account count, for their own purpose', async () => {
    const pushed = await push(shop, toSee());
    const consent = await consentOf(pushed);
    const stranger = await signer(node.operator, 'operator1');
    const mine = await signConsent(consent, await owner());
    const theirs = await signConsent(consent, { ...stranger, account: node.treasury });
    const { chainId } = consent;
    const ending = {
      chainId,
      issuer: node.url,
      account: node.treasury,
      consent: 'a'.repeat(64) as Hash,
    };
    const otherPurpose = await signRevocation(ending, await owner());
    for (const witnesses of [[], [theirs], [mine, theirs], [otherPurpose], [mine, mine]]) {
      await expect(grantConsent(anyone, { consent, witnesses })).rejects.toMatchObject({
        code: 'consent_not_signed',
      });
    }
  });
});

describe('whoever attacks the flow', () => {
  it('redeems no code twice, also when both come at once', async () => {
    const pushed = await push(shop, toSee());
    const { redirect } = await grant(pushed);
    const tries = await Promise.allSettled(
      Array.from({ length: 6 }, () => redeem(shop, redirect, pushed)),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('gets two refreshes at once, as the token is not rotated', async () => {
    const { refreshed } = await granted(toSee());
    const both = await Promise.all([refresh(shop, refreshed), refresh(shop, refreshed)]);
    for (const { access_token: token } of both) {
      expect((await callWith(shop, token, accountUrl(node.treasury))).status).toBe(200);
    }
  });

  it('gets nothing with another key, verifier or client', async () => {
    const pushed = await push(shop, toSee());
    const { redirect } = await grant(pushed);
    const thief = await dpopOf(shop.client);
    const wrong = { error: 'invalid_grant' };
    await expect(redeem(shop, redirect, pushed, thief)).rejects.toMatchObject(wrong);
    const verifier = 'x'.repeat(43);
    await expect(redeem(shop, redirect, { ...pushed, verifier })).rejects.toMatchObject(wrong);
    const other = await makeClient(server(), null);
    await expect(redeem(other, redirect, pushed)).rejects.toMatchObject(wrong);
    // None of these used the code up.
    const { access_token: token, refresh_token: kept = '' } = await redeem(shop, redirect, pushed);
    await expect(refresh(shop, kept, thief)).rejects.toMatchObject(wrong);
    await expect(refresh(other, kept)).rejects.toMatchObject(wrong);
    const stolen = await callWith(shop, token, accountUrl(node.treasury), { dpop: thief });
    expect(stolen).toMatchObject({ status: 401, code: 'invalid_dpop_proof' });
    const bearer = { headers: { authorization: `Bearer ${token}` } };
    const plain = await fetch(accountUrl(node.treasury), bearer);
    expect(plain.status).toBe(401);
    expect(await introspect(other, token)).toEqual({ active: false });
  });

  it('downgrades no PKCE, and has no say in where the browser goes', async () => {
    const invalid = { error: 'invalid_request' };
    for (const changes of [
      { code_challenge_method: 'plain' },
      { code_challenge_method: '' },
      { code_challenge: '' },
      // What the browser could not bring back whole would leave a consent without its code.
      { state: '€'.repeat(341) },
      { state: 'a'.repeat(513) },
      ...[
        `${redirectUri}/`,
        `${redirectUri}?a=b`,
        'https://shop.example.evil.example/back',
        'https://shop.example/back/../evil',
        'HTTPS://shop.example/back',
        'https://evil.example',
      ].map((redirect_uri) => ({ redirect_uri })),
    ]) {
      await expect(push(shop, toSee(), changes), JSON.stringify(changes)).rejects.toMatchObject(
        invalid,
      );
    }
    const details = JSON.stringify([{ type: 'account_information', until: 'x' }]);
    await expect(push(shop, toSee(), { authorization_details: details })).rejects.toMatchObject({
      error: 'invalid_authorization_details',
    });
    const strange = `${node.url}/oauth/authorize?client_id=${shop.registered.id}`;
    for (const query of [
      `&request_uri=${encodeURIComponent('https://evil.example')}`,
      '&request_uri=urn:ietf:params:oauth:request_uri:AAAAAAAA',
      '',
    ]) {
      const answer = await fetch(`${strange}${query}`, { redirect: 'manual' });
      expect(answer.status).toBe(404);
    }
    const other = await makeClient(server(), null);
    const { requestUri } = await push(shop, toSee());
    expect(await visit(other, requestUri)).toMatchObject({ status: 404 });
  });
});

describe('an API key that is bound to a key', () => {
  it('is worth nothing without it, and gives tokens that are bound as well', async () => {
    const pair = await generateKeyPair('ES256');
    const boundTo = await calculateJwkThumbprint(await exportJWK(pair.publicKey));
    const { id, secret } = await node.makeKey({ boundTo });
    const url = accountUrl(node.treasury);
    const get = async (headers: Readonly<Record<string, string>>) => {
      const answer = await fetch(url, { headers });
      return { status: answer.status, code: (await answer.json()).code };
    };
    const refusal = { status: 401, code: 'invalid_dpop_proof' };
    expect(await get({ authorization: `Bearer ${secret}` })).toEqual(refusal);
    expect(await get({ authorization: `DPoP ${secret}` })).toEqual(refusal);
    const proof = await makeProof(pair, { htm: 'GET', htu: url, credential: secret });
    const authorization = `DPoP ${secret}`;
    expect((await get({ authorization, dpop: proof })).status).toBe(200);
    expect(await get({ authorization, dpop: proof })).toEqual(refusal);
    const other = await generateKeyPair('ES256');
    const foreign = await makeProof(other, { htm: 'GET', htu: url, credential: secret });
    expect(await get({ authorization, dpop: foreign })).toEqual(refusal);

    const tokenUrl = `${node.url}/oauth/token`;
    const ask = (headers: Readonly<Record<string, string>>) =>
      fetch(tokenUrl, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}`, ...headers },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
    expect((await ask({})).status).toBe(401);
    const answer = await ask({ dpop: await makeProof(pair, { htm: 'POST', htu: tokenUrl }) });
    const { access_token: token, token_type: type } = await answer.json();
    expect(type).toBe('DPoP');
    expect(await get({ authorization: `Bearer ${token}` })).toEqual(refusal);
    const own = await makeProof(pair, { htm: 'GET', htu: url, credential: token });
    expect((await get({ authorization: `DPoP ${token}`, dpop: own })).status).toBe(200);
  });
});

describe('the page of a consent', () => {
  beforeAll(() => buildPage());

  it('is shown in no frame', async () => {
    const { requestUri } = await push(shop, toSee());
    const { location } = await visit(shop, requestUri);
    const page = await fetch(new URL(location ?? '', node.url));
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });
});
