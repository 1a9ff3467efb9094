import { type AssetCode, encode, signedTransactionCodec, transactionId } from '@trellis/protocol';
import { endpoints, transactionResponseCodec } from '@trellis/protocol/http-api';
import { describe, expect, it } from 'vitest';
import { buildTransaction } from './build.ts';
import { call } from './call.ts';
import { type HttpTransport, httpTransport, type OtherNode } from './http-transport.ts';
import { transfer } from './operations.ts';
import { signTransaction } from './sign.ts';
import { submit } from './submit.ts';
import { pending } from './testing/fake-answers.ts';
import { fakeChain, testAddress, testKey } from './testing/fake-chain.ts';
import { answerWith, refuseWith } from './testing/fake-node.ts';

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
const waits = () =>
  answerWith(transactionResponseCodec, pending(transactionId(signed.transaction)), 202);

interface Heard {
  readonly node: string;
  readonly authorization: string | null;
  readonly body: Uint8Array | undefined;
}

/** Two nodes, of which the first takes what it is sent and hangs up. */
function twoNodes(answer: () => Response, other: Partial<OtherNode> = {}) {
  const heard: Heard[] = [];
  const transport: HttpTransport = httpTransport({
    url: 'https://first.test',
    credential: 'trellis_first',
    others: [{ url: 'https://second.test', ...other }],
    fetch: (to, request) => {
      const node = new URL(to).hostname;
      const { body } = request;
      heard.push({
        node,
        authorization: new Headers(request.headers).get('authorization'),
        body: body instanceof Uint8Array ? body : undefined,
      });
      return node === 'first.test'
        ? Promise.reject(new TypeError('the connection failed'))
        : Promise.resolve(answer());
    },
  });
  return { transport, heard };
}

describe('a node that does not answer is followed by the next', () => {
  it('which is sent the same signed bytes, as the first may have got them', async () => {
    const { transport, heard } = twoNodes(waits);
    expect(await submit(transport, signed)).toBe(transactionId(signed.transaction));
    const bytes = encode(signedTransactionCodec, signed);
    expect(heard.map(({ node, body }) => [node, body])).toEqual([
      ['first.test', bytes],
      ['second.test', bytes],
    ]);
  });

  it('without the credential of the first, and with its own', async () => {
    const without = twoNodes(waits);
    await submit(without.transport, signed);
    expect(without.heard.map(({ authorization }) => authorization)).toEqual([
      'Bearer trellis_first',
      null,
    ]);
    const own = twoNodes(waits, { credential: 'trellis_second' });
    await submit(own.transport, signed);
    expect(own.heard[1]?.authorization).toBe('Bearer trellis_second');
  });

  it('but not after a refusal, which is an answer', async () => {
    const { transport, heard } = twoNodes(() => refuseWith(422, 'expired'));
    await expect(submit(transport, signed)).rejects.toMatchObject({ code: 'expired' });
    expect(heard).toHaveLength(2);
  });

  it('and the first one’s failure is told when none answers', async () => {
    const { transport } = twoNodes(() => new Response('no JSON'));
    await expect(submit(transport, signed)).rejects.toMatchObject({
      code: 'unreachable',
      url: 'https://first.test',
    });
  });

  it('but for what changes the node itself', async () => {
    const { transport, heard } = twoNodes(waits);
    const body = {
      name: 'desk',
      scopes: [],
      accounts: null,
      addresses: [],
      expires: null,
      boundTo: null,
    };
    const making = call(transport, endpoints.createApiKey, { body });
    await expect(making).rejects.toMatchObject({ code: 'unreachable' });
    expect(heard.map(({ node }) => node)).toEqual(['first.test']);
  });
});
