/** Which transactions of a list are shown: by type, account, asset, reference, time and amount. In the address, so that it can be shared. */

import { isReferredBy } from './references.ts';

/** Texts as they were entered; empty shows all. */
export interface TransactionFilter {
  readonly type: string;
  /** The beginning of an address, on either side. */
  readonly account: string;
  readonly asset: string;
  /** The beginning of a reference or a memo. */
  readonly reference: string;
  /** Days in UTC, such as `2026-12-01`; both are shown. */
  readonly since: string;
  readonly until: string;
  /** In whole units; both are shown. */
  readonly least: string;
  readonly most: string;
}

export const filterNames = [
  'type',
  'account',
  'asset',
  'reference',
  'since',
  'until',
  'least',
  'most',
] as const;

/** What a transaction is found by. */
export interface FilteredFacts {
  readonly types: readonly string[];
  readonly accounts: readonly string[];
  readonly asset: string | undefined;
  readonly references: readonly string[];
  /** In milliseconds since 1970. */
  readonly time: number;
  /** In whole units. */
  readonly amount: number | undefined;
}

/** Parameters of the list; the point sets them apart from the place itself. */
const parameterOf = (name: string): string => `transactions.${name}`;

export function readFilter(query: URLSearchParams): TransactionFilter {
  const of = (name: keyof TransactionFilter): string => query.get(parameterOf(name)) ?? '';
  return {
    type: of('type'),
    account: of('account'),
    asset: of('asset'),
    reference: of('reference'),
    since: of('since'),
    until: of('until'),
    least: of('least'),
    most: of('most'),
  };
}

/** The query with this filter, from the first page of the list on; what shows all is left out. */
export function writeFilter(query: URLSearchParams, filter: TransactionFilter): URLSearchParams {
  const written = new URLSearchParams(query);
  for (const name of filterNames) {
    if (filter[name] === '') written.delete(parameterOf(name));
    else written.set(parameterOf(name), filter[name]);
  }
  written.delete(parameterOf('page'));
  return written;
}

/** What is no day and no number, as somebody may have written it into an address, leaves nothing out. */
export function isShown(filter: TransactionFilter, facts: FilteredFacts): boolean {
  const { types, accounts, asset, references, time, amount } = facts;
  const { reference } = filter;
  const account = filter.account.trim().toLowerCase();
  return (
    (filter.type === '' || types.includes(filter.type)) &&
    (account === '' || accounts.some((one) => one.startsWith(account))) &&
    (filter.asset === '' || asset === filter.asset) &&
    (reference === '' || references.some((one) => isReferredBy(one, reference))) &&
    isWithin(new Date(time).toISOString().slice(0, 10), dayOf(filter.since), dayOf(filter.until)) &&
    isWithin(amount, numberOf(filter.least), numberOf(filter.most))
  );
}

/** What has no amount is in no range of amounts. */
function isWithin<T extends string | number>(
  value: T | undefined,
  least: T | undefined,
  most: T | undefined,
): boolean {
  if (least === undefined && most === undefined) return true;
  if (value === undefined) return false;
  return (least === undefined || value >= least) && (most === undefined || value <= most);
}

/** A day that there is: fields of the page show no other, and what is not seen has to leave nothing out. */
function dayOf(text: string): string | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text < '0001') return undefined;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? text : undefined;
}

/** A number as fields of the page show it: a "valid floating-point number" of HTML. */
function numberOf(text: string): number | undefined {
  const value = /^-?(\d+|\d*\.\d+)([eE][-+]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}
