/**
 * The audit log as a chain: every line holds the hash of its entry, and every entry the hash of the one
 * before, so that nothing in the middle can be changed, moved or left out unseen. What a chain can't show is
 * that its end was cut off: for that somebody else has to know a later hash. Pure.
 */
import { hash } from 'node:crypto';
import type { Hash } from '@trellis/crypto';
import { zeroHash } from '@trellis/crypto';
import { decodeJsonText, type ForeignText, rawText } from '@trellis/protocol';
import { type AuditEntry, type AuditFact, auditEntryCodec } from '@trellis/protocol/http-api';
import { withoutSecrets } from '../config/redaction.ts';

/** The newest entry. */
export interface ChainHead {
  readonly number: bigint;
  readonly hash: Hash;
}

/** Before the first entry. */
export const emptyChain: ChainHead = { number: 0n, hash: zeroHash };

/** The line, with its end, that puts a fact behind `head`. */
export function chainLine(
  head: ChainHead,
  fact: AuditFact,
  time: bigint,
): { readonly text: string; readonly head: ChainHead } {
  const number = head.number + 1n;
  const entry: AuditEntry = { number, time, ...fact, previous: head.hash };
  const json = JSON.stringify(auditEntryCodec.toJson(entry));
  const own = entryHash(json);
  return { text: `{"hash":"${own}","entry":${json}}\n`, head: { number, hash: own } };
}

/** The hash is over the entry as it stands in the line, so that there is one way to compute it. */
function entryHash(json: string): Hash {
  return hash('sha256', `trellis/v1/audit\0${json}`, 'hex') as Hash;
}

export type LineProblem = 'not_a_line' | 'wrong_hash' | 'wrong_number' | 'wrong_previous';

/** An entry with its hash, of a log that this program understands whole. */
interface ChainLine {
  readonly hash: Hash;
  readonly entry: AuditEntry;
}

export type ReadLine =
  | { readonly ok: true; readonly line: ChainLine; readonly head: ChainHead }
  | { readonly ok: false; readonly problem: LineProblem };

/** Reads a line without its end, as the one that follows `head`; `null` takes any for the first. */
export function readChainLine(text: string, head: ChainHead | null): ReadLine {
  const [, given = '', json = ''] =
    /^\{"hash":"([0-9a-f]{64})","entry":(\{.*\})\}$/.exec(text) ?? [];
  if (json === '') return { ok: false, problem: 'not_a_line' };
  const own = entryHash(json);
  if (own !== given) return { ok: false, problem: 'wrong_hash' };
  const decoded = decodeJsonText(auditEntryCodec, json);
  if (!decoded.ok) return { ok: false, problem: 'not_a_line' };
  const entry = decoded.value;
  if (head !== null) {
    if (entry.number !== head.number + 1n) return { ok: false, problem: 'wrong_number' };
    if (entry.previous !== head.hash) return { ok: false, problem: 'wrong_previous' };
  }
  return {
    ok: true,
    line: { hash: own, entry },
    head: { number: entry.number, hash: own },
  };
}

/** A fact with nothing said of it but this. */
export function auditFact(fact: Partial<AuditFact> & Pick<AuditFact, 'event'>): AuditFact {
  const { who = '', address = '', what = '', outcome = '', count = 1 } = fact;
  return {
    event: fact.event,
    who: plain(who),
    address: plain(address),
    what: plain(what),
    outcome: plain(outcome),
    count,
  };
}

/** Text from outside, made fit for the log: no secrets, no control characters, no great length. */
function plain(text: ForeignText): string {
  // Keys and tokens may be where they don't belong, such as in a path.
  const clean = withoutSecrets(rawText(text).toWellFormed()).replace(/\p{Cc}/gu, ' ');
  // A character takes up to four bytes of the 512 that an entry allows.
  return clean.slice(0, 120).toWellFormed();
}

/** What a `removed` entry says of the last entry that went. */
export function removalText({ number, hash: last }: ChainHead): string {
  return `${number} ${last}`;
}

/** The entry that a `removed` entry tells of; `undefined` for what is none. */
export function removalOf({ event, what }: AuditEntry): ChainHead | undefined {
  const [, number, last] = /^([0-9]{1,20}) ([0-9a-f]{64})$/.exec(rawText(what)) ?? [];
  if (event !== 'removed' || number === undefined || last === undefined) return undefined;
  return { number: BigInt(number), hash: last as Hash };
}
