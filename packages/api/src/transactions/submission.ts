/** Transactions in the bodies of requests: how they are read, and whose they may be. */

import { readTransaction } from '@trellis/ledger';
import { decodeJson, encode, requiredSigners, signedTransactionCodec } from '@trellis/protocol';
import { mayUseAccounts } from '../credentials/principal.ts';
import { ApiError, refusalError } from '../http/problem.ts';
import type { Call } from '../http/route.ts';

/** The JSON of the largest transaction: base64 is a third longer than bytes, an address twice as long. */
export const transactionJsonBytesMax = 1024 * 1024;

/** SSZ bytes; what they hold is in docs/protocol.md. */
export const encodedBytes = { type: 'string', description: 'the canonical encoding' } as const;

/**
 * Whether the caller may have its accounts act so. What is no transaction is let through to the ledger, which
 * says what is wrong with it.
 */
export function mayHandIn({ principal }: Call, encoded: Uint8Array): boolean {
  if (principal.accounts === null) return true;
  const known = readTransaction(encoded);
  return !known.ok || mayUseAccounts(principal, requiredSigners(known.value.signed.transaction));
}

/** The transaction in a body: its canonical bytes, or its JSON. */
export function submittedBytes(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return new Uint8Array(body);
  if (body === undefined || body === null) {
    throw new ApiError(400, 'malformed', 'the body is empty; send a signed transaction');
  }
  const decoded = decodeJson(signedTransactionCodec, body);
  if (decoded.ok) return encode(signedTransactionCodec, decoded.value);
  const { path, message } = decoded.problem;
  throw refusalError('malformed', path === '' ? message : `${path}: ${message}`);
}
