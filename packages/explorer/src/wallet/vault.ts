/** The keys of this browser, and opening them: with the password, slower after each wrong one, or with a passkey. */
import { formatAddress, type KeyFileHeader, readKeyFileHeader } from '@trellis/crypto';
import { keyAccount, type SealedContent } from '@trellis/protocol';
import { inBackground } from '../page/background.ts';
import { afterFailure, noAttempts, waitMs } from './attempts.ts';
import type { Database, KeptKey } from './database.ts';
import type { KeySource, SealedMessage, Signable } from './signing/messages.ts';
import { askReaderKey, openBytes, SigningError, sealKey, signBytes } from './signing/signer.ts';

/** A key with what its file says in the open. */
export interface WalletKey extends KeptKey {
  readonly header: KeyFileHeader;
  /** The account that it alone signs for. */
  readonly account: ReturnType<typeof keyAccount>;
}

/** What opens a key. */
export type Secret =
  | { readonly type: 'password'; readonly password: string }
  /** What the passkey derived. */
  | { readonly type: 'passkey'; readonly password: string };

/** The key is not in this browser any more: its storage was cleared. */
class KeyGone extends Error {
  constructor() {
    super('this browser does not have the key any more: import it from its backup');
  }
}

/** The password may not be tried yet. */
class TooEarly extends Error {
  readonly waitMs: number;

  constructor(waitMs: number) {
    super(`too many wrong passwords: wait ${Math.ceil(waitMs / 1_000)} s`);
    this.waitMs = waitMs;
  }
}

function walletKeyOf(kept: KeptKey): WalletKey {
  const header = readKeyFileHeader(kept.keyFile);
  return { ...kept, header, account: keyAccount(header.scheme, header.address) };
}

/** All keys; one whose file is damaged is left out, as nothing can be done with it. */
export async function listWalletKeys(database: Database): Promise<readonly WalletKey[]> {
  const kept = await database.getAll('keys');
  return kept.flatMap((one) => {
    try {
      return [walletKeyOf(one)];
    } catch {
      return [];
    }
  });
}

/** Encrypts a key and keeps it. Throws `SigningError`. */
export async function addKey(
  database: Database,
  source: KeySource,
  {
    password,
    label,
    isBackedUp,
  }: {
    readonly password: string;
    readonly label: string;
    readonly isBackedUp: boolean;
  },
): Promise<WalletKey> {
  const sealing = { password, passwordKind: 'chosen', ...(label !== '' && { label }) } as const;
  const keyFile = await sealKey({ source, sealing });
  const address = formatAddress(readKeyFileHeader(keyFile).address);
  const kept = { address, keyFile, isBackedUp, passkey: null, attempts: noAttempts };
  await put(database, kept);
  // Without it a browser that is short of space may clear what it keeps. Firefox asks the user, and answers when they do.
  inBackground(navigator.storage.persist().catch(() => false));
  return walletKeyOf(kept);
}

/** Changes what is kept of a key. Throws `KeyGone`. */
export async function changeKey(
  database: Database,
  address: string,
  change: (kept: KeptKey) => KeptKey,
): Promise<void> {
  const transaction = database.transaction('keys', 'readwrite', { durability: 'strict' });
  const kept = await transaction.store.get(address);
  if (kept === undefined) throw new KeyGone();
  await transaction.store.put(change(kept));
  await transaction.done;
}

export function deleteKey(database: Database, address: string): Promise<void> {
  return database.delete('keys', address);
}

async function put(database: Database, kept: KeptKey): Promise<void> {
  const transaction = database.transaction('keys', 'readwrite', { durability: 'strict' });
  await transaction.store.put(kept);
  await transaction.done;
}

/** Signs a transaction or what is stated about a consent. Throws `SigningError`, `TooEarly` and `KeyGone`. */
export function signWith(
  database: Database,
  address: string,
  secret: Secret,
  signable: Signable,
): Promise<Uint8Array> {
  return opened(database, address, secret, (keyFile) =>
    signBytes({ keyFile, password: secret.password, signable }),
  );
}

/** The public key for which others seal messages for a key. Throws as `signWith` does. */
export function readerKey(
  database: Database,
  address: string,
  password: string,
): Promise<Uint8Array> {
  return opened(database, address, { type: 'password', password }, (keyFile) =>
    askReaderKey({ keyFile, password }),
  );
}

/** What a message says that is sealed for a key. Throws as `signWith` does. */
export function openMessage(
  database: Database,
  address: string,
  password: string,
  message: SealedMessage,
): Promise<SealedContent> {
  return opened(database, address, { type: 'password', password }, (keyFile) =>
    openBytes({ keyFile, password, message }),
  );
}

/** The key's file, encrypted with another password. Throws as `signWith` does. */
export function resealed(
  database: Database,
  address: string,
  secret: Secret,
  sealing: Parameters<typeof sealKey>[0]['sealing'],
): Promise<string> {
  return opened(database, address, secret, (text) =>
    sealKey({ source: { type: 'keyFile', text, password: secret.password }, sealing }),
  );
}

/** One at a time in all tabs, so that wrong passwords are counted. */
function opened<T>(
  database: Database,
  address: string,
  { type }: Secret,
  work: (keyFile: string) => Promise<T>,
): Promise<T> {
  return navigator.locks.request(`trellis-wallet/key/${address}`, async () => {
    const kept = await database.get('keys', address);
    if (kept === undefined) throw new KeyGone();
    if (type === 'passkey') {
      if (kept.passkey === null) throw new KeyGone();
      return work(kept.passkey.keyFile);
    }
    const wait = waitMs(kept.attempts, Date.now());
    if (wait > 0) throw new TooEarly(wait);
    try {
      const result = await work(kept.keyFile);
      await changeKey(database, address, (one) => ({ ...one, attempts: noAttempts }));
      return result;
    } catch (error) {
      if (error instanceof SigningError && error.code === 'wrong_password') {
        await changeKey(database, address, (one) => ({
          ...one,
          attempts: afterFailure(one.attempts, Date.now()),
        }));
      }
      throw error;
    }
  });
}
