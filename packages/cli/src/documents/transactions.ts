/** The documents of commands that build, submit and show transactions. */
import { type JsonSchema, remittanceCodec, signedTransactionCodec } from '@trellis/protocol';
import {
  blockResponseCodec,
  finalTransactionCodec,
  simulationResponseCodec,
} from '@trellis/protocol/http-api';
import { readableSchema } from '../readable-json.ts';
import { operationsCodec } from '../receipt-view.ts';
import {
  account,
  address,
  amount,
  answer,
  count,
  decimal,
  either,
  extended,
  flag,
  hash,
  list,
  nullable,
  oneOf,
  proven,
  provenEntry,
  record,
  text,
  units,
  utc,
} from './schema.ts';

const size = record({ bytes: count, signatureBytes: count, publicKeyBytes: count });

/** What was sealed, where a key was given that opens it. */
const opened = list(
  record({
    operation: count,
    remittance: remittanceCodec.schema,
    message: text,
    document: nullable(record({ form: text, bytes: text })),
  }),
);

/** A final transaction with its proofs; those are in the form of the API, so that they can be checked again. */
const receipt = extended(
  finalTransactionCodec.schema,
  {
    timeUtc: utc,
    operations: readableSchema(operationsCodec.schema.properties?.operations ?? {}),
    fee: nullable(record(amount)),
    size,
    proofChecked: flag,
  },
  { finalityMs: count, holds: list(hash), mandates: list(hash) },
);

const shown = extended(receipt, {}, { opened });

const submitted = record({
  transactionId: hash,
  sender: address,
  sequence: decimal,
  validUntil: decimal,
  state: oneOf('signed', 'submitted', 'final', 'expired', 'failed'),
  wait: text,
});

const simulation = answer(simulationResponseCodec, { size });

const waiting = record({ transactionId: hash, final: { type: 'null' } });

const inFile = extended(
  signedTransactionCodec.schema,
  {
    transactionId: hash,
    signatures: list(record({ account: address, keys: list(count) })),
    size,
  },
  { opened },
);

const line = record({
  time: utc,
  block: decimal,
  transaction: text,
  credit: text,
  debit: text,
  balance: units,
  asset: text,
  counterparty: text,
  endToEndId: text,
  reference: text,
  invoice: text,
  purpose: text,
  mandate: text,
  memo: text,
  status: text,
  creditAmount: decimal,
  debitAmount: decimal,
  balanceAmount: decimal,
  counterparties: list(record(account)),
});

/** What a command that submits prints: with `--no-wait` and `--dry-run` something else than a receipt. */
export const sending = either(receipt, submitted, simulation);

export const transactionDocuments = {
  'tx build': record({ file: text, transactionId: hash, requiredSigners: list(address) }),
  'tx sign': record({ file: text, transactionId: hash, key: text, keyIndex: count }),
  'tx submit': sending,
  'tx wait': receipt,
  'tx show': either(shown, waiting, inFile),
  request: record({ request: text, file: nullable(text) }),
  balance: either(
    record({ ...account, ...amount, ...proven }),
    record({
      ...account,
      balances: list(record({ ...account, ...amount, ...provenEntry })),
      proofChecked: flag,
    }),
  ),
  statement: record({
    ...account,
    asset: text,
    decimals: count,
    height: decimal,
    lines: list(line),
    older: nullable(text),
    newer: nullable(text),
    checked: text,
    proofChecked: flag,
  }),
  block: extended(blockResponseCodec.schema, { timeUtc: utc, proofChecked: flag }),
} satisfies Readonly<Record<string, JsonSchema>>;
