/** Idempotency keys over HTTP: one node, several callers that know nothing of each other's records. */
import {
  getBalance,
  httpTransport,
  type LightClient,
  prepare,
  signAlone,
  transfer,
} from '@trellis/client';
import { openAccount } from '@trellis/client/account';
import { createProvider, type SigningKey } from '@trellis/crypto';
import { openTestKey } from '@trellis/keystore';
import {
  type AssetCode,
  encode,
  type SignedTransaction,
  signedTransactionCodec,
} from '@trellis/protocol';
import { treasuryName } from '@trellis/testnet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from './node.ts';

const euro = 'EUR' as AssetCode;

let node: GuardedNode;
let key: SigningKey;
beforeAll(async () => {
  node = await startGuardedNode({ anonymous: ['read', 'submit'] });
  key = await openTestKey(node.home, treasuryName, createProvider('native'));
});
afterAll(() => node?.remove());

/** A caller with no record of what others submitted. */
async function caller(credential?: string) {
  const light = await node.light(
    httpTransport({ url: node.url, ...(credential === undefined ? {} : { credential }) }),
  );
  return { light, queue: openAccount({ light, key }).queue };
}

const pay = (amount: bigint) => [
  transfer({ from: node.treasury, to: node.operator, asset: euro, amount }),
];

const held = async (light: LightClient): Promise<bigint> =>
  (await getBalance(light, node.operator, euro)).value;

async function sign(light: LightClient, amount: bigint, ahead = 0n): Promise<SignedTransaction> {
  const prepared = await prepare(light, { sender: node.treasury, operations: pay(amount) });
  const { transaction } = prepared;
  const later = { ...transaction, sequence: transaction.sequence + ahead };
  return signAlone(light, key, later, prepared.account);
}

function post(
  signed: SignedTransaction,
  idempotencyKey: string,
  waitMs = 20_000,
): Promise<Response> {
  return fetch(`${node.url}/v1/transactions?wait=${waitMs}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', 'idempotency-key': idempotencyKey },
    body: new Uint8Array(encode(signedTransactionCodec, signed)),
  });
}

it('pays once for callers that know nothing of each other, also after a restart', async () => {
  const first = await caller();
  const before = await held(first.light);
  const plan = { operations: pay(3n), idempotencyKey: 'invoice 3' };
  const { final } = await first.queue.send(plan);
  const second = await (await caller()).queue.send(plan);
  expect(second.final.transactionId).toBe(final.transactionId);
  node = await node.restart();
  const third = await (await caller()).queue.send(plan);
  expect(third.final.transactionId).toBe(final.transactionId);
  expect(await held((await caller()).light)).toBe(before + 3n);
  const other = (await caller()).queue.send({ ...plan, operations: pay(4n) });
  await expect(other).rejects.toMatchObject({ code: 'idempotency_key_reused', status: 422 });
});

it('belongs to an API key, or to the sender', async () => {
  const { light } = await caller();
  const before = await held(light);
  const plan = { operations: pay(5n), idempotencyKey: 'invoice 5' };
  const { secret } = await node.makeKey({ scopes: ['read', 'submit'] });
  await (await caller()).queue.send(plan);
  await (await caller(secret)).queue.send(plan);
  await (await caller(secret)).queue.send(plan);
  expect(await held(light)).toBe(before + 10n);
});

it('is of whichever of two calls at once comes first', async () => {
  const { light } = await caller();
  const before = await held(light);
  const [one, other] = [await sign(light, 7n), await sign(light, 7n, 1n)];
  const answers = await Promise.all([post(one, 'both'), post(other, 'both')]);
  const ids = await Promise.all(answers.map(async (answer) => (await answer.json()).transactionId));
  expect(ids[0]).toBe(ids[1]);
  expect(await held(light)).toBe(before + 7n);
});

it('passes to the next when what it was used for is dead', async () => {
  const { light, queue } = await caller();
  const stale = await sign(light, 9n, 1n);
  // It waits for a sequence that another takes together with its own.
  expect((await post(stale, 'stale', 0)).status).toBe(202);
  node = await node.restart();
  await queue.send({ operations: pay(1n) });
  await queue.send({ operations: pay(1n) });
  const now = await caller();
  const before = await held(now.light);
  const { final } = await now.queue.send({ operations: pay(9n), idempotencyKey: 'stale' });
  expect(final.signed.transaction.sequence).toBeGreaterThan(stale.transaction.sequence);
  expect(await held(now.light)).toBe(before + 9n);
});

it('keeps nothing of what is rejected', async () => {
  const { light, queue } = await caller();
  const signed = await sign(light, 1n);
  const unsigned = { ...signed, witnesses: [] };
  const refused = await post(unsigned, 'rejected');
  expect(await refused.json()).toMatchObject({ code: 'policy_not_met' });
  await queue.send({ operations: pay(2n), idempotencyKey: 'rejected' });
});

it('refuses what can’t be a key', async () => {
  const { light } = await caller();
  const answer = await post(await sign(light, 1n), 'x'.repeat(256));
  expect(answer.status).toBe(400);
});
