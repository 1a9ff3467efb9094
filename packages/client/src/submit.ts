/** Submitting transactions, and waiting for them to be final. */
import type { Hash } from '@trellis/crypto';
import { type SignedTransaction, transactionId } from '@trellis/protocol';
import {
  endpoints,
  type FinalTransaction,
  type TransactionResponse,
} from '@trellis/protocol/http-api';
import { ask } from './call.ts';
import { ApiProblem, BuildError, NotFinal, Unreachable } from './errors.ts';
import { givenObject } from './given.ts';
import { givenLight } from './given-light.ts';
import type { HttpTransport } from './http-transport.ts';
import type { LightClient } from './light-client.ts';
import { pause } from './pause.ts';
import { getReportedTransaction } from './read.ts';
import { checkFinal, type ProvenTransaction } from './read-chain.ts';

/** Longest that a node is asked to wait in one request: proxies end requests that take much longer. */
const waitMsMax = 10_000;

/** Before a node that went away is asked again. */
const retryMs = 250;

/** How long to wait for finality unless something else is asked for. */
export const defaultTimeoutMs = 30_000;

/**
 * Submits a transaction, and gives its id; submitting the same one again is harmless. Throws `ApiProblem` with the
 * ledger's code when it is refused.
 *
 * @example
 * const signed = await client.sign({ operations: [transfer({ from, to, asset, amount: 5n })] });
 * const id = await submit(transport, signed); // as often as needed: it is applied once
 * await waitForFinal(light, id);
 */
export async function submit(transport: HttpTransport, signed: SignedTransaction): Promise<Hash> {
  await post(transport, signed, 0);
  return idOf(signed);
}

/** Throws `BuildError` `invalid_transaction` for what is no signed transaction. */
function idOf(signed: SignedTransaction): Hash {
  const { transaction } = givenObject(signed, 'a signed transaction');
  try {
    return transactionId(transaction);
  } catch (cause) {
    throw new BuildError('invalid_transaction', 'that is no signed transaction', { cause });
  }
}

/** Submits, and waits up to `waitMs` for a block; what the node answers is not checked. */
export function post(
  transport: HttpTransport,
  signed: SignedTransaction,
  waitMs: number,
  idempotencyKey?: string,
): Promise<TransactionResponse> {
  return ask(transport, endpoints.submitTransaction, {
    wait: waitMs,
    'Idempotency-Key': idempotencyKey,
    body: signed,
  });
}

/**
 * Waits until a transaction is final, and checks the proof. Throws `NotFinal` after `timeoutMs`, `ApiProblem`
 * `not_found` when the node does not know of it, or no longer, and `ProofError`.
 *
 * @example
 * const signed = await client.sign({ operations: [transfer({ from, to, asset, amount: 5n })] });
 * const { receipt } = await waitForFinal(light, await submit(transport, signed));
 */
export async function waitForFinal(
  light: LightClient,
  id: Hash,
  timeoutMs = defaultTimeoutMs,
): Promise<ProvenTransaction> {
  const { transport } = givenLight(light);
  const request = (waitMs: number) => getReportedTransaction(transport, id, waitMs);
  return checkFinal(light, id, await askUntilFinal(id, timeoutMs, request, false));
}

/**
 * Submits a transaction, waits until it is final, and checks the proof; the receipt says whether it succeeded.
 * It is submitted again each time the node is asked, so a node that restarts, or that let it go, has it
 * again. Throws `ApiProblem` with the ledger's code when it is refused, `Unreachable` when no node
 * took it, `NotFinal` after `timeoutMs`, and `ProofError`.
 *
 * @example
 * const signed = await client.sign({ operations: [transfer({ from, to, asset, amount: 5n })] });
 * const { receipt } = await submitAndWait(light, signed);
 */
export async function submitAndWait(
  light: LightClient,
  signed: SignedTransaction,
  timeoutMs = defaultTimeoutMs,
): Promise<ProvenTransaction> {
  // By its own name, not by the one that the node has for it.
  const id = idOf(signed);
  const { transport } = givenLight(light);
  const request = (waitMs: number) => post(transport, signed, waitMs);
  return checkFinal(light, id, await askUntilFinal(id, timeoutMs, request, true));
}

/**
 * Asks again and again. Once the node has answered, that it is away for a while changes nothing. When
 * the transaction has just left the mempool (`not_found`), submitting it again tells why.
 */
async function askUntilFinal(
  id: Hash,
  timeoutMs: number,
  request: (waitMs: number) => Promise<TransactionResponse>,
  handsIn: boolean,
): Promise<FinalTransaction> {
  if (typeof timeoutMs !== 'number' || !(timeoutMs >= 0)) {
    throw new BuildError('bad_argument', 'expected "timeoutMs" as milliseconds');
  }
  const deadline = performance.now() + timeoutMs;
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
    if (performance.now() >= deadline) throw new NotFinal(id, timeoutMs, { cause: failure });
  }
}
