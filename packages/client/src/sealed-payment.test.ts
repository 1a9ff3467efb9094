import { asciiBytes, hash } from '@trellis/crypto';
import { openingKeyOf } from '@trellis/crypto/sealing';
import {
  type AssetCode,
  brokenRule,
  type ChainId,
  decodeSealedContent,
  encode,
  encodeSealedContent,
  keyAccount,
  limits,
  noRemittance,
  operationCodec,
  type SealedContent,
  sealedContentBytes,
} from '@trellis/protocol';
import { remittances } from '@trellis/protocol/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSealed, paySealed } from './sealed-payment.ts';

const chainId = 'test-chain' as ChainId;
const account = (name: string) =>
  keyAccount('ed25519', hash('keyAddress', asciiBytes(name)) as Parameters<typeof keyAccount>[1]);
const keyOf = (number: number) => openingKeyOf(new Uint8Array(32).fill(number));
const [payee, auditor, payer] = [account('payee'), account('auditor'), account('payer')];
const content: SealedContent = {
  remittance: { ...noRemittance, invoice: '2026-7' },
  message: 'für das Boot',
};
const payment = { chainId, from: payer, asset: 'EUR' as AssetCode, amount: 100n, content };

describe('a sealed payment', () => {
  it('is read by payee and auditor, and by nobody else', async () => {
    const [payeeKey, auditorKey] = [await keyOf(1), await keyOf(2)];
    const operation = await paySealed({
      ...payment,
      payee: { account: payee, publicKey: payeeKey.publicKey },
      auditor: { account: auditor, publicKey: auditorKey.publicKey },
    });
    const open = (...reader: [typeof payee, typeof payeeKey]) =>
      openSealed(chainId, operation, { account: reader[0], key: reader[1] });
    expect(await open(payee, payeeKey)).toEqual(content);
    expect(await open(auditor, auditorKey)).toEqual(content);
    await expect(open(payee, auditorKey)).rejects.toMatchObject({ code: 'not_for_this_key' });
    await expect(open(payer, payeeKey)).rejects.toMatchObject({ code: 'not_a_reader' });
    // Taken into another payment, or without the auditor, it says nothing.
    const key = { account: payee, key: payeeKey };
    const [own] = operation.sealed.readers;
    if (own === undefined) throw new Error('no reader');
    for (const other of [
      { ...operation, amount: 101n },
      { ...operation, source: auditor },
      { ...operation, sealed: { ...operation.sealed, readers: [own] } },
    ]) {
      await expect(openSealed(chainId, other, key)).rejects.toMatchObject({
        code: 'not_for_this_key',
      });
    }
    const elsewhere = openSealed('other-chain' as ChainId, operation, key);
    await expect(elsewhere).rejects.toMatchObject({ code: 'not_for_this_key' });
    expect(encode(operationCodec, operation).length).toBeLessThan(2 * 1_200 + 272 + 150);
  });

  it('names an auditor that is paid once', async () => {
    const { publicKey } = await keyOf(1);
    const reader = { account: payee, publicKey };
    const { sealed } = await paySealed({ ...payment, payee: reader, auditor: reader });
    expect(sealed.readers.map((one) => one.account)).toEqual([payee]);
  });
});

describe('sealed content', () => {
  it('comes back whatever it is, and tells its length in steps of 256 bytes only', () => {
    const messages = fc.string({ unit: 'grapheme', maxLength: 200 }).filter((text) => {
      const { length } = new TextEncoder().encode(text);
      return text.isWellFormed() && length <= limits.sealedMessageBytesMax;
    });
    fc.assert(
      fc.property(remittances, messages, (remittance, message) => {
        const bytes = encodeSealedContent({ remittance, message });
        expect(bytes.length % 256).toBe(0);
        expect(bytes.length).toBeLessThanOrEqual(limits.sealedContentBytesMax);
        expect(decodeSealedContent(bytes)).toEqual({ remittance, message });
      }),
    );
    expect(decodeSealedContent(new Uint8Array(256))).toBeUndefined();
  });

  it('holds a document up to the limit, and none over it', () => {
    const withDocument = (length: number): SealedContent => ({
      ...content,
      document: { form: 'pacs.008.001.08', bytes: new Uint8Array(length).fill(7) },
    });
    fc.assert(
      fc.property(fc.nat(8_000), (length) => {
        const sealed = withDocument(length);
        const bytes = encodeSealedContent(sealed);
        expect(bytes.length).toBe(sealedContentBytes(sealed));
        expect(bytes.length % 256).toBe(0);
        expect(decodeSealedContent(bytes)).toEqual(sealed);
      }),
    );
    expect(sealedContentBytes(withDocument(9_000))).toBeGreaterThan(limits.sealedContentBytesMax);
    expect(() => encodeSealedContent(withDocument(8_190))).toThrow(RangeError);
  });

  it('is as long as its first version allows in the payments of then, and no longer', async () => {
    const { publicKey } = await keyOf(1);
    const sealedIn = async (length: number) =>
      paySealed({
        ...payment,
        payee: { account: payee, publicKey },
        auditor: null,
        content: { ...content, document: { form: 'a', bytes: new Uint8Array(length) } },
      });
    expect(brokenRule(operationCodec, await sealedIn(900), 1)).toBeUndefined();
    expect(brokenRule(operationCodec, await sealedIn(1_100), 1)).toBe('not_in_force');
    expect(brokenRule(operationCodec, await sealedIn(1_100), 2)).toBeUndefined();
  });
});
