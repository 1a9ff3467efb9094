/**
 * Clients, requests, consents and the hashes of their codes and refresh tokens, in one SQLite database of the node's
 * folder: what a caller is told was written and synced before. Commands use it beside a running node.
 */
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CodedError } from '@trellis/crypto';
import { createFile, makePrivateFolder } from '@trellis/crypto/files';

import { consentSchema } from './consent-schema.ts';

/** How long another process may take to write. */
const busyMs = 5_000;

/** What can't be done with consents. */
export class ConsentError extends CodedError<
  | 'bad_key'
  | 'unknown_client'
  | 'too_many_clients'
  | 'request_over'
  | 'mandate_taken'
  | 'too_many_consents'
  /** The file of the consents can't be used; the message says which it is, why, and what to do. */
  | 'consents_unusable'
> {}

export interface ConsentFile {
  /** Synced when a change returns. */
  readonly database: DatabaseSync;
  /** For what only tells people: not synced, so it costs no wait. */
  readonly unsynced: DatabaseSync;
  /** All of it or nothing. */
  atomically<T>(change: () => T): T;
  close(): void;
}

/** Opens the consents of a node's access folder; makes them where there are none. */
export async function openConsentFile(folder: string): Promise<ConsentFile> {
  await makePrivateFolder(folder);
  const path = join(folder, 'consents.sqlite');
  await createFile(path, '').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const { database, unsynced } = openBoth(path);
  return {
    database,
    unsynced,
    atomically(change) {
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = change();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    close() {
      unsynced.close();
      database.close();
    },
  };
}

/** Throws `ConsentError` `consents_unusable`. */
function openBoth(path: string): Pick<ConsentFile, 'database' | 'unsynced'> {
  try {
    const database = open(path, 'FULL');
    database.exec(consentSchema);
    return { database, unsynced: open(path, 'NORMAL') };
  } catch (error) {
    const why = error instanceof Error ? error.message : `${error}`;
    throw new ConsentError(
      'consents_unusable',
      `${path} can’t be used (${why}); put a copy of it back, or move it away and start again: all consents and their tokens are then over`,
      { cause: error },
    );
  }
}

function open(path: string, synchronous: 'FULL' | 'NORMAL'): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: busyMs });
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`);
  return database;
}

/** Codes and refresh tokens are 256 random bits: nothing to guess, nothing to stretch. */
export function secretName(secret: string): string {
  return hash('sha256', `trellis/v1/consent\0${secret}`, 'hex');
}
