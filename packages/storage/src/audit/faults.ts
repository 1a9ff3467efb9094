/** What an audit finds: every place that is not what it should be. */
import type { Height } from '@trellis/protocol';

export interface Fault {
  /** Of the block that it belongs to; `null` where there is none. */
  readonly height: Height | null;
  readonly what: string;
}

/** Places that a message names; the rest is counted. */
const namedMax = 20;

/** What is wrong with a database or the files beside it, and with which block first. */
export class AuditFailure extends Error {
  readonly code = 'audit_failed';
  /** Of the first fault that belongs to a block. */
  readonly height: Height | null;
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    const named = faults.slice(0, namedMax).map(faultText);
    const more = faults.length - named.length;
    super([...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; '));
    this.name = 'AuditFailure';
    this.height = faults.find(({ height }) => height !== null)?.height ?? null;
    this.faults = faults;
  }
}

function faultText({ height, what }: Fault): string {
  return height === null ? what : `block ${height}: ${what}`;
}

/** One fault, after which what depends on it can't be looked at. */
export class BrokenOff extends Error {
  readonly fault: Fault;

  constructor(height: Height, what: string) {
    super(what);
    this.fault = { height, what };
  }
}

/** Where faults are put as they are found. */
export type Note = (height: Height | null, what: string) => void;
