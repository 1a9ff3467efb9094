import { keyAddress } from '@trellis/crypto';
import { type AssetCode, keyAccount, transactionId } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { createLightClient } from '../light-client.ts';
import { transfer } from '../operations.ts';
import { prepare, signAlone } from '../send.ts';
import { fakeChain, provider, testAddress, testKey } from '../testing/fake-chain.ts';
import { fakeLedger } from '../testing/fake-ledger.ts';
import { refuseWith } from '../testing/fake-node.ts';
import {
  createMemorySubmissions,
  openAccount,
  type Submission,
  type SubmissionStore,
} from './account.ts';

const chain = fakeChain();
const key = testKey(1);
const annKey = keyAddress(key.scheme, key.publicKey);
const ann = keyAccount(key.scheme, annKey);
const pay = (amount: bigint) => [
  transfer({ from: ann, to: testAddress(2), asset: 'EUR' as AssetCode, amount }),
];

/** An account with a node of its own; `store` makes it one of several that share a store. */
function open({ isEager = true, isAbandoned = false } = {}) {
  const ledger = fakeLedger(chain, { address: ann, keyAddress: annKey }, isEager);
  const memory = createMemorySubmissions();
  const submissions: SubmissionStore = { ...memory, isAbandoned: () => isAbandoned };
  const { trusted } = chain;
  const light = createLightClient({
    transport: ledger.transport,
    verifier: provider,
    trusted,
    headAgeMsMax: null,
  });
  const { queue } = openAccount({ light, key, submissions });
  const sign = async (amount: bigint) => {
    const prepared = await prepare(light, { sender: ann, operations: pay(amount) });
    return signAlone(light, key, prepared.transaction, prepared.account);
  };
  return { ledger, submissions, light, queue, sign };
}

const unreachable = (): Promise<never> => Promise.reject(new TypeError('fetch failed'));

describe('the queue of an account', () => {
  it('writes down what is signed, then that it may leave, and then submits it', async () => {
    const { queue, ledger } = open();
    const states: [Submission['state'], number][] = [];
    const onState = ({ state }: Submission): void => {
      states.push([state, ledger.posted.length]);
    };
    const { final } = await queue.send({ operations: pay(1n) }, { onState });
    expect(final.receipt.status).toBe('success');
    expect(states).toEqual([
      ['signed', 0],
      ['submitted', 0],
    ]);
  });

  it('gives each of many at once a sequence of its own', async () => {
    const { queue, ledger } = open();
    const sent = await Promise.all(
      Array.from({ length: 9 }, (_, index) => queue.send({ operations: pay(BigInt(index + 1)) })),
    );
    expect(new Set(sent.map(({ submission }) => submission.id)).size).toBe(9);
    expect(ledger.finals).toHaveLength(9);
  });

  it('sends under one key once, and refuses other content under it', async () => {
    const { queue, ledger } = open();
    const idempotencyKey = 'invoice 7';
    const [first, second] = await Promise.all([
      queue.send({ operations: pay(1n), idempotencyKey }),
      queue.send({ operations: pay(1n), idempotencyKey }),
    ]);
    expect(second.final).toEqual(first.final);
    expect(ledger.finals).toHaveLength(1);
    await expect(queue.send({ operations: pay(2n), idempotencyKey })).rejects.toMatchObject({
      code: 'idempotency_key_reused',
    });
    await expect(
      queue.send({ operations: pay(1n), idempotencyKey, memo: 'other' }),
    ).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });

  it('takes up under its key what was stopped before it was submitted', async () => {
    const { queue, ledger, submissions } = open();
    const plan = { operations: pay(1n), idempotencyKey: 'k' };
    const onState = (submission: Submission): void => {
      if (submission.state === 'submitted') throw new Error('killed');
    };
    await expect(queue.submit(plan, { onState })).rejects.toThrow('killed');
    const { submission } = await queue.send(plan);
    expect(ledger.posted.map(({ transaction }) => transactionId(transaction))).toContain(
      submission.id,
    );
    expect(ledger.finals).toHaveLength(1);
    expect((await submissions.get(submission.id))?.state).toBe('final');
  });

  it('is interrupted before anything left, and the next takes the sequence', async () => {
    const { queue, ledger } = open();
    const interrupted = new AbortController();
    const onState = (): void => interrupted.abort(new Error('stop'));
    const options = { onState, signal: interrupted.signal };
    await expect(queue.send({ operations: pay(1n) }, options)).rejects.toThrow('stop');
    expect(ledger.posted).toEqual([]);
    const { submission } = await queue.send({ operations: pay(2n) });
    expect(submission.signed.transaction.sequence).toBe(1n);
  });

  it('submits again what a killed process left, so that nothing waits behind a gap', async () => {
    const { queue, ledger } = open({ isEager: false, isAbandoned: true });
    const left = await queue.submit({ operations: pay(1n) });
    ledger.restart();
    const next = await queue.submit({ operations: pay(2n) });
    expect(next.signed.transaction.sequence).toBe(2n);
    ledger.restart();
    ledger.answer = () => {
      ledger.mine();
      return undefined;
    };
    expect((await queue.outcome(next)).type).toBe('final');
    expect((await queue.outcome(left)).type).toBe('final');
  });

  it('signs again when it is proven that another transaction took the sequence', async () => {
    const { queue, ledger, sign, submissions } = open({ isEager: false });
    ledger.waiting.push(await sign(9n));
    const ids: string[] = [];
    const onState = ({ id, state }: Submission): void => {
      if (state === 'submitted') ids.push(id);
      if (ids.length === 1) setTimeout(() => ledger.mine(3), 20);
      if (ids.length === 2) setTimeout(() => ledger.mine(), 20);
    };
    const { submission } = await queue.send({ operations: pay(1n) }, { onState });
    expect(submission.signed.transaction.sequence).toBe(2n);
    expect(ids).toHaveLength(2);
    const [first] = ids;
    expect((await submissions.get(first as Submission['id']))?.state).toBe('expired');
    expect(submission.id).toBe(ids[1]);
  });

  it('throws a rejection, and uses the sequence for the next', async () => {
    const { queue, ledger } = open();
    ledger.answer = ({ method }) =>
      method === 'POST' ? refuseWith(422, 'fee_not_covered') : undefined;
    const plan = { operations: pay(1n), idempotencyKey: 'k' };
    await expect(queue.send(plan)).rejects.toMatchObject({ code: 'fee_not_covered' });
    ledger.answer = undefined;
    const { submission } = await queue.send(plan);
    expect(submission.signed.transaction.sequence).toBe(1n);
  });

  it('finds out that what a node said it rejected is final, and does not pay it again', async () => {
    const { queue, ledger } = open();
    const plan = { operations: pay(1n), idempotencyKey: 'k' };
    const rejected: Submission[] = [];
    ledger.answer = ({ method }) =>
      method === 'POST' ? refuseWith(422, 'policy_not_met') : undefined;
    const onState = (submission: Submission): void => {
      rejected.push(submission);
    };
    await expect(queue.send(plan, { onState })).rejects.toMatchObject({ code: 'policy_not_met' });
    ledger.answer = undefined;
    const [first] = rejected;
    if (first === undefined) throw new Error('it was signed');
    // The node lied, and kept it.
    ledger.waiting.push(first.signed);
    ledger.mine();
    const { submission } = await queue.send(plan);
    expect(submission.id).toBe(first.id);
    expect(ledger.finals).toHaveLength(1);
  });
});

describe('the wait for a submission', () => {
  it('continues while the node is away, and says at its end that it may still become final', async () => {
    const { queue, ledger } = open();
    ledger.answer = ({ method }) => (method === 'POST' ? unreachable() : undefined);
    const submission = await queue.submit({ operations: pay(1n) });
    await expect(queue.outcome(submission, { timeoutMs: 300 })).rejects.toMatchObject({
      code: 'not_final',
    });
    ledger.answer = undefined;
    expect((await queue.outcome(submission, { timeoutMs: null })).type).toBe('final');
  });

  it('believes no node that it has expired, but a proven state after its last valid block', async () => {
    const { queue, ledger } = open({ isEager: false });
    const plan = { operations: pay(1n), validityBlocks: 5n };
    const submission = await queue.submit(plan);
    ledger.restart();
    ledger.answer = ({ method }) => (method === 'POST' ? refuseWith(422, 'expired') : undefined);
    await expect(queue.outcome(submission, { timeoutMs: 300 })).rejects.toMatchObject({
      code: 'not_final',
    });
    ledger.mine(5);
    const outcome = await queue.outcome(submission);
    expect(outcome).toMatchObject({ type: 'expired', account: { value: { sequence: 0n } } });
  });

  it('finds in the blocks what a node withholds under its id', async () => {
    const { queue, ledger } = open({ isEager: false });
    const submission = await queue.submit({ operations: pay(1n) });
    ledger.mine(3);
    ledger.answer = ({ path, method }) => {
      if (method === 'POST') return refuseWith(422, 'sequence_used');
      return path.startsWith('/v1/transactions/') ? refuseWith(404, 'not_found') : undefined;
    };
    // It is in block 1, so it is not said to be dead.
    await expect(queue.outcome(submission, { timeoutMs: 300 })).rejects.toMatchObject({
      code: 'not_final',
    });
  });

  it('ends at once when it is interrupted', async () => {
    const { queue, ledger } = open({ isEager: false });
    const submission = await queue.submit({ operations: pay(1n) });
    const interrupted = new AbortController();
    ledger.answer = () => {
      interrupted.abort(new Error('stop'));
      return unreachable();
    };
    const options = { signal: interrupted.signal, timeoutMs: null };
    await expect(queue.outcome(submission, options)).rejects.toThrow('stop');
  });
});
