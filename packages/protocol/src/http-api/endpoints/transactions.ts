/** Submitting transactions, and learning what became of them. */
import { groupDigits } from '../../group-digits.ts';
import { limits } from '../../limits.ts';
import {
  type SignedTransaction,
  signedTransactionCodec,
  transactionCodec,
} from '../../transaction.ts';
import { type EncodedBody, endpoint, json, jsonBody, reading } from '../endpoint.ts';
import { inQuery } from '../parameter.ts';
import {
  idempotencyKeyHeader,
  limitInQuery,
  placeText,
  preferHeader,
  transactionInPath,
  waitInQuery,
} from '../parameters.ts';
import { simulationResponseCodec } from '../simulation-response.ts';
import {
  batchRequestCodec,
  batchResponseCodec,
  encodingResponseCodec,
  mempoolResponseCodec,
  transactionResponseCodec,
} from '../transaction-responses.ts';
import { transactionsResponseCodec } from '../transactions-response.ts';

const signedTransactionBody: EncodedBody<SignedTransaction> = {
  type: 'encoded',
  mediaTypes: ['application/octet-stream', 'application/json'],
  codec: signedTransactionCodec,
  bytesMax: limits.transactionJsonBytesMax,
};

const outcome = {
  200: json(
    transactionResponseCodec,
    'Final: its receipt, and the proofs that both are in the block',
  ),
  202: json(transactionResponseCodec, 'It waits for a block'),
};

export const submitTransaction = endpoint({
  method: 'POST',
  path: '/v1/transactions',
  tag: 'Transactions',
  access: 'submit',
  accounts: 'checked',
  proof: 'certificate',
  summary: 'Submit a signed transaction; submitting the same one again is harmless',
  parameters: {
    wait: waitInQuery,
    Prefer: preferHeader,
    'Idempotency-Key': idempotencyKeyHeader,
  },
  body: signedTransactionBody,
  errors: ['rejections', 'not_found', 'idempotency_key_reused', 'disk_full'],
  answers: outcome,
});

export const submitTransactions = endpoint({
  method: 'POST',
  path: '/v1/transactions/batch',
  tag: 'Transactions',
  access: 'submit',
  accounts: 'checked',
  summary: `Submit up to ${groupDigits(limits.blockTransactionsMax)} signed transactions; each is accepted or rejected by itself`,
  parameters: {},
  body: {
    type: 'encoded',
    mediaTypes: ['application/octet-stream'],
    codec: batchRequestCodec,
    bytesMax: limits.submittedBatchBytesMax,
  },
  errors: ['disk_full'],
  answers: { 200: json(batchResponseCodec, 'What became of each, in order') },
});

export const getTransaction = endpoint({
  method: 'GET',
  path: '/v1/transactions/{id}',
  tag: 'Transactions',
  access: 'read',
  accounts: 'checked',
  proof: 'certificate',
  summary: 'A transaction: waiting, or final with its receipt and proofs',
  parameters: { id: transactionInPath, wait: waitInQuery, Prefer: preferHeader },
  body: null,
  errors: ['not_found', 'pruned'],
  answers: outcome,
});

export const getTransactions = reading({
  path: '/v1/transactions',
  tag: 'Transactions',
  accounts: 'all',
  summary:
    'The final transactions before a place of the chain, the newest first. Each can be proven; that none is left out can not, but by the blocks',
  parameters: {
    before: inQuery(placeText, undefined, {
      description: 'Transactions before this HEIGHT-POSITION; the newest when absent',
      example: '120-1',
    }),
    limit: limitInQuery(limits.historyPageMax, limits.historyPageMax),
  },
  gives: transactionsResponseCodec,
});

export const encodeTransaction = endpoint({
  method: 'POST',
  path: '/v1/transactions/encoding',
  tag: 'Transactions',
  access: 'read',
  accounts: 'none',
  summary:
    'What the keys of a transaction sign: the message, and the context of the signature. Whoever encodes it without the node need not trust the node to show what it was given',
  parameters: {},
  body: jsonBody(transactionCodec, limits.transactionJsonBytesMax),
  answers: {
    200: json(
      encodingResponseCodec,
      'Sign "message" with "context" (FIPS 204 §5.2), put the signatures beside the transaction, and submit both',
    ),
  },
});

export const simulateTransaction = endpoint({
  method: 'POST',
  path: '/v1/simulate',
  tag: 'Transactions',
  access: 'read',
  accounts: 'checked',
  summary: 'What a transaction would do in the next block; it need not be signed',
  parameters: {},
  body: signedTransactionBody,
  answers: {
    200: json(simulationResponseCodec, 'As of now; nothing is kept'),
  },
});

export const getMempool = reading({
  path: '/v1/mempool',
  tag: 'Transactions',
  accounts: 'all',
  summary: `The transactions that wait for a block, the oldest ${limits.mempoolShownMax} of them`,
  gives: mempoolResponseCodec,
});
