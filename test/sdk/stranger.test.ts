/**
 * Somebody who has the OpenAPI document and nothing else of ours pays: a client that is made from the
 * document as it runs, bodies that the document's schemas allow, and signatures by OpenSSL.
 */
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { exportPrivatePem, formatAddress } from '@trellis/crypto';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type Document, type OpenAPIClient, OpenAPIClientAxios } from 'openapi-client-axios';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from '../access/node.ts';
import { treasurySecret } from './treasury.ts';

let node: GuardedNode;
let stranger: OpenAPIClient;
let document: Document & { readonly components: object };
let pem: string;

beforeAll(async () => {
  node = await startGuardedNode({ anonymous: ['read', 'submit'] });
  const { scheme, seed } = await treasurySecret(node.home);
  pem = exportPrivatePem(scheme, seed);
  document = await (await fetch(`${node.url}/v1/openapi.json`)).json();
  const api = new OpenAPIClientAxios({ definition: document, withServer: { url: node.url } });
  stranger = await api.init();
});
afterAll(() => node?.remove());

/** Whether a value is what the document says of the schema with this name. */
function expectSchema(name: string, value: unknown): void {
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema({ $id: 'document', components: document.components });
  const valid = ajv.validate({ $ref: `document#/components/schemas/${name}` }, value);
  expect(valid ? [] : ajv.errors).toEqual([]);
}

async function call(id: string, parameters: object | null, body?: unknown) {
  const operation = stranger[id];
  if (operation === undefined) throw new Error(`the document has no ${id}`);
  return (await operation(parameters as never, body)).data;
}

it('pays with a client made of the document alone', async () => {
  const sender = formatAddress(node.treasury);
  const to = formatAddress(node.operator);
  const key = createPrivateKey(pem);
  const status = await call('getStatus', null);
  const { entry, reported } = await call('getAccount', { address: sender });
  const account = entry.record;
  const transaction = {
    chainId: status.chainId,
    sender,
    sequence: String(BigInt(account.sequence) + 1n),
    validUntil: String(BigInt(status.head.height) + 50n),
    operations: [{ type: 'transfer', source: sender, to, asset: 'EUR', amount: '1250' }],
    memo: 'from a stranger',
  };
  const { transactionId, message, context } = await call('encodeTransaction', null, transaction);
  const signature = sign(null, Buffer.from(message, 'base64'), {
    key,
    context: Buffer.from(context),
  } as Parameters<typeof sign>[2]);
  const { pub } = createPublicKey(key).export({ format: 'jwk' }) as { readonly pub: string };
  const isKnown = reported.registeredKeys.includes(account.policy.keys[0].address);
  const signed = {
    transaction,
    witnesses: [
      {
        account: sender,
        keyIndex: 0,
        signature: signature.toString('base64'),
        publicKey: isKnown ? null : Buffer.from(pub, 'base64url').toString('base64'),
      },
    ],
  };
  expectSchema('SignedTransaction', signed);
  const answer = await call('submitTransaction', { wait: '20000' }, signed);
  expectSchema('TransactionAnswer', answer);
  expect(answer.transactionId).toBe(transactionId);
  expect(answer.final.receipt.status).toBe('success');
  const balance = await call('getBalance', { address: to, asset: 'EUR' });
  expect(balance.entry.record.amount).toBe('1250');
});

it('is told what is wrong by a stable code', async () => {
  const refused = call('encodeTransaction', null, { chainId: 'a' });
  await expect(refused).rejects.toMatchObject({ response: { data: { code: 'malformed' } } });
});
