/** Handing in transactions, and learning what became of them. */
import { type Hash, signatureContext } from '@trellis/crypto';
import { readTransaction } from '@trellis/ledger';
import {
  affectedAccounts,
  decode,
  decodeJson,
  signedTransactionCodec,
  transactionCodec,
  transactionId,
  transactionMessage,
  transactionPurpose,
} from '@trellis/protocol';
import {
  apiPaths,
  batchRequestCodec,
  batchResponseCodec,
  encodingResponseCodec,
  mempoolResponseCodec,
  type TransactionResponse,
  transactionResponseCodec,
} from '@trellis/protocol/http-api';
import { mempoolAnswer, transactionAnswer } from '../accounts/answers.ts';
import { mayUseOneOf, type Principal } from '../credentials/principal.ts';
import { idParameter, preferredWaitMs, waitParameter } from '../http/parameters.ts';
import { ApiError, accountRefused, refusalError } from '../http/problem.ts';
import {
  type Answer,
  type Call,
  type DocumentAnswer,
  jsonAnswer,
  neverChanging,
  type Route,
  type RouteSources,
  reading,
} from '../http/route.ts';
import { waitForOutcome } from './finality.ts';
import { encodedBytes, mayHandIn, submittedBytes, transactionJsonBytesMax } from './submission.ts';

const transactionAnswers: Route['answers'] = {
  200: {
    description: 'Final: its receipt, and the proofs that both are in the block',
    mediaType: 'application/json',
    schema: transactionResponseCodec.schema,
  },
  202: {
    description: 'It waits for a block',
    mediaType: 'application/json',
    schema: transactionResponseCodec.schema,
  },
};

const batchBytesMax = 16 * 1024 * 1024;

export const transactionRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: apiPaths.transactions,
    id: 'submitTransaction',
    access: 'submit',
    accounts: 'checked',
    bodyBytesMax: transactionJsonBytesMax,
    summary: 'Hand in a signed transaction; handing in the same one again is harmless',
    parameters: [waitParameter],
    body: {
      'application/json': signedTransactionCodec.schema,
      'application/octet-stream': encodedBytes,
    },
    answers: transactionAnswers,
    async handle(sources, call) {
      const encoded = submittedBytes(call.body);
      const waitMs = waitOf(call);
      if (!mayHandIn(call, encoded)) throw accountRefused('hand in transactions for others');
      const result = await sources.engine.submit(encoded);
      if (result.ok) return handedIn(await outcome(sources, result.transaction.id, waitMs));
      // Sent again after it became final: that is no mistake, and the answer is the receipt.
      const known = alreadyFinal(sources, encoded);
      if (known === undefined) throw refusalError(result.refusal, result.detail);
      return handedIn(known);
    },
  },
  {
    method: 'POST',
    path: apiPaths.transactionBatch,
    id: 'submitTransactions',
    access: 'submit',
    accounts: 'checked',
    bodyBytesMax: batchBytesMax,
    summary: 'Hand in up to 4,096 signed transactions; each is taken or refused by itself',
    parameters: [],
    body: { 'application/octet-stream': encodedBytes },
    answers: {
      200: {
        description: 'What became of each, in order',
        mediaType: 'application/json',
        schema: batchResponseCodec.schema,
      },
    },
    async handle({ engine }, call) {
      const { body } = call;
      if (!(body instanceof Uint8Array)) {
        throw new ApiError(415, 'unsupported_media_type', 'expected application/octet-stream');
      }
      const batch = decode(batchRequestCodec, new Uint8Array(body));
      if (!batch.ok) throw refusalError('malformed', batch.problem.message);
      call.charge(batch.value.length - 1);
      const results = await Promise.all(
        batch.value.map(async (encoded) => {
          if (!mayHandIn(call, encoded)) {
            return { transactionId: null, refusal: 'account_not_permitted' };
          }
          const result = await engine.submit(encoded);
          return result.ok
            ? { transactionId: result.transaction.id, refusal: null }
            : { transactionId: null, refusal: result.refusal };
        }),
      );
      return jsonAnswer(batchResponseCodec, { results });
    },
  },
  {
    method: 'POST',
    path: apiPaths.transactionEncoding,
    id: 'encodeTransaction',
    access: 'read',
    accounts: 'none',
    bodyBytesMax: transactionJsonBytesMax,
    summary:
      'What the keys of a transaction sign: the message, and the context of the signature. Who encodes it themselves need not trust the node to show what it was given',
    parameters: [],
    body: { 'application/json': transactionCodec.schema },
    answers: {
      200: {
        description:
          'Sign "message" with "context" (FIPS 204 §5.2), put the signatures beside the transaction, and hand both in',
        mediaType: 'application/json',
        schema: encodingResponseCodec.schema,
      },
    },
    handle(_sources, { body }) {
      const decoded = decodeJson(transactionCodec, body);
      if (!decoded.ok) {
        const { path, message } = decoded.problem;
        throw refusalError('malformed', path === '' ? message : `${path}: ${message}`);
      }
      return jsonAnswer(encodingResponseCodec, {
        transactionId: transactionId(decoded.value),
        message: transactionMessage(decoded.value),
        context: signatureContext(transactionPurpose),
      });
    },
  },
  reading({
    path: apiPaths.mempool,
    id: 'getMempool',
    summary: 'The transactions that wait for a block, the oldest 100 of them',
    gives: mempoolResponseCodec,
    answer: mempoolAnswer,
  }),
  {
    method: 'GET',
    path: `${apiPaths.transactions}/{id}`,
    id: 'getTransaction',
    access: 'read',
    accounts: 'checked',
    summary: 'A transaction: waiting, or final with its receipt and proofs',
    parameters: [idParameter, waitParameter],
    answers: transactionAnswers,
    async handle(sources, call) {
      const id = call.read(idParameter);
      const waitMs = waitOf(call);
      const { principal } = call;
      requireConcerned(sources, principal, id);
      const answer = await outcome(sources, id, waitMs);
      // What came while it waited was not known before.
      requireConcerned(sources, principal, id);
      const reply = transactionReply(answer);
      return answer.final === null ? reply : neverChanging(reply, id, principal);
    },
  },
];

/** Throws `ApiError` for a transaction that concerns none of the accounts that the caller is limited to. */
function requireConcerned({ store, engine }: RouteSources, principal: Principal, id: Hash): void {
  if (principal.accounts === null) return;
  const place = store.findTransaction(id);
  const encoded =
    place === undefined
      ? engine.mempool.findById(id)?.encoded
      : store.finalContent(place.height)?.transactions[place.index];
  const known = encoded && readTransaction(encoded);
  // One that this node doesn't know concerns nobody.
  if (!known?.ok || mayUseOneOf(principal, affectedAccounts(known.value.signed.transaction)))
    return;
  throw accountRefused('see the transactions of others');
}

/** The query says milliseconds, the header seconds; the query counts if both are there. */
function waitOf(call: Call): number {
  return call.read(waitParameter) || preferredWaitMs(call.header('prefer'));
}

function alreadyFinal(sources: RouteSources, encoded: Uint8Array): TransactionResponse | undefined {
  const known = readTransaction(encoded);
  if (!known.ok) return undefined;
  const answer = transactionAnswer(sources, known.value.id);
  return answer?.final ? answer : undefined;
}

/** Throws `ApiError` for a transaction that this node doesn't know, or no more. */
async function outcome(
  sources: RouteSources,
  id: Hash,
  waitMs: number,
): Promise<TransactionResponse> {
  const waiting = waitMs > 0 ? waitForOutcome(sources.engine.events, id, waitMs) : undefined;
  const now = transactionAnswer(sources, id);
  if (now?.final == null) await waiting;
  const answer = transactionAnswer(sources, id);
  if (answer === undefined) {
    throw new ApiError(404, 'not_found', `this node knows no transaction ${id}`);
  }
  return answer;
}

function transactionReply(answer: TransactionResponse): DocumentAnswer {
  return jsonAnswer(transactionResponseCodec, answer, answer.final === null ? 202 : 200);
}

/** The answer to a POST is not for caches, but says where it can be had again. */
function handedIn(answer: TransactionResponse): Answer {
  const location = `${apiPaths.transactions}/${answer.transactionId}`;
  return { ...transactionReply(answer), headers: { location } };
}
