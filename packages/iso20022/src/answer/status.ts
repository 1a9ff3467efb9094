/** Statuses of payments: which may stand where in which version, and which a message has by those of its transfers. */
import { releaseOf } from '../messages/message-table.ts';
import type { AnswerId } from './answer-version.ts';

/** From what is known least to what is known most, and what is not well. */
export const statusNames = {
  RCVD: 'Received',
  ACTC: 'AcceptedTechnicalValidation',
  ACSP: 'AcceptedSettlementInProcess',
  ACSC: 'AcceptedSettlementCompleted',
  ACCC: 'AcceptedSettlementCompletedCreditorAccount',
  PDNG: 'Pending',
  PART: 'PartiallyAccepted',
  RJCT: 'Rejected',
} as const;

export type Status = keyof typeof statusNames;

/** Of the message, of one of its payments, or of one of their transfers. */
export type StatusLevel = 'group' | 'payment' | 'transaction';

/** What one transfer can have. */
export type TransactionStatus = Exclude<Status, 'PART' | 'RCVD'>;

const levels: readonly StatusLevel[] = ['group', 'payment', 'transaction'];

/**
 * The lists of 2009 are part of the messages, and have no ACCC; since 2019 they are external. RCVD and PART are of
 * messages and payments alone.
 */
export function statusesAt(id: AnswerId, level: StatusLevel): readonly Status[] {
  const all = Object.keys(statusNames) as readonly Status[];
  const known = releaseOf(id) < 2019 ? all.filter((one) => one !== 'ACCC') : all;
  if (level === 'transaction') return known.filter((one) => one !== 'RCVD' && one !== 'PART');
  return level === 'payment' ? known.filter((one) => one !== 'RCVD') : known;
}

/** The table of one version, for documentation. */
export const statusTable = (id: AnswerId): readonly (readonly [StatusLevel, readonly Status[]])[] =>
  levels.map((level) => [level, statusesAt(id, level)]);

/** What says that a payment is final and its payee credited, as far as the version can say it. */
export const finalStatus = (id: AnswerId): 'ACCC' | 'ACSC' =>
  statusesAt(id, 'transaction').includes('ACCC') ? 'ACCC' : 'ACSC';

const accepted = ['ACTC', 'ACSP', 'ACSC', 'ACCC'] as const;

/**
 * The status of a message, or a payment, by those of its transfers: rejected if all are, partial if some are; pending
 * if one is, and otherwise what is true of all. (Usage rules of GroupStatus in the message definition report: a
 * message of one of the accepted statuses has no rejected transfer.)
 */
export function groupStatusOf(statuses: readonly TransactionStatus[]): Status {
  const rejected = statuses.filter((one) => one === 'RJCT').length;
  if (rejected > 0) return rejected === statuses.length ? 'RJCT' : 'PART';
  if (statuses.includes('PDNG')) return 'PDNG';
  return accepted.find((one) => statuses.includes(one)) ?? 'RCVD';
}
