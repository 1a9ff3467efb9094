/** What the wallet keeps in this browser: encrypted keys, and every transaction before its bytes leave. */
import type { Submission } from '@trellis/client/account';
import { type DBSchema, openDB } from 'idb';
import type { Attempts } from './attempts.ts';

/** A passkey that opens a key: what it derives from `salt` is the password of `keyFile`. */
export interface Passkey {
  readonly credentialId: Uint8Array<ArrayBuffer>;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly keyFile: string;
}

export interface KeptKey {
  /** Of the key, as text: what it is kept under. */
  readonly address: string;
  /** The same text that the command line keeps in a file. */
  readonly keyFile: string;
  /** Whether its owner has shown that there is a copy elsewhere. */
  readonly isBackedUp: boolean;
  readonly passkey: Passkey | null;
  readonly attempts: Attempts;
}

/** An account that keys of this browser sign for, which does not follow from a key. */
interface KeptShared {
  readonly address: string;
}

/** A submission, its transaction as bytes. */
export interface KeptSubmission extends Omit<Submission, 'signed' | 'since'> {
  readonly chain: string;
  readonly sender: string;
  readonly since: string;
  readonly signed: Uint8Array<ArrayBuffer>;
}

interface Schema extends DBSchema {
  keys: { key: string; value: KeptKey };
  submissions: {
    key: string;
    value: KeptSubmission;
    indexes: { bySender: [chain: string, sender: string] };
  };
  shared: { key: string; value: KeptShared };
}

export type Database = Awaited<ReturnType<typeof openDB<Schema>>>;

const name = 'trellis-wallet';
const version = 2;

/** Why what is kept can't be reached any more; or not yet: a tab with an older wallet is asleep, and has it open. */
export type StorageLoss = 'cleared' | 'newer' | 'older';

/** Opens it; another tab that wants a newer version, or whoever clears the storage, is let through, and `onLoss` told. */
export function openDatabase(onLoss: (loss: StorageLoss) => void): Promise<Database> {
  return openDB<Schema>(name, version, {
    upgrade(database, from) {
      if (from < 1) {
        database.createObjectStore('keys', { keyPath: 'address' });
        const submissions = database.createObjectStore('submissions', { keyPath: 'id' });
        submissions.createIndex('bySender', ['chain', 'sender']);
      }
      if (from < 2) database.createObjectStore('shared', { keyPath: 'address' });
    },
    blocking(_current, wanted, event) {
      const { target } = event;
      if (target instanceof IDBDatabase) target.close();
      // Without a version that it wants, somebody deletes the database.
      onLoss(wanted === null ? 'cleared' : 'newer');
    },
    blocked: () => onLoss('older'),
    terminated: () => onLoss('cleared'),
  });
}
