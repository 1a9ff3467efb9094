/**
 * Making a node's data folder from a backup. What it signed after the backup was made is not in it, so the last-signed
 * file gets a mark: its memory counts as old, whatever others show (decision 19).
 */
import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fromBase64, type SignatureProvider } from '@trellis/crypto';
import { makePrivateFolder, privateMode, syncFolder } from '@trellis/crypto/files';
import type { OpeningKey } from '@trellis/crypto/sealing';
import {
  type ChainRecovery,
  type Genesis,
  genesisHash,
  recoveryPoint,
  stateKey,
  toHeight,
} from '@trellis/protocol';
import { type AuditReport, auditDatabase } from '../audit/audit-database.ts';
import { writeMarker } from '../chain/chain-marker.ts';
import { openDatabase } from '../level/database.ts';
import { openLevelStore } from '../level/level-store.ts';
import {
  createLastSignedFile,
  nothingSigned,
  openLastSignedFile,
  readLastSigned,
} from '../signing/last-signed-file.ts';
import { memoryNames } from '../signing/memory-names.ts';
import { snapshotPath } from '../snapshot/restore-snapshot.ts';
import { BackupError } from './backup-error.ts';
import { backupContext } from './create-backup.ts';
import { decodeEntries } from './entries.ts';
import { type Manifest, readManifest, type SignedManifest, snapshotFile } from './manifest.ts';
import { type Objects, openObjects } from './objects.ts';

export interface BackupSelection {
  readonly folder: string;
  /** The newest if there is none. */
  readonly name?: string | undefined;
  /** What the chain has to be of. */
  readonly genesis: Genesis;
  /** Those of the chain that the user agreed to, in their order. */
  readonly recoveries: readonly ChainRecovery[];
  readonly provider: SignatureProvider;
  /** Of an encrypted backup. */
  readonly reader: OpeningKey | null;
  readonly onProgress?: (done: number, of: number) => void;
}

export interface RestoredBackup {
  readonly manifest: Manifest;
  readonly audit: AuditReport;
  /** Of the files beside the database. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** In a folder that a restore has not finished: it may begin again there. */
const unfinishedName = 'restore-unfinished';

/**
 * Checks a backup whole: its signature, every object, and the audit of the chain in it from the genesis on. Throws
 * `BackupError` or `AuditFailure`.
 */
export async function verifyBackup(
  selection: BackupSelection,
  scratch: string,
): Promise<RestoredBackup> {
  const data = await mkdtemp(join(scratch, 'trellis-backup-'));
  try {
    return await restoreInto(selection, data, 'old');
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

/** With the keys that signed before, or with one that is made for what is restored, and has signed nothing. */
export type RestoredKeys = 'old' | 'new';

/** Restores into a data folder that is empty or not there. Throws `BackupError` or `AuditFailure`, and leaves no chain then. */
export async function restoreBackup(
  selection: BackupSelection,
  dataFolder: string,
  keys: RestoredKeys = 'old',
): Promise<RestoredBackup> {
  await makePrivateFolder(dataFolder);
  const there = await readdir(dataFolder);
  if (there.length > 0 && !there.includes(unfinishedName)) {
    throw new BackupError(
      'folder_not_empty',
      `${dataFolder} is not empty, and nothing in it is overwritten: name another folder`,
    );
  }
  for (const name of there) await rm(join(dataFolder, name), { recursive: true });
  await writeFile(join(dataFolder, unfinishedName), '', { mode: privateMode });
  const restored = await restoreInto(selection, dataFolder, keys);
  await rm(join(dataFolder, unfinishedName));
  await syncFolder(dataFolder);
  return restored;
}

async function restoreInto(
  { folder, name, genesis, recoveries, provider, reader, onProgress }: BackupSelection,
  data: string,
  keys: RestoredKeys,
): Promise<RestoredBackup> {
  const signed = await readManifest(folder, provider, name);
  const { manifest } = signed;
  if (manifest.genesisHash !== genesisHash(genesis)) {
    throw new BackupError(
      'other_chain',
      `the backup is of a chain with the genesis ${manifest.genesisHash}, not of this one`,
    );
  }
  const objects = openObjects(folder, await dataKeyOf(manifest, reader));
  const files = new Map<string, Uint8Array>();
  for (const [of, object] of Object.entries(manifest.files))
    files.set(of, await objects.get(object));
  const unfinished = join(data, 'chain.new');
  await importPieces(unfinished, manifest, objects, onProgress);
  await writeMarker(data, genesisHash(genesis));
  const newest = recoveries.at(-1)?.plan;
  const names = memoryNames(newest === undefined ? null : recoveryPoint(newest));
  const lastSigned = join(data, names.lastSigned);
  if (keys === 'new') await createLastSignedFile(lastSigned);
  else await writeMarked(lastSigned, files.get('last-signed'));
  const heard = files.get('heard');
  if (heard !== undefined) await writeFile(join(data, names.heard), heard, { mode: privateMode });
  await writeSnapshot(snapshotPath(data), files);
  // What is there by this name is whole.
  await rename(unfinished, join(data, 'chain'));
  await syncFolder(data);
  try {
    const audit = await auditDatabase(data, genesis, provider, { recoveries });
    if (`${audit.height}` !== manifest.height) {
      throw new BackupError(
        'backup_damaged',
        `its chain ends with block ${audit.height}, and its manifest says ${manifest.height}`,
      );
    }
    await expectNode(data, signed);
    return { manifest, audit, files };
  } catch (error) {
    await rm(join(data, 'chain'), { recursive: true, force: true });
    throw error;
  }
}

async function dataKeyOf(
  { encryption }: Manifest,
  reader: OpeningKey | null,
): Promise<Uint8Array | null> {
  if (encryption === null) return null;
  if (reader === null) {
    throw new BackupError(
      'backup_encrypted',
      'the backup is encrypted: name the key that opens it',
    );
  }
  const { encapsulated, wrappedKey, sealedDataKey } = encryption;
  const key = { encapsulated: fromBase64(encapsulated), wrappedKey: fromBase64(wrappedKey) };
  try {
    return await reader.open(key, fromBase64(sealedDataKey), backupContext);
  } catch (error) {
    throw new BackupError('backup_encrypted', 'the backup is encrypted for another key', {
      cause: error,
    });
  }
}

async function importPieces(
  path: string,
  { pieces }: Manifest,
  objects: Objects,
  onProgress: (done: number, of: number) => void = () => undefined,
): Promise<void> {
  const database = await openDatabase(path, { create: true });
  try {
    for (const [index, name] of pieces.entries()) {
      const entries = decodeEntries(await objects.get(name));
      if (entries === undefined) {
        throw new BackupError('backup_damaged', `the object ${name} has no entries of a database`);
      }
      const batch = database.batch();
      for (const [key, value] of entries) batch.put(key, value);
      await batch.write();
      onProgress(index + 1, pieces.length);
    }
  } finally {
    await database.close();
  }
}

/** What the chain began with, of a node that joined with a snapshot. */
async function writeSnapshot(path: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const parts = [...files].filter(([name]) => name.startsWith(snapshotFile('')));
  if (parts.length === 0) return;
  await makePrivateFolder(path);
  for (const [name, content] of parts) {
    await writeFile(join(path, basename(name)), content, { mode: privateMode });
  }
}

/** The record of what was signed last, with the mark that it is of a backup. */
async function writeMarked(path: string, content: Uint8Array | undefined): Promise<void> {
  const { recovered } = readLastSigned(content ?? new Uint8Array());
  const last = recovered.state === 'new' ? null : recovered.last;
  const file = await openLastSignedFile(path);
  await file.save(last ?? nothingSigned, { limit: toHeight(0n), doubt: 'old' });
  await file.close();
}

/** Whoever signed the manifest has a network key of the chain that was audited. */
async function expectNode(data: string, { signer }: SignedManifest): Promise<void> {
  const store = await openLevelStore(join(data, 'chain'));
  try {
    if (store.state.get(stateKey.networkKey(signer)) !== undefined) return;
  } finally {
    await store.close();
  }
  throw new BackupError('other_chain', `no node of the chain has the key ${signer} that signed it`);
}
