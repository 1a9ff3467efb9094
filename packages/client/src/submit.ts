/** Handing in transactions, and waiting for them to be final. */
import type { Hash } from '@trellis/crypto';
import {
  encode,
  type SignedTransaction,
  signedTransactionCodec,
  transactionId,
} from '@trellis/protocol';
import {
  apiPaths,
  type FinalTransaction,
  type TransactionResponse,
  transactionResponseCodec,
} from '@trellis/protocol/http-api';
import { ask, type Client } from './client.ts';
import { ApiProblem, NotFinal, Unreachable } from './errors.ts';
import { pause } from './pause.ts';
import { getTransaction } from './read.ts';

/** Longest that a node is asked to wait in one request: proxies end requests that take much longer. */
const waitMsMax = 10_000;

/** Before a node that went away is asked again. */
const retryMs = 250;

/** How long to wait for finality unless something else is asked for. */
export const defaultPatienceMs = 30_000;

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
  return ask(client, { path, body, waitMs }, transactionResponseCodec);
}

/**
 * Waits until a transaction is final. Throws `NotFinal` after `patienceMs`, and `ApiProblem`
 * `not_found` when the node does not know of it, or no longer.
 */
export function waitForFinal(
  client: Client,
  id: Hash,
  patienceMs = defaultPatienceMs,
): Promise<FinalTransaction> {
  return askUntilFinal(id, patienceMs, (waitMs) => getTransaction(client, id, waitMs), false);
}

/**
 * Hands in a transaction and waits until it is final; the receipt says whether it succeeded. It is
 * handed in again each time the node is asked, so a node that restarts, or that let it go, has it
 * again. Throws `ApiProblem` with the ledger's code when it is refused, `Unreachable` when no node
 * took it, and `NotFinal` after `patienceMs`.
 */
export function submitAndWait(
  client: Client,
  signed: SignedTransaction,
  patienceMs = defaultPatienceMs,
): Promise<FinalTransaction> {
  const id = transactionId(signed.transaction);
  return askUntilFinal(id, patienceMs, (waitMs) => submit(client, signed, waitMs), true);
}

/**
 * Asks again and again. Once the node has answered, that it is away for a while changes nothing. When
 * the transaction has just left the mempool (`not_found`), handing it in again tells why.
 */
async function askUntilFinal(
  id: Hash,
  patienceMs: number,
  request: (waitMs: number) => Promise<TransactionResponse>,
  handsIn: boolean,
): Promise<FinalTransaction> {
  const deadline = performance.now() + patienceMs;
  let answered = false;
  let askOnceMore = handsIn;
  for (;;) {
    const leftMs = Math.max(0, Math.round(deadline - performance.now()));
    let failure: unknown;
    try {
      const { final } = await request(Math.min(waitMsMax, leftMs));
      if (final !== null) return final;
      answered = true;
      askOnceMore = handsIn;
    } catch (error) {
      const isAway = error instanceof Unreachable && answered;
      const isLetGo = error instanceof ApiProblem && error.code === 'not_found' && askOnceMore;
      if (!isAway && !isLetGo) throw error;
      askOnceMore &&= !isLetGo;
      failure = error;
      await pause(Math.min(retryMs, leftMs));
    }
    if (performance.now() >= deadline) throw new NotFinal(id, patienceMs, { cause: failure });
  }
}
