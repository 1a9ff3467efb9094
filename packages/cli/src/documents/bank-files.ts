/** The documents of commands about banks' files. */
import type { JsonSchema } from '@trellis/protocol';
import {
  account,
  address,
  amount,
  count,
  either,
  flag,
  hash,
  list,
  nullable,
  oneOf,
  record,
  text,
} from './schema.ts';

const place = { path: text, line: count, column: count };

const finding = record({
  code: text,
  reason: text,
  severity: oneOf('invalid', 'rejected'),
  ...place,
  message: text,
});

const leftOut = list(record({ ...place, rule: text, count }));

const schemas = record({
  schemas: list(record({ message: text, path: text, sha256: text, isKnown: flag })),
});

export const bankFileDocuments = {
  'iso validate': record({
    message: nullable(text),
    bySchema: oneOf('valid', 'invalid', 'no schema', 'too large', 'variant'),
    transfers: nullable(count),
    findings: list(finding),
    count,
    leftOut,
  }),
  'iso explain': record({
    message: text,
    messageId: text,
    sender: text,
    transfers: list(record({ result: oneOf('payment', 'rejected'), words: text })),
    payers: list(
      record({
        account: record(account),
        transfers: count,
        pays: record(amount),
        holds: record(amount),
      }),
    ),
    leftOut,
  }),
  'iso pay': record({
    messageId: nullable(text),
    answer: text,
    transfers: either(
      record({ final: count, rejected: count, submitted: count }),
      // Nothing was paid now: the file is not valid, or was answered before.
      { type: 'null' },
    ),
  }),
  'iso build': record({ file: text, transactionId: hash, requiredSigners: list(address) }),
  'iso statement': record({
    message: text,
    opening: text,
    closing: text,
    entries: count,
    out: nullable(text),
    document: nullable(text),
  }),
  'gateway queue': record({
    waiting: list(record({ id: text, kind: oneOf('payment', 'return'), what: text, why: text })),
    answered: nullable(text),
  }),
  'gateway approve': record({ approved: text, endToEndId: text }),
  'iso schemas add': schemas,
  'iso schemas list': schemas,
} satisfies Readonly<Record<string, JsonSchema>>;
