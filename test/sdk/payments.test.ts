/** Payments as people write them, and as a program that is paid is told of them, against a real node. */
import {
  type Client,
  createClient,
  getGenesis,
  httpTransport,
  type Incoming,
  transfer,
} from '@trellis/client';
import { createProvider, formatAddress } from '@trellis/crypto';
import { type AssetCode, genesisHash } from '@trellis/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from '../access/node.ts';
import { treasurySecret } from './treasury.ts';

const anonymous = ['read', 'submit', 'events'] as const;
const reference = 'RF18539007547034';

let node: GuardedNode;
let client: Client;
let shop: string;

beforeAll(async () => {
  node = await startGuardedNode({ anonymous });
  const { url } = node;
  const { scheme, seed } = await treasurySecret(node.home);
  const key = createProvider('native').openKey(scheme, seed);
  client = await createClient({
    url,
    key,
    genesis: genesisHash(await getGenesis(httpTransport({ url }))),
  });
  shop = formatAddress(node.operator);
});
afterAll(() => node?.remove());

/** The next so many, with the signal that ends them. */
async function next(count: number, payments: AsyncGenerator<Incoming>, ended: AbortController) {
  const found: Incoming[] = [];
  for await (const one of payments) {
    found.push(one);
    if (found.length === count) break;
  }
  ended.abort();
  return found;
}

it('pays what is all text, with the reference of an invoice, and is told what it would do before', async () => {
  const move = { from: client.account(), to: node.operator, asset: 'EUR' as AssetCode };
  const simulated = async (amount: bigint) =>
    (await client.simulate({ operations: [transfer({ ...move, amount })] })).receipt?.status;
  expect(await simulated(1_250n)).toBe('success');
  expect(await simulated(10n ** 30n)).toBe('insufficient_funds');
  const { id, final } = await client.pay({
    to: shop,
    asset: 'EUR',
    amount: '12.50',
    reference: 'rf18 5390 0754 7034',
    endToEndId: 'order 7',
  });
  expect(final.signed.transaction.operations).toMatchObject([
    {
      type: 'pay',
      to: node.operator,
      amount: 1_250n,
      remittance: { reference, endToEndId: 'order 7' },
    },
  ]);
  expect((await client.wait(id.toUpperCase())).final.height).toBe(final.height);
});

it.each([
  ['an address with a mistake', { to: 'trellis1qqqq' }, 'unknown_payee'],
  ['neither address nor alias', { to: 'alice' }, 'unknown_payee'],
  ['a name that nobody has', { to: '@nobody' }, 'unknown_payee'],
  ['no code of an asset', { asset: 'euro!' }, 'unknown_asset'],
  ['an asset that there is not', { asset: 'XYZ' }, 'not_found'],
  ['more decimals than the asset has', { amount: '1.005' }, 'invalid_transaction'],
  [
    'a reference whose check digits are wrong',
    { reference: 'RF19539007547034' },
    'invalid_transaction',
  ],
])('refuses %s before anything is signed', async (_, wrong, code) => {
  const payment = { to: shop, asset: 'EUR', amount: '1.00', ...wrong };
  await expect(client.pay(payment)).rejects.toMatchObject({ code });
});

it('tells of payments as they come, and of those that came while nobody listened', async () => {
  const pay = (amount: string) => client.pay({ to: shop, asset: 'EUR', amount, reference });
  const listening = new AbortController();
  const payments = client.subscribe({
    type: 'payments',
    owner: shop,
    asset: 'EUR',
    signal: listening.signal,
  });
  const first = payments.next();
  // What was paid before is not told of; this may be told of, as listening begins while it is paid.
  await pay('0.01');
  await pay('0.02');
  const heard: bigint[] = [];
  let { value, done } = await first;
  for (; done !== true; { value, done } = await payments.next()) {
    heard.push(...value.payments.map(({ amount }: { amount: bigint }) => amount));
    if (heard.at(-1) === 2n) break;
  }
  expect([[1n, 2n], [2n]]).toContainEqual(heard);
  listening.abort();
  await payments.return(undefined);

  const { id } = await pay('0.03');
  await pay('0.04');
  const again = new AbortController();
  const missed = await next(
    2,
    client.subscribe({
      type: 'payments',
      owner: shop,
      asset: 'EUR',
      signal: again.signal,
      after: value.place,
    }),
    again,
  );
  expect(missed.map((one) => one.payments)).toEqual(
    [3n, 4n].map((amount) => [
      { from: node.treasury, amount, remittance: expect.objectContaining({ reference }) },
    ]),
  );
  expect(missed[0]?.transactionId).toBe(id);
});

it('tells of no payment twice and leaves none out when the node is restarted', async () => {
  const ended = new AbortController();
  const after = { height: 0n, position: 0 };
  const payments = client.subscribe({
    type: 'payments',
    owner: shop,
    asset: 'USD',
    signal: ended.signal,
    after,
    reconnectMs: 20,
  });
  const told = next(2, payments, ended);
  await client.pay({ to: shop, asset: 'USD', amount: '0.05' });
  node = await node.restart();
  await client.pay({ to: shop, asset: 'USD', amount: '0.06' });
  const amounts = (await told).map(({ payments }) => payments[0]?.amount);
  expect(amounts).toEqual([5n, 6n]);
});

it('lists what a balance follows from, the newest first, down to nothing', async () => {
  const changes: bigint[] = [];
  for await (const { entry } of client.history(shop, 'USD'))
    changes.push(entry.after - entry.before);
  expect(changes.slice(0, 2)).toEqual([6n, 5n]);
  expect(changes.reduce((sum, one) => sum + one, 0n)).toBe(
    (await client.balance(node.operator, 'USD' as AssetCode)).value,
  );
});

it('follows the blocks of the chain from a height on, each proven', async () => {
  const ended = new AbortController();
  const heights: bigint[] = [];
  for await (const { header, certificate } of client.subscribe({
    type: 'blocks',
    signal: ended.signal,
    after: 1n,
  })) {
    heights.push(header.height);
    expect(certificate).not.toBeNull();
    if (heights.length === 3) ended.abort();
  }
  expect(heights).toEqual([2n, 3n, 4n]);
});
