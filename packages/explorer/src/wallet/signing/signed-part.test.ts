import { transfer } from '@trellis/client';
import type { Address, Hash } from '@trellis/crypto';
import {
  type AssetCode,
  type ChainId,
  encode,
  toHeight,
  transactionCodec,
  transactionMessage,
} from '@trellis/protocol';
import {
  type Consent,
  consentMessage,
  consentStatementCodec,
  revocationMessage,
} from '@trellis/protocol/http-api';
import { describe, expect, it } from 'vitest';
import type { Signable } from './messages.ts';
import { signedPartOf } from './signed-part.ts';

const chainId = 'testnet' as ChainId;
const [own, client] = ['11', '22'].map((pair) => pair.repeat(32)) as [Address, Address];
const asset = 'EUR' as AssetCode;
const transaction = {
  ...{ chainId, sender: own, sequence: 1n, validUntil: toHeight(9), memo: '' },
  operations: [transfer({ from: own, to: client, asset, amount: 5n })],
};
const consent: Consent = {
  ...{ chainId, issuer: 'https://node1.example', request: 'A'.repeat(43) },
  client: { id: 'A'.repeat(22), name: 'Shop', account: client },
  redirectUri: 'https://shop.example/back',
  account: own,
  details: [{ type: 'account_information', until: 5n }],
  mandateTransaction: null,
};
const revocation = {
  chainId,
  issuer: consent.issuer,
  account: own,
  consent: 'a'.repeat(64) as Hash,
};
const bytes = {
  transaction: encode(transactionCodec, transaction),
  grant: encode(consentStatementCodec, { type: 'grant', consent }),
  revoke: encode(consentStatementCodec, { type: 'revoke', revocation }),
};

describe('what a key signs', () => {
  it('is the message of what the bytes say, under its own purpose', () => {
    expect(signedPartOf({ what: 'transaction', bytes: bytes.transaction })).toEqual({
      ok: true,
      purpose: 'tx',
      message: transactionMessage(transaction),
    });
    for (const [one, message] of [
      [bytes.grant, consentMessage(consent)],
      [bytes.revoke, revocationMessage(revocation)],
    ] as const) {
      expect(signedPartOf({ what: 'consent', bytes: one })).toEqual({
        ok: true,
        purpose: 'consent',
        message,
      });
    }
  });

  it.each<[string, Signable]>([
    ['a consent that is said to be a transaction', { what: 'transaction', bytes: bytes.grant }],
    ['a transaction that is said to be a consent', { what: 'consent', bytes: bytes.transaction }],
    ['more than a consent', { what: 'consent', bytes: Uint8Array.of(...bytes.grant, 0) }],
    ['a part of one', { what: 'consent', bytes: bytes.grant.slice(0, -1) }],
    // The message itself, which would be signed unread.
    ['a ready message', { what: 'consent', bytes: consentMessage(consent) }],
    ['nothing', { what: 'consent', bytes: new Uint8Array() }],
    // What is posted to a worker is checked by no compiler.
    ['a purpose of others', { what: JSON.parse('"vote"'), bytes: bytes.transaction }],
  ])('is not %s', (_, signable) => {
    expect(signedPartOf(signable)).toMatchObject({ ok: false });
  });
});
