import {
  type AssetCode,
  decode,
  encode,
  signedTransactionCodec,
  transactionId,
} from '@trellis/protocol';
import { transactionResponseCodec } from '@trellis/protocol/http-api';
import { describe, expect, it } from 'vitest';
import { buildTransaction } from './build.ts';
import { createLightClient } from './light-client.ts';
import { transfer } from './operations.ts';
import { signTransaction } from './sign.ts';
import { submit, submitAndWait, waitForFinal } from './submit.ts';
import { finalAnswer, pending } from './testing/fake-answers.ts';
import { fakeChain, provider, testAddress, testKey } from './testing/fake-chain.ts';
import { answerWith, type FakeRequest, fakeTransport, refuseWith } from './testing/fake-node.ts';

const chain = fakeChain();
const ann = testAddress(1);
const transaction = buildTransaction({
  chainId: chain.trusted.chainId,
  sender: ann,
  sequence: 1n,
  validUntil: 9n,
  operations: [transfer({ from: ann, to: testAddress(2), asset: 'EUR' as AssetCode, amount: 1n })],
});
const signed = await signTransaction(transaction, [
  { account: ann, keyIndex: 0, key: testKey(1), firstUse: true },
]);
const id = transactionId(transaction);

const waits = () => answerWith(transactionResponseCodec, pending(id), 202);
const final = await finalAnswer(chain, signed);
const isFinal = () => answerWith(transactionResponseCodec, final);
const isAway = () => Promise.reject(new TypeError('fetch failed'));
const unknown = () => refuseWith(404, 'not_found');
const refused = () => refuseWith(422, 'expired');

/** A node that gives these answers in turn, the last again and again. */
function scripted(...answers: (() => Response | Promise<Response>)[]) {
  const requests: FakeRequest[] = [];
  const transport = fakeTransport((request) => {
    requests.push(request);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer === undefined) throw new Error('no answer');
    return answer();
  });
  const light = createLightClient({ transport, verifier: provider, trusted: chain.trusted });
  return { transport, light, requests };
}

describe('submit', () => {
  it('posts the encoding, and gives the id', async () => {
    const { transport, requests } = scripted(waits);
    expect(await submit(transport, signed)).toBe(id);
    const [request] = requests;
    expect(request).toMatchObject({ method: 'POST', path: '/v1/transactions?wait=0' });
    expect(request?.body).toEqual(encode(signedTransactionCodec, signed));
    const sent = decode(signedTransactionCodec, request?.body ?? new Uint8Array());
    expect(sent).toEqual({ ok: true, value: signed });
  });
});

describe('submitAndWait', () => {
  it.each([
    ['at once', [isFinal], 1],
    ['after waiting', [waits, waits, isFinal], 3],
    ['although the node goes away for a while', [waits, isAway, isAway, isFinal], 4],
    ['although a restarted node forgot it', [waits, isAway, unknown, waits, isFinal], 5],
  ])('gives the receipt %s', async (_name, answers, count) => {
    const { light, requests } = scripted(...answers);
    const final = await submitAndWait(light, signed);
    expect(final.transactionId).toBe(id);
    expect(requests).toHaveLength(count);
    expect(new Set(requests.map(({ method }) => method))).toEqual(new Set(['POST']));
  });

  it.each([
    ['when it is refused', [refused], { code: 'expired' }, 1],
    ['when it is refused later on', [waits, waits, refused], { code: 'expired' }, 3],
    ['why it left the mempool', [unknown, refused], { code: 'expired' }, 2],
    ['when the node is not there', [isAway], { code: 'unreachable' }, 1],
    ['when the node never knows it', [unknown], { code: 'not_found' }, 2],
  ])('tells %s', async (_name, answers, expected, count) => {
    const { light, requests } = scripted(...answers);
    await expect(submitAndWait(light, signed)).rejects.toMatchObject(expected);
    expect(requests).toHaveLength(count);
  });

  it('takes no other transaction for it, however well that is proven', async () => {
    const other = buildTransaction({ ...transaction, memo: 'another' });
    const shown = await finalAnswer(chain, { ...signed, transaction: other });
    const named = { ...shown, transactionId: id };
    for (const answer of [shown, named]) {
      const { light } = scripted(() => answerWith(transactionResponseCodec, answer));
      await expect(submitAndWait(light, signed)).rejects.toMatchObject({
        code: 'wrong_transaction',
        block: { header: { height: 7n } },
      });
    }
  });

  it('gives up after its timeout', async () => {
    const { light } = scripted(waits);
    await expect(submitAndWait(light, signed, 0)).rejects.toMatchObject({ code: 'not_final' });
  });

  it('gives up while the node is away, and says so', async () => {
    const { light } = scripted(waits, isAway);
    await expect(submitAndWait(light, signed, 500)).rejects.toMatchObject({
      code: 'not_final',
      cause: { code: 'unreachable' },
    });
  });
});

describe('waitForFinal', () => {
  it('asks by id until it is final', async () => {
    const { light, requests } = scripted(waits, isAway, isFinal);
    expect((await waitForFinal(light, id)).transactionId).toBe(id);
    expect(requests.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET']);
    expect(requests[0]?.path).toBe(`/v1/transactions/${id}?wait=10000`);
  });

  it('tells that the node does not know it', async () => {
    const { light, requests } = scripted(unknown);
    await expect(waitForFinal(light, id)).rejects.toMatchObject({ code: 'not_found' });
    expect(requests).toHaveLength(1);
  });
});
