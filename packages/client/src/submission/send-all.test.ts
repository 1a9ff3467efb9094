import { keyAddress } from '@trellis/crypto';
import {
  type AssetCode,
  keyAccount,
  PaymentRefused,
  type SignedTransaction,
  transactionId,
} from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { createLightClient } from '../light-client.ts';
import { transfer } from '../operations.ts';
import { prepare, signAlone } from '../send.ts';
import { fakeChain, provider, testAddress, testKey } from '../testing/fake-chain.ts';
import { fakeLedger } from '../testing/fake-ledger.ts';
import { refuseWith } from '../testing/fake-node.ts';
import {
  createMemorySubmissions,
  type KeyedPlan,
  openAccount,
  type SendAllOptions,
  type SentPlan,
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
const plans = (count: number, from = 1): KeyedPlan[] =>
  Array.from({ length: count }, (_, index) => ({
    operations: pay(BigInt(from + index)),
    idempotencyKey: `invoice ${from + index}`,
  }));
const idOf = ({ transaction }: SignedTransaction) => transactionId(transaction);

/** `refused`: which signature that is asked for the key refuses, counted from 1. */
function open(isEager = true, refused = 0) {
  const ledger = fakeLedger(chain, { address: ann, keyAddress: annKey }, isEager);
  const memory = createMemorySubmissions();
  /** What was written at once, and how much had been posted then. */
  const writes: { readonly states: readonly Submission['state'][]; readonly posted: number }[] = [];
  const submissions: SubmissionStore = {
    ...memory,
    async putAll(some) {
      await memory.putAll(some);
      if (some.length === 0) return;
      writes.push({ states: some.map(({ state }) => state), posted: ledger.posted.length });
    },
  };
  const light = createLightClient({
    ...{
      transport: ledger.transport,
      verifier: provider,
      trusted: chain.trusted,
      headAgeMsMax: null,
    },
  });
  let asked = 0;
  const sparing = {
    ...key,
    async sign(...[purpose, message]: Parameters<typeof key.sign>) {
      asked += 1;
      if (asked === refused) throw new PaymentRefused('over_payment_limit', 'too much');
      return key.sign(purpose, message);
    },
  };
  const { queue } = openAccount({ light, key: sparing, submissions });
  const sendAll = async (
    some: Iterable<KeyedPlan>,
    options: SendAllOptions = {},
  ): Promise<readonly SentPlan[]> => {
    const sent: SentPlan[] = [];
    for await (const found of queue.sendAll(some, options)) sent.push(...found);
    return sent.sort((a, b) => a.index - b.index);
  };
  const sign = async (amount: bigint) => {
    const prepared = await prepare(light, { sender: ann, operations: pay(amount) });
    return signAlone(light, key, prepared.transaction, prepared.account);
  };
  return { ledger, submissions, writes, sendAll, sign };
}

describe('sending many', () => {
  it('writes each group down before any of it leaves, and gives each a block that has it', async () => {
    const { ledger, sendAll, writes, submissions } = open();
    const sent = await sendAll(plans(50), { atOnce: 20 });
    expect(sent.map(({ type, index }) => [type, index])).toEqual(
      Array.from({ length: 50 }, (_, index) => ['final', index]),
    );
    expect(new Set(ledger.posted.map(idOf)).size).toBe(50);
    expect(ledger.posted).toHaveLength(50);
    const signed = writes.filter(({ states }) => states[0] === 'submitted');
    expect(signed.map(({ states, posted }) => [states.length, posted])).toEqual([
      ...[
        [10, 0],
        [10, 10],
        [10, 20],
        [10, 30],
        [10, 40],
      ],
    ]);
    for (const one of ledger.posted) {
      expect((await submissions.get(idOf(one)))?.state).toBe('final');
    }
  });

  it('sends nothing under keys that were sent before, and says what became of them', async () => {
    const { ledger, sendAll } = open();
    const first = await sendAll(plans(5));
    const again = await sendAll(plans(7));
    expect(again.slice(0, 5)).toEqual(first);
    expect(ledger.posted).toHaveLength(7);
    await expect(
      sendAll([{ operations: pay(9n), idempotencyKey: 'invoice 1' }]),
    ).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });

  it('sends one key once, also within a group', async () => {
    const { ledger, sendAll } = open();
    const [one] = plans(1);
    const sent = await sendAll([one, one, one] as KeyedPlan[]);
    expect(sent.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(new Set(sent.map((all) => all.type === 'final' && all.transactionId)).size).toBe(1);
    expect(new Set(ledger.posted.map(idOf)).size).toBe(1);
  });

  it('tells of each place of a key that stands in two groups, and again later', async () => {
    const { sendAll } = open();
    const [one, two] = plans(2);
    for (let times = 0; times < 2; times++) {
      const sent = await sendAll([one, two, one] as KeyedPlan[], { atOnce: 4 });
      expect(sent.map(({ index, type }) => [index, type])).toEqual([
        [0, 'final'],
        [1, 'final'],
        [2, 'final'],
      ]);
    }
  });

  it('writes nothing down once it is stopped, as that would be submitted by whoever sends next', async () => {
    const { ledger, sendAll, submissions } = open();
    const stopping = new AbortController();
    ledger.answer = () => {
      stopping.abort(new Error('stop'));
      return undefined;
    };
    await expect(sendAll(plans(3), { signal: stopping.signal })).rejects.toThrow('stop');
    const sender = { chainId: chain.trusted.chainId, address: ann };
    expect(await submissions.unsettled(sender)).toEqual([]);
  });

  it('waits between its questions for a block that a node says there is and does not show', async () => {
    const { ledger, sendAll } = open();
    let asked = 0;
    ledger.answer = ({ path }) => {
      if (!path.startsWith('/v1/blocks/')) return undefined;
      asked += 1;
      return refuseWith(404, 'not_found');
    };
    const sent = await sendAll(plans(2), { timeoutMs: 600 });
    expect(sent.map(({ type }) => type)).toEqual(['open', 'open']);
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThan(6);
  });

  it('takes up what was written down and did not leave', async () => {
    const { ledger, sendAll, writes } = open();
    let isKilled = true;
    ledger.answer = ({ method }) => {
      if (method !== 'POST' || !isKilled) return undefined;
      throw new Error('killed');
    };
    await sendAll(plans(6), { timeoutMs: 0 });
    expect(writes[0]?.states).toHaveLength(6);
    isKilled = false;
    const sent = await sendAll(plans(6));
    expect(sent.map(({ type }) => type)).toEqual(Array(6).fill('final'));
    expect(new Set(ledger.posted.map(idOf)).size).toBe(6);
  });

  it('submits again to a node that has forgotten them', async () => {
    const { ledger, sendAll } = open(false);
    let lost = 0;
    ledger.answer = ({ method, path }) => {
      if (method === 'GET' && path.startsWith('/v1/transactions/')) {
        if (lost++ === 0) ledger.restart();
        else ledger.mine();
      }
      return undefined;
    };
    const sent = await sendAll(plans(4));
    expect(sent.map(({ type }) => type)).toEqual(Array(4).fill('final'));
    expect(ledger.posted).toHaveLength(8);
  });

  it('says what a node rejects, and fills the gap that it leaves', async () => {
    const { ledger, sendAll } = open();
    let isRefusing = true;
    ledger.refuse = ({ transaction }) => {
      if (!isRefusing || transaction.sequence !== 2n) return undefined;
      isRefusing = false;
      return 'fee_not_covered';
    };
    const sent = await sendAll(plans(5), { atOnce: 6 });
    expect(sent.map(({ type }) => type)).toEqual(['final', 'rejected', 'final', 'final', 'final']);
    const [, rejected] = sent;
    expect(rejected).toMatchObject({ cause: { code: 'fee_not_covered' } });
  });

  it('says what the key does not sign, and gives its sequence to the next', async () => {
    const { ledger, sendAll } = open(true, 2);
    const sent = await sendAll(plans(5));
    expect(sent.map(({ type }) => type)).toEqual(['final', 'rejected', 'final', 'final', 'final']);
    expect(sent[1]).toMatchObject({ cause: { code: 'over_payment_limit' } });
    expect(ledger.posted.map(({ transaction }) => transaction.sequence)).toEqual([1n, 2n, 3n, 4n]);
  });

  it('finds it proven that another transaction took the sequence', async () => {
    const { ledger, sendAll, sign } = open(false);
    ledger.waiting.push(await sign(9n));
    ledger.answer = ({ method, path }) => {
      if (method === 'GET' && path.startsWith('/v1/transactions/')) ledger.mine();
      return undefined;
    };
    const sent = await sendAll(plans(2));
    expect(sent.map(({ type }) => type)).toEqual(['dead', 'final']);
    const [again] = await sendAll(plans(1));
    expect(again).toMatchObject({ type: 'final' });
  });

  it('leaves what is not final in time, and throws what no node can be asked for', async () => {
    const { ledger, sendAll } = open(false);
    const sent = await sendAll(plans(3), { timeoutMs: 1 });
    expect(sent.map(({ type }) => type)).toEqual(['open', 'open', 'open']);
    ledger.answer = ({ method }) => (method === 'POST' ? refuseWith(403, 'forbidden') : undefined);
    await expect(sendAll(plans(4))).rejects.toMatchObject({ code: 'forbidden' });
    const aborted = AbortSignal.abort(new Error('stop'));
    await expect(sendAll(plans(4), { signal: aborted })).rejects.toThrow('stop');
  });
});
