/** Handing in transactions, and waiting for them to be final. */
import type { Hash } from '@trellis/crypto';
import { encode, type SignedTransaction, signedTransactionCodec } from '@trellis/protocol';
import {
  apiPaths,
  type FinalTransaction,
  type TransactionResponse,
  transactionResponseCodec,
} from '@trellis/protocol/http-api';
import { ask, type Client } from './client.ts';
import { NotFinal } from './errors.ts';
import { getTransaction } from './read.ts';

/** Longest that a node is asked to wait in one request. */
const waitMsMax = 10_000;

/**
 * Hands in a transaction; handing in the same one again is harmless. Throws `ApiProblem` with the
 * ledger's code when it is refused.
 */
export function submit(
  client: Client,
  signed: SignedTransaction,
  waitMs = 0,
): Promise<TransactionResponse> {
  const path = `${apiPaths.transactions}?wait=${waitMs}`;
  const body = encode(signedTransactionCodec, signed);
  return ask(client, { path, body }, transactionResponseCodec);
}

/** Waits until a transaction is final. Throws `NotFinal` after `patienceMs`. */
export async function waitForFinal(
  client: Client,
  id: Hash,
  patienceMs = 30_000,
): Promise<FinalTransaction> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const waitMs = Math.max(0, Math.min(waitMsMax, deadline - Date.now()));
    const { final } = await getTransaction(client, id, waitMs);
    if (final !== null) return final;
    if (Date.now() >= deadline) throw new NotFinal(id, patienceMs);
  }
}

/** `submit`, then `waitForFinal`; the receipt says whether it succeeded. */
export async function submitAndWait(
  client: Client,
  signed: SignedTransaction,
  patienceMs = 30_000,
): Promise<FinalTransaction> {
  const first = await submit(client, signed, Math.min(waitMsMax, patienceMs));
  return first.final ?? waitForFinal(client, first.transactionId, patienceMs);
}
