import { keyAddress } from '@trellis/crypto';
import {
  type AssetCode,
  decode,
  keyAccount,
  type SignedTransaction,
  signedTransactionCodec,
  singleKeyPolicy,
  transactionMessage,
} from '@trellis/protocol';
import { accountResponseCodec, transactionResponseCodec } from '@trellis/protocol/http-api';
import { describe, expect, it } from 'vitest';
import { createLightClient } from './light-client.ts';
import { transfer } from './operations.ts';
import { type SendOptions, send } from './send.ts';
import { accountAnswer, finalAnswer } from './testing/fake-answers.ts';
import { type FakeChain, fakeChain, provider, testAddress, testKey } from './testing/fake-chain.ts';
import { answerWith, fakeTransport } from './testing/fake-node.ts';

const chain = fakeChain();
const key = testKey(1);
const annKey = keyAddress(key.scheme, key.publicKey);
const ann = keyAccount(key.scheme, annKey);
const operations = [
  transfer({ from: ann, to: testAddress(2), asset: 'EUR' as AssetCode, amount: 1n }),
];

/** Sends to a node that has block 40 and Ann's account with sequence 6 used. */
async function sendTo(
  options: Partial<SendOptions>,
  { isRegistered = true, of = chain }: { isRegistered?: boolean; of?: FakeChain } = {},
) {
  const received: SignedTransaction[] = [];
  const record = { sequence: 6n, policy: singleKeyPolicy('ed25519', annKey), nextPolicy: null };
  const registeredKeys = isRegistered ? [annKey] : [];
  const answer = await accountAnswer(of, ann, record, { registeredKeys, height: 40n });
  const transport = fakeTransport(async ({ method, path, body }) => {
    if (path.startsWith('/v1/accounts/')) return answerWith(accountResponseCodec, answer);
    const decoded = decode(signedTransactionCodec, body ?? new Uint8Array());
    if (method !== 'POST' || !decoded.ok) throw new Error(`unexpected ${method} ${path}`);
    received.push(decoded.value);
    return answerWith(transactionResponseCodec, await finalAnswer(chain, decoded.value));
  });
  const { trusted } = chain;
  const light = createLightClient({ transport, verifier: provider, trusted, headAgeMsMax: null });
  const sent = await send(light, { key, operations, ...options });
  return { sent, received };
}

describe('send', () => {
  it('fills in chain, sequence and validity, signs, and gives the receipt', async () => {
    const { sent, received } = await sendTo({ memo: 'rent' });
    expect(received).toEqual([sent.signed]);
    const { transaction, witnesses } = sent.signed;
    expect(transaction).toEqual({
      chainId: 'test-chain',
      sender: ann,
      sequence: 7n,
      validUntil: 140n,
      operations,
      memo: 'rent',
    });
    expect(witnesses).toMatchObject([{ account: ann, keyIndex: 0, publicKey: null }]);
    const { scheme, publicKey } = key;
    const signature = witnesses[0]?.signature ?? new Uint8Array();
    const message = transactionMessage(transaction);
    expect(await provider.verify({ scheme, purpose: 'tx', publicKey, message, signature })).toBe(
      true,
    );
    expect(sent.final.receipt.status).toBe('success');
    expect(sent.finalityMs).toBeGreaterThanOrEqual(0);
  });

  it('sends the public key along until it is registered', async () => {
    const { sent } = await sendTo({ validityBlocks: 5n }, { isRegistered: false });
    expect(sent.signed.witnesses[0]?.publicKey).toEqual(key.publicKey);
    expect(sent.signed.transaction.validUntil).toBe(45n);
  });

  it('signs nothing for another chain than the trusted one', async () => {
    await expect(sendTo({}, { of: fakeChain('other-chain') })).rejects.toMatchObject({
      code: 'other_chain',
    });
  });

  it('signs nothing with a key that is not the account’s', async () => {
    await expect(sendTo({ key: testKey(5), sender: ann })).rejects.toMatchObject({
      code: 'wrong_key',
    });
  });
});
