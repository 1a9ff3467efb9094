import { toHex } from '@trellis/crypto';
import { encode, rawText, type SignedTransaction, signedTransactionCodec } from '@trellis/protocol';
import { signedTransactions } from '@trellis/protocol/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodingPieces } from './encoding-pieces.ts';

/** The bytes of each piece of a transaction, by its name. */
function piecesOf(signed: SignedTransaction): ReadonlyMap<string, Uint8Array> {
  const encoded = encode(signedTransactionCodec, signed);
  let end = 0;
  const pieces = new Map<string, Uint8Array>();
  for (const { name, bytes } of encodingPieces(signed)) {
    pieces.set(name, encoded.subarray(end, end + bytes));
    end += bytes;
  }
  expect(end).toBe(encoded.length);
  return pieces;
}

it('marks every byte, and each field where it is', () => {
  fc.assert(
    fc.property(signedTransactions, (signed) => {
      const pieces = piecesOf(signed);
      const { chainId, sender, sequence, memo } = signed.transaction;
      const textOf = (name: string): string => new TextDecoder().decode(pieces.get(name));
      expect(textOf('chain id')).toBe(chainId);
      expect(textOf('memo')).toBe(rawText(memo));
      expect(toHex(pieces.get('sender') ?? new Uint8Array())).toBe(sender);
      const number = pieces.get('sequence') ?? new Uint8Array();
      expect(BigInt(`0x${toHex(number.toReversed())}`)).toBe(sequence);
      signed.witnesses.forEach(({ account, signature }, index) => {
        const at = (part: string) => pieces.get(`witness ${index + 1}: ${part}`);
        expect(toHex(at('account') ?? new Uint8Array())).toBe(account);
        expect(at('signature') ?? new Uint8Array()).toEqual(signature);
      });
    }),
  );
});
