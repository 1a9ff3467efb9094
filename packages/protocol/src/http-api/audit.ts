/** The audit log of a node's HTTP API: what each entry says, and how they are chained. */

import { open } from '../answer.ts';
import type { ValueOf } from '../codec.ts';
import { foreignText, hashCodec, tag, uint32, uint64 } from '../codec-basic.ts';
import { container, list, optional } from '../codec-composite.ts';
import { limits } from '../limits.ts';
import { timeCodec } from '../scalars.ts';

const factText = foreignText(512, 'text without control characters', (value) =>
  /^\P{Cc}*$/u.test(value),
);

const auditFactFields = {
  event: tag({
    /** The node started, or stopped as it was told to. */
    started: 0,
    stopped: 1,
    /** A call of scope `admin` or `audit` was let in; written before it does anything. */
    call: 2,
    /** Such a call came to nothing. */
    call_failed: 3,
    /** A call was refused: 401, 403 or 429. */
    refused: 4,
    /** What became of API keys, whoever changed their file. */
    key_created: 5,
    key_changed: 6,
    key_revoked: 7,
    key_removed: 8,
    /** A key came from an address that it never came from. */
    key_new_address: 9,
    token_issued: 10,
    token_revoked: 11,
    /** A crash tore the last line, which was cut off. */
    torn_tail: 12,
    /** Something was wrong before the last line; what follows begins a new file. */
    damage_found: 13,
    /** Entries that could not be written. */
    entries_lost: 14,
    /** Old entries made room: up to this number, with this hash. */
    removed: 15,
    /** A client that may ask for consents was registered, or is no longer. */
    client_added: 16,
    client_removed: 17,
    /** What became of a request for a consent, and of the consent. */
    consent_granted: 18,
    consent_refused: 19,
    consent_revoked: 20,
    /** A client acted under a consent: `outcome` is its id. */
    consent_used: 21,
  }),
  /** The id of the key, the subject of the token, or nothing. */
  who: factText,
  /** The IP address that it came from, or nothing. */
  address: factText,
  /** What was called, or what it is about. Never holds a secret. */
  what: factText,
  /** The code of the refusal, or what became of it. */
  outcome: factText,
  /** How many times, when it happened again and again. */
  count: uint32,
};

const auditFactCodec = container(auditFactFields);
export type AuditFact = ValueOf<typeof auditFactCodec>;

const auditEntryFields = {
  number: uint64,
  time: timeCodec,
  ...auditFactFields,
  previous: hashCodec,
};

/** A fact in its place: `previous` is the hash of the entry before. */
export const auditEntryCodec = container(auditEntryFields);
export type AuditEntry = ValueOf<typeof auditEntryCodec>;

/** A line of the log. */
export const auditLineCodec = container({
  hash: hashCodec,
  entry: container({ ...auditEntryFields, event: open(auditFactFields.event) }),
});
export type AuditLine = ValueOf<typeof auditLineCodec>;

/** `GET /v1/audit?after={number}`: the entries after this one, in order. */
export const auditResponseCodec = container({
  lines: list(auditLineCodec, limits.auditPageMax),
  /** What to name as `after` to continue; `null`: this is all for now. */
  next: optional(uint64),
});
