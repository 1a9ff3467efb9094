/** What a key that is limited to some accounts sees and does. */
import {
  buildTransaction,
  followEvents,
  getAccount,
  getBalance,
  getReportedTransaction,
  getStatus,
  httpTransport,
  signTransaction,
  simulate,
  submit,
  submitAndWait,
  transfer,
} from '@trellis/client';
import { type Address, createProvider, formatAddress } from '@trellis/crypto';
import { openTestKey } from '@trellis/keystore';
import { type AssetCode, encode, signedTransactionCodec, transactionId } from '@trellis/protocol';
import { batchRequestCodec, type Scope } from '@trellis/protocol/http-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from './node.ts';

const euro = 'EUR' as AssetCode;
const all: readonly Scope[] = ['read', 'submit', 'events'];
const provider = createProvider('native');

let node: GuardedNode;
beforeAll(async () => {
  node = await startGuardedNode();
});
afterAll(() => node?.remove());

async function transportOf(accounts: readonly Address[] | null, scopes = all) {
  return transportWith((await node.makeKey({ scopes, accounts })).secret);
}

function transportWith(secret: string) {
  /** The platform's `fetch`, with the same credential. */
  const raw = (url: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${secret}`);
    return fetch(url, { ...init, headers });
  };
  return { ...httpTransport({ url: node.url, credential: secret }), raw };
}

const openKey = (name: string) => openTestKey(node.home, name, provider);

const lightOf = async (accounts: readonly Address[] | null) =>
  node.light(await transportOf(accounts));

/** A payment of the treasury's, signed. */
async function payment(to: Address, amount: bigint) {
  const anyone = await transportOf(null);
  const { chainId, head } = await getStatus(anyone);
  const { value: account } = await getAccount(await node.light(anyone), node.treasury);
  const transaction = buildTransaction({
    chainId,
    sender: node.treasury,
    sequence: (account?.sequence ?? 0n) + 1n,
    validUntil: head.height + 50n,
    operations: [transfer({ from: node.treasury, to, asset: euro, amount })],
  });
  const key = await openKey('treasury');
  return signTransaction(transaction, [
    { account: node.treasury, keyIndex: 0, key, firstUse: false },
  ]);
}

const notPermitted = { code: 'account_not_permitted', status: 403 };

describe('a key that is limited to an account', () => {
  it('reads that account, and no other', async () => {
    const light = await lightOf([node.operator]);
    expect((await getBalance(light, node.operator, euro)).value).toBe(0n);
    await expect(getBalance(light, node.treasury, euro)).rejects.toMatchObject(notPermitted);
  });

  it('submits what its account signs for, one by one and in batches', async () => {
    const signed = await payment(node.operator, 1n);
    const other = await transportOf([node.operator]);
    await expect(submit(other, signed)).rejects.toMatchObject(notPermitted);
    const body = encode(batchRequestCodec, [encode(signedTransactionCodec, signed)]);
    const answer = await other.raw(`${node.url}/v1/transactions/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array(body),
    });
    expect(await answer.json()).toEqual({
      results: [{ transactionId: null, refusal: 'account_not_permitted' }],
    });
    const { receipt } = await submitAndWait(await lightOf([node.treasury]), signed);
    expect(receipt.status).toBe('success');
    // Sent again after it became final, it is no way to see what it may not.
    await expect(submit(other, signed)).rejects.toMatchObject(notPermitted);
  });

  it('tries out what its account signs for, and sees its own balance of it', async () => {
    const signed = await payment(node.operator, 1n);
    const own = await transportOf([node.treasury]);
    const tried = await simulate(own, signed);
    expect(tried.receipt?.status).toBe('success');
    expect(tried.balances.map(({ account }) => account)).toEqual([node.treasury]);
    await expect(simulate(await transportOf([node.operator]), signed)).rejects.toMatchObject(
      notPermitted,
    );
    const everybody = await simulate(await transportOf(null), signed);
    expect(everybody.balances).toHaveLength(2);
  });

  it('sees the transactions that concern its account', async () => {
    const { transactionId } = await submitAndWait(
      await lightOf([node.treasury]),
      await payment(node.treasury, 2n),
    );
    const payee = await transportOf([node.operator]);
    await expect(getReportedTransaction(payee, transactionId)).rejects.toMatchObject(notPermitted);
    const paid = await submitAndWait(
      await lightOf([node.treasury]),
      await payment(node.operator, 2n),
    );
    expect((await getReportedTransaction(payee, paid.transactionId)).final?.height).toBe(
      paid.height,
    );
    const kept = await payee.raw(`${node.url}/v1/transactions/${paid.transactionId}`, {});
    expect(kept.headers.get('cache-control')).toMatch(/^private, /);
  });

  it('does not see one of others by waiting for it before it is there', async () => {
    const signed = await payment(node.treasury, 4n);
    const id = transactionId(signed.transaction);
    const payee = await transportOf([node.operator]);
    const waiting = payee.raw(`${node.url}/v1/transactions/${id}?wait=20000`, {});
    await getStatus(payee);
    await submitAndWait(await lightOf([node.treasury]), signed);
    expect((await waiting).status).toBe(403);
  });

  it('follows its account, and not the whole chain', async () => {
    const transport = await transportOf([node.operator]);
    const whole = followEvents(transport, AbortSignal.timeout(5_000));
    await expect(whole.next()).rejects.toMatchObject(notPermitted);
    const others = await transport.raw(
      `${node.url}/v1/events?account=${formatAddress(node.treasury)}`,
    );
    expect(others.status).toBe(403);
  });
});

describe('the events of one account', () => {
  it('are its transactions alone, and resume by the heights of all blocks', async () => {
    const transport = await transportOf([node.operator]);
    const sender = await lightOf([node.treasury]);
    const url = `${node.url}/v1/events?account=${formatAddress(node.operator)}`;
    const before = (await getStatus(transport)).head.height;
    const own = await submitAndWait(sender, await payment(node.treasury, 3n));
    const paid = await submitAndWait(sender, await payment(node.operator, 3n));
    const response = await transport.raw(url, { headers: { 'last-event-id': `${before}` } });
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      if (text.includes(paid.transactionId)) break;
    }
    expect(text).not.toContain(own.transactionId);
    expect(text).not.toContain('event: block');
    expect(text).toContain(`id: ${own.height}\n\n`);
    expect(text).toContain(`id: ${paid.height}\nevent: transaction\n`);
  });

  it('end when the key is revoked', async () => {
    const { id, secret } = await node.makeKey({ scopes: ['events'] });
    const transport = transportWith(secret);
    const response = await transport.raw(`${node.url}/v1/events`);
    await node.revoke(id);
    let text = '';
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk as Uint8Array);
    expect(text).toContain('the credential is no longer valid');
  });

  it('are at most so many at once', async () => {
    const { secret } = await node.makeKey({ scopes: ['events'] });
    const transport = transportWith(secret);
    const most = node.config.http.limits.streamsPerCaller;
    const stop = new AbortController();
    // The answers are kept: fetch ends the stream of one that is garbage-collected, and makes room.
    const answers: Response[] = [];
    for (let count = 0; count <= most; count += 1) {
      answers.push(await transport.raw(`${node.url}/v1/events`, { signal: stop.signal }));
    }
    const statuses = answers.map((answer) => answer.status);
    stop.abort();
    expect(statuses).toEqual([...Array<number>(most).fill(200), 429]);
  });
});

describe('submitting', () => {
  it('is answered with where the answer is, and not with what caches could keep', async () => {
    const transport = await transportOf(null);
    const signed = await payment(node.operator, 5n);
    const hand = (headers: Record<string, string>) =>
      transport.raw(`${node.url}/v1/transactions`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream', ...headers },
        body: new Uint8Array(encode(signedTransactionCodec, signed)),
      });
    const path = `/v1/transactions/${transactionId(signed.transaction)}`;
    const taken = await hand({});
    expect([taken.status, taken.headers.get('location')]).toEqual([202, path]);
    const waited = await hand({ prefer: 'wait=20' });
    const { final } = JSON.parse(await waited.text());
    expect([waited.status, final.receipt.status]).toEqual([200, 'success']);
    // Again after it is final: the same receipt, whatever the caller thinks to have already.
    const again = await hand({ 'if-none-match': '*' });
    expect([again.status, again.headers.get('location')]).toEqual([200, path]);
    expect(again.headers.get('cache-control')).toBe('no-store');
    expect(again.headers.get('etag')).toBeNull();
    expect(JSON.parse(await again.text()).final).toEqual(final);
    const kept = await transport.raw(`${node.url}${path}`, {});
    const tag = { 'if-none-match': kept.headers.get('etag') ?? '' };
    expect((await transport.raw(`${node.url}${path}`, { headers: tag })).status).toBe(304);
  });
});

describe('lists', () => {
  it('come in pages that name where the next one begins', async () => {
    const transport = await transportOf(null);
    const get = async (path: string) => (await transport.raw(`${node.url}${path}`)).json();
    const first = await get('/v1/assets?limit=1');
    expect(first.assets.map(({ asset }: { asset: string }) => asset)).toEqual(['EUR']);
    expect(first.next).toBe('EUR');
    const second = await get('/v1/assets?limit=1&after=EUR');
    expect(second.assets.map(({ asset }: { asset: string }) => asset)).toEqual(['USD']);
    expect(second.next).toBeNull();
    expect(await get('/v1/assets?after=USD')).toEqual({ assets: [], next: null });
    expect((await get('/v1/nodes?after=node0')).nodes).toHaveLength(1);
    expect((await get('/v1/nodes?after=node1')).nodes).toHaveLength(0);
    expect(await get('/v1/proposals?before=1')).toMatchObject({ proposals: [], next: null });
    for (const path of ['/v1/assets?limit=0', '/v1/assets?limit=1001', '/v1/nodes?after=%2e%2e']) {
      expect((await get(path)).code).toBe('bad_parameter');
    }
  });
});
