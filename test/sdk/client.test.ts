/** The SDK against a real node: from an amount as people write it to a receipt that is proven. */
import { setTimeout as pause } from 'node:timers/promises';
import {
  ApiProblem,
  type Client,
  call,
  createClient,
  getAccount,
  getBlock,
  getGenesis,
  getStatus,
  httpTransport,
  TransactionFailed,
  transfer,
} from '@trellis/client';
import { createProvider, formatAddress, type SigningKey } from '@trellis/crypto';
import { type AssetCode, genesisHash, toHeight } from '@trellis/protocol';
import { endpoints } from '@trellis/protocol/http-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from '../access/node.ts';
import { treasurySecret } from './treasury.ts';

const euro = 'EUR' as AssetCode;

let node: GuardedNode;
let key: SigningKey;
let client: Client;

beforeAll(async () => {
  node = await startGuardedNode({ anonymous: ['read', 'submit', 'events'] });
  const { scheme, seed } = await treasurySecret(node.home);
  key = createProvider('portable').openKey(scheme, seed);
  const { url } = node;
  const hash = genesisHash(await getGenesis(httpTransport({ url })));
  client = await createClient({ url, key, genesis: hash });
  // Nothing is proven before a block is certified.
  while ((await getStatus(client.transport)).head.height === 0n) await pause(20);
});
afterAll(() => node?.remove());

describe('the client of the SDK', () => {
  it('pays an amount as people write it, and proves the receipt and the balance', async () => {
    const payment = { to: node.operator, asset: euro, amount: '12.50', memo: 'rent' };
    const { id, receipt, final } = await client.pay(payment);
    expect(receipt.status).toBe('success');
    expect(final.signed.transaction.memo).toBe('rent');
    expect((await client.transaction(id)).height).toBe(final.height);
    expect(await client.balanceText(node.operator, euro)).toBe('12.50');
    const text = formatAddress(node.operator);
    expect(await client.balanceText(text, 'EUR')).toBe('12.50');
    expect((await client.balance(text, 'EUR')).value).toBe(1_250n);
    expect((await client.readAccount(text)).value).not.toBeNull();
    expect(client.light.trusted().newest.height).toBeGreaterThanOrEqual(final.height);
  });

  it('refuses an amount that the asset can’t have, before anything is signed', async () => {
    const payment = { to: node.operator, asset: euro, amount: '1.005' };
    await expect(client.pay(payment)).rejects.toMatchObject({ code: 'invalid_transaction' });
  });

  it('refuses an amount that is no text: 1250n is not 1250.00', async () => {
    for (const amount of [1_250n, 12.5, 12, Number.NaN, null, undefined, {}]) {
      const payment = { to: node.operator, asset: euro, amount: amount as string };
      const paid = client.pay(payment);
      await expect(paid, String(amount)).rejects.toMatchObject({ code: 'bad_argument' });
    }
  });

  it('names what is no text, as a program in JavaScript may give it, by a code', async () => {
    const none = undefined as unknown as string;
    const payment = { to: formatAddress(node.operator), asset: 'EUR', amount: '0.01' };
    const calls = {
      to: () => client.pay({ ...payment, to: none }),
      asset: () => client.pay({ ...payment, asset: none }),
      reference: () => client.pay({ ...payment, reference: 18 as unknown as string }),
      wait: () => client.wait(none),
      transaction: () => client.transaction(none),
      balance: () => client.balance(none, 'EUR'),
      account: () => client.readAccount(none),
      history: () => client.history(none, none).next(),
      // The lowest layer: the mistake of a caller is no fault of the node.
      light: () => getAccount(client.light, payment.to as never),
    };
    for (const [name, made] of Object.entries(calls)) {
      await expect(made(), name).rejects.toMatchObject({ code: 'bad_argument' });
    }
    const from = client.account();
    const operations = [transfer({ from, to: payment.to as never, asset: euro, amount: 1n })];
    const sent = client.send({ operations });
    await expect(sent).rejects.toMatchObject({ code: 'invalid_transaction' });
    const unlike = JSON.parse('{ "type": "blocks" }');
    expect(() => client.subscribe(unlike)).toThrow(/expected "signal"/);
  });

  it('sends what is asked for at once one after another', async () => {
    const before = (await client.balance(node.operator, euro)).value;
    const one = { to: node.operator, asset: euro, amount: '0.01' };
    const sent = await Promise.all([client.pay(one), client.pay(one), client.pay(one)]);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(3);
    expect((await client.balance(node.operator, euro)).value).toBe(before + 3n);
  });

  it('submits what was signed as often as one likes, and it is applied once', async () => {
    const before = (await client.balance(node.operator, euro)).value;
    const from = client.account();
    const operations = [transfer({ from, to: node.operator, asset: euro, amount: 7n })];
    const signed = await client.sign({ operations });
    const [first, second] = [await client.submit(signed), await client.submit(signed)];
    expect(second.final).toEqual(first.final);
    expect((await client.balance(node.operator, euro)).value).toBe(before + 7n);
  });

  it('throws what could not be applied, by the ledger’s code and with the proof', async () => {
    const payment = { to: node.operator, asset: euro, amount: '99999999999999.00' };
    const failed = await client.pay(payment).catch((error: unknown) => error);
    if (!(failed instanceof TransactionFailed)) throw new Error(`not a failure: ${failed}`);
    expect(failed.code).toBe('insufficient_funds');
    expect(failed.final.receipt.failedOperation).toBe(0);
  });

  it('tells of blocks as they come', async () => {
    const ended = new AbortController();
    const events = client.subscribe({ type: 'events', signal: ended.signal });
    const first = events.next();
    const [{ value }] = await Promise.all([
      first,
      client.pay({ to: node.operator, asset: euro, amount: '0.01' }),
    ]);
    ended.abort();
    expect(value?.type).toBe('block');
  });

  it('talks to no node of another chain', async () => {
    const hash = 'ab'.repeat(32) as ReturnType<typeof genesisHash>;
    await expect(createClient({ url: node.url, genesis: hash })).rejects.toMatchObject({
      code: 'genesis_not_trusted',
    });
  });

  it('asks for a genesis in words, before a node is asked', async () => {
    for (const genesis of ['', 'ab', 'testnet']) {
      await expect(createClient({ url: 'http://127.0.0.1:9', genesis })).rejects.toMatchObject({
        code: 'bad_genesis',
      });
    }
    // As a program in JavaScript may, which nobody told that it is needed.
    const nothing = JSON.parse('{ "url": "http://127.0.0.1:9" }');
    await expect(createClient(nothing)).rejects.toMatchObject({ code: 'bad_genesis' });
  });

  it('can begin at a header that is trusted, and without a key only reads', async () => {
    const { header } = await client.head();
    const block = await getBlock(client.light, toHeight(header.height));
    const trustedHeader = { height: header.height, blockId: block.blockId };
    const reader = await createClient({ url: node.url, trustedHeader });
    expect((await reader.balance(node.operator, euro)).value).toBeGreaterThan(0n);
    await expect(reader.send({ operations: [] })).rejects.toMatchObject({ code: 'no_key' });
  });
});

describe('the calls of the API by their entries in the table', () => {
  it('are typed by it', async () => {
    const transport = httpTransport({ url: node.url });
    const { assets } = await call(transport, endpoints.getAssets, { limit: 1 });
    const supply: bigint | undefined = assets[0]?.supply;
    expect(supply).toBeGreaterThan(0n);
    const document = await call(transport, endpoints.getOpenApi);
    expect(document).toMatchObject({ openapi: '3.1.0' });
    expect(await call(transport, endpoints.getReference)).toContain('<h1>The HTTP API</h1>');
    expect(await call(transport, endpoints.getReady)).toEqual({ status: 'ready', reasons: [] });
  });

  it('send bodies as they are taken', async () => {
    const { id, secret } = await node.makeKey({ scopes: ['admin'] });
    const admin = httpTransport({ url: node.url, credential: secret });
    const made = await call(admin, endpoints.rotateApiKey, { key: id, body: { overlapHours: 1 } });
    expect(made.key.replaces).toBe(id);
    const { chainId } = await getStatus(client.transport);
    const body = {
      chainId,
      sender: node.operator,
      sequence: 1n,
      validUntil: toHeight(9),
      operations: [transfer({ from: node.operator, to: node.operator, asset: euro, amount: 7n })],
      memo: '',
    };
    const { context } = await call(client.transport, endpoints.encodeTransaction, { body });
    expect(context).toBe('trellis/v1/tx');
  });

  it('throw what the node refuses, and that there is none', async () => {
    const transport = httpTransport({ url: node.url });
    const refused = await call(transport, endpoints.getApiKeys).catch((error) => error);
    expect(refused).toBeInstanceOf(ApiProblem);
    expect(refused.code).toBe('unauthenticated');
    const nobody = httpTransport({ url: 'http://127.0.0.1:9' });
    await expect(call(nobody, endpoints.getStatus)).rejects.toMatchObject({ code: 'unreachable' });
  });
});
