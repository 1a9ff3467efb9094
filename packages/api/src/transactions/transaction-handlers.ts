/** Submitting transactions, and learning what became of them. */
import { type Hash, signatureContext } from '@trellis/crypto';
import { readSubmitted } from '@trellis/engine';
import { type KnownTransaction, readTransaction } from '@trellis/ledger';
import {
  affectedAccounts,
  controlInTexts,
  decodeTrusted,
  requiredSigners,
  transactionCodec,
  transactionId,
  transactionMessage,
  transactionPurpose,
  type ValueOf,
} from '@trellis/protocol';
import {
  type batchResponseCodec,
  decodeBatch,
  endpoints,
  pathOf,
  type TransactionResponse,
} from '@trellis/protocol/http-api';
import { mempoolAnswer, transactionAnswer } from '../accounts/answers.ts';
import { paysUnder } from '../consents/consent-principal.ts';
import { mayUseAccounts, mayUseOneOf, type Principal } from '../credentials/principal.ts';
import { type HandlerSources, type Handlers, immutable, value } from '../http/handler.ts';
import { ApiError, accountRefused, rejectionError } from '../http/problem.ts';
import { startSlices } from '../http/slices.ts';
import { waitForOutcome } from './finality.ts';
import { submitUnderKey } from './idempotency.ts';
import { simulationAnswer } from './simulation-answer.ts';
import { transactionsAnswer } from './transactions-answer.ts';

export const transactionHandlers = {
  async submitTransaction(sources, { parameters, body, principal }) {
    requireRoom(sources);
    const read = readSubmitted(body);
    if (!read.ok) throw rejectionError(read.rejection, read.detail);
    if (!maySubmit(principal, read.transaction)) {
      throw accountRefused('submit transactions for others');
    }
    const control = controlOf(read.transaction);
    if (control !== undefined) throw new ApiError('control_characters', control);
    const key = parameters['Idempotency-Key'];
    if (key !== undefined) {
      const id = await submitUnderKey(sources, principal, key, body);
      return submitted(await outcome(sources, id, waitOf(parameters)));
    }
    const result = await sources.engine.submit(read.transaction);
    if (result.ok) {
      return submitted(await outcome(sources, result.transaction.id, waitOf(parameters)));
    }
    // Submitted again after it became final: that is no mistake, and the answer is the receipt.
    const known = alreadyFinal(sources, read.transaction.id);
    if (known === undefined) throw rejectionError(result.rejection, result.detail);
    return submitted(known);
  },
  async submitTransactions({ engine, isDiskFull }, { body, principal, charge, measure }) {
    requireRoom({ isDiskFull });
    const batch = decodeBatch(body);
    if (!batch.ok) throw rejectionError('malformed', batch.problem.message);
    charge(batch.value.length);
    const slices = startSlices();
    const results: Promise<BatchResult>[] = [];
    // Measured slice by slice: to ask for the thread's time takes as long as to read a transaction.
    const submitSlice = (): void => {
      do {
        const encoded = batch.value[results.length];
        if (encoded === undefined) return;
        const result = submitOf(engine, principal, encoded);
        // Thrown below; until then it must not count as a failure that nobody takes notice of.
        result.catch(() => undefined);
        results.push(result);
      } while (!slices.isOver());
    };
    for (;;) {
      measure(submitSlice);
      if (results.length === batch.value.length) break;
      await slices.next();
    }
    return value({ results: await Promise.all(results) });
  },
  async getTransaction(sources, { parameters, principal }) {
    const { id } = parameters;
    requireAffected(sources, principal, id);
    const answer = await outcome(sources, id, waitOf(parameters));
    // What came while it waited was not known before.
    requireAffected(sources, principal, id);
    return answer.final === null ? value(answer, 202) : immutable(value(answer), id, principal);
  },
  getTransactions: async ({ store }, { parameters }) =>
    value(await transactionsAnswer(store, parameters)),
  encodeTransaction: (_sources, { body }) =>
    value({
      transactionId: transactionId(body),
      message: transactionMessage(body),
      context: signatureContext(transactionPurpose),
    }),
  simulateTransaction(sources, { body, principal }) {
    if (!maySubmitEncoded(principal, body)) throw accountRefused('simulate transactions of others');
    const result = simulationAnswer(sources, body);
    // What those hold that it pays to is not the caller's to see.
    const balances = result.balances.filter(({ account }) => mayUseAccounts(principal, [account]));
    return value({ ...result, balances });
  },
  getMempool: (sources) => value(mempoolAnswer(sources)),
} satisfies Partial<Handlers>;

type BatchResult = ValueOf<typeof batchResponseCodec>['results'][number];

/** Throws `ApiError` `disk_full`. */
function requireRoom({ isDiskFull }: Pick<HandlerSources, 'isDiskFull'>): void {
  if (!isDiskFull()) return;
  throw new ApiError(
    'disk_full',
    'less than 2 % of this node’s disk is left: send it to another node',
  );
}

/** One transaction of a batch. */
async function submitOf(
  engine: HandlerSources['engine'],
  principal: Principal,
  encoded: Uint8Array,
): Promise<BatchResult> {
  const read = readSubmitted(encoded);
  if (!read.ok) return { transactionId: null, refusal: read.rejection };
  if (!maySubmit(principal, read.transaction)) {
    return { transactionId: null, refusal: 'account_not_permitted' };
  }
  if (controlOf(read.transaction) !== undefined) {
    return { transactionId: null, refusal: 'control_characters' };
  }
  const result = await engine.submit(read.transaction);
  return result.ok
    ? { transactionId: result.transaction.id, refusal: null }
    : { transactionId: null, refusal: result.rejection };
}

/** Whether the caller may have its accounts act so. */
function maySubmit(principal: Principal, { signed }: KnownTransaction): boolean {
  const { transaction } = signed;
  if (principal.consent !== undefined && !paysUnder(principal.consent, transaction)) return false;
  return principal.accounts === null || mayUseAccounts(principal, requiredSigners(transaction));
}

/** The same; what is no transaction is let through to the ledger, which says what is wrong with it. */
function maySubmitEncoded(principal: Principal, encoded: Uint8Array): boolean {
  if (principal.accounts === null) return true;
  const known = readTransaction(encoded);
  return !known.ok || maySubmit(principal, known.value);
}

/**
 * What is wrong with the texts of a new transaction. The ledger accepts any, as it always has; what is not taken in here
 * can't forge what is shown of it.
 */
function controlOf({ signed }: KnownTransaction): string | undefined {
  const found = controlInTexts(signed.transaction);
  return found && `${found.path} has the control character ${found.character}`;
}

/** Throws `ApiError` for a transaction that concerns none of the accounts that the caller is limited to. */
function requireAffected({ store, engine }: HandlerSources, principal: Principal, id: Hash): void {
  if (principal.accounts === null) return;
  const place = store.findTransaction(id);
  const body = place && store.finalBody(place.height)?.transactions[place.index];
  const transaction =
    place === undefined
      ? engine.mempool.findById(id)?.signed.transaction
      : body && decodeTrusted(transactionCodec, body.encoded, 'a transaction');
  // One that this node doesn't know concerns nobody; of one that was pruned it has nothing to show.
  if (transaction === undefined || mayUseOneOf(principal, affectedAccounts(transaction))) return;
  throw accountRefused('see the transactions of others');
}

/** The query counts if both are there. */
function waitOf({ wait, Prefer }: { readonly wait: number; readonly Prefer: number }): number {
  return wait || Prefer;
}

function alreadyFinal(sources: HandlerSources, id: Hash): TransactionResponse | undefined {
  const answer = transactionAnswer(sources, id);
  return answer?.final ? answer : undefined;
}

/** Throws `ApiError` for a transaction that this node doesn't know, or no more. */
async function outcome(
  sources: HandlerSources,
  id: Hash,
  waitMs: number,
): Promise<TransactionResponse> {
  const waiting = waitMs > 0 ? waitForOutcome(sources.engine.events, id, waitMs) : undefined;
  const now = transactionAnswer(sources, id);
  if (now?.final == null) await waiting;
  const answer = transactionAnswer(sources, id);
  if (answer === undefined) {
    throw new ApiError('not_found', `this node knows no transaction ${id}`);
  }
  return answer;
}

/** The answer to a POST is not for caches, but says where it can be had again. */
function submitted(answer: TransactionResponse) {
  const location = pathOf(endpoints.getTransaction, { id: answer.transactionId });
  return { ...value(answer, answer.final === null ? 202 : 200), headers: { location } };
}
