/** What an audit finds: every place that is not what it should be. */
import { toHex } from '@trellis/crypto';
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
  /** What is wrong where, a line each. */
  readonly places: readonly string[];

  constructor(faults: readonly Fault[]) {
    const places = faults.map(faultText);
    const named = places.slice(0, namedMax);
    const more = places.length - named.length;
    super([...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; '));
    this.name = 'AuditFailure';
    this.height = faults.find(({ height }) => height !== null)?.height ?? null;
    this.places = places;
  }
}

function faultText({ height, what }: Fault): string {
  return height === null ? what : `block ${height}: ${what}`;
}

/** One fault, after which what depends on it can't be looked at. */
export class BrokenOff extends Error {
  readonly fault: Fault;
  /** The entry that it is about, if it is one. */
  readonly key: Uint8Array | undefined;

  constructor(height: Height, what: string, key?: Uint8Array) {
    super(what);
    this.fault = { height, what };
    this.key = key;
  }
}

/** Where faults are put as they are found. */
export interface Faults {
  readonly found: readonly Fault[];
  /** Of an entry that a fault is known of already, no other is kept: what depends on it can't be right either. */
  readonly note: Note;
}

export type Note = (height: Height | null, what: string, key?: Uint8Array) => void;

export function createFaults(): Faults {
  const found: Fault[] = [];
  const places = new Set<string>();
  return {
    found,
    note(height, what, key) {
      const place = key && toHex(key);
      if (place !== undefined && places.has(place)) return;
      if (place !== undefined) places.add(place);
      found.push({ height, what });
    },
  };
}

/** Notes that are kept back, until what comes before them has been told. */
export function holdNotes(note: Note): { readonly note: Note; release(): void } {
  const held: Parameters<Note>[] = [];
  return {
    note: (...one) => held.push(one),
    release() {
      for (const one of held.splice(0)) note(...one);
    },
  };
}
