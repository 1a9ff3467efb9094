/** Making a backup of a database that is in use: what it has at one moment, and the files beside it. */
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asciiBytes, type SigningKey, toBase64 } from '@trellis/crypto';
import { makePrivateFolder, replaceFile } from '@trellis/crypto/files';
import { seal } from '@trellis/crypto/sealing';
import type { FinalHeader } from '@trellis/engine';
import type { RecoveryPoint } from '@trellis/protocol';
import { readRecord } from '../level/database.ts';
import type { Database, Snapshot } from '../level/database-interface.ts';
import { keys } from '../level/keyspace.ts';
import { headRecordCodec } from '../level/records.ts';
import { readHeader } from '../level/stored-block.ts';
import { memoryNames } from '../signing/memory-names.ts';
import { snapshotPath } from '../snapshot/restore-snapshot.ts';
import { piecesOf } from './entries.ts';
import { type Manifest, snapshotFile, writeManifest } from './manifest.ts';
import { openObjects } from './objects.ts';

export interface BackupSource {
  readonly database: Pick<Database, 'iterator' | 'snapshot' | 'getSync' | 'damage'>;
  readonly dataFolder: string;
  readonly node: string;
  readonly genesisHash: string;
  /** Other files, by the names that they get. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly key: SigningKey;
  /** The newest one of the chain; what was signed and heard is in files of its own after it. */
  readonly recovery: RecoveryPoint | null;
}

export interface BackupTarget {
  readonly folder: string;
  /** A public key of X-Wing; `null` does not encrypt. */
  readonly reader: Uint8Array | null;
  /** Called after each piece; others get their turn until it resolves. */
  readonly pace: (bytes: number) => Promise<void>;
}

export interface BackupReport {
  readonly name: string;
  readonly height: bigint;
  /** Of all that is in it, and of what was not there already. */
  readonly bytes: number;
  readonly written: number;
}

/** What the data key is sealed for. */
export const backupContext = asciiBytes('trellis backup');

/** Writes a backup into a folder that may have earlier ones, of which it uses what did not change. */
export async function createBackup(
  source: BackupSource,
  { folder, reader, pace }: BackupTarget,
): Promise<BackupReport> {
  await makePrivateFolder(folder);
  const dataKey = reader === null ? null : await dataKeyFor(source.dataFolder, reader);
  const objects = openObjects(folder, dataKey);
  let [bytes, written] = [0, 0];
  const put = async (content: Uint8Array): Promise<string> => {
    const stored = await objects.put(content);
    bytes += content.length;
    written += stored.written;
    await pace(content.length);
    return stored.name;
  };
  const files: Record<string, string> = {};
  // Before the chain: a memory that is newer than the chain would tell that blocks are lost.
  for (const [name, path] of await ownFiles(source)) {
    const content = await readFile(path).catch(() => null);
    if (content !== null) files[name] = await put(content);
  }
  for (const [name, content] of source.files) files[name] = await put(content);
  const snapshot = source.database.snapshot();
  const { header, blockId } = headIn(source.database, snapshot);
  const pieces: string[] = [];
  try {
    for await (const piece of piecesOf(source.database.iterator({ snapshot }))) {
      pieces.push(await put(piece));
    }
  } finally {
    await snapshot.close();
  }
  const manifest: Manifest = {
    format: 1,
    node: source.node,
    chainId: header.chainId,
    genesisHash: source.genesisHash,
    height: `${header.height}`,
    blockId,
    madeAt: new Date().toISOString(),
    pieces,
    files,
    encryption: dataKey && reader && (await sealedFor(dataKey, reader)),
  };
  const name = await writeManifest(folder, manifest, source.key);
  return { name, height: header.height, bytes, written };
}

/** Beside the database, if they are there; what a restored node must not have is not among them. */
async function ownFiles({
  database,
  dataFolder,
  recovery,
}: BackupSource): Promise<readonly (readonly [name: string, path: string])[]> {
  const { lastSigned, heard } = memoryNames(recovery);
  const memory = [
    ['last-signed', join(dataFolder, lastSigned)],
    ['heard', join(dataFolder, heard)],
  ] as const;
  if (database.getSync(keys.meta('base')) === undefined) return memory;
  // What the chain began with: the audit begins with it.
  const path = snapshotPath(dataFolder);
  const names = await readdir(path);
  return [...memory, ...names.map((name) => [snapshotFile(name), join(path, name)] as const)];
}

/** The newest block of the snapshot, which may be one that the node is about to take notice of. */
function headIn(database: BackupSource['database'], snapshot: Snapshot): FinalHeader {
  const { damage } = database;
  const reader = { damage, getSync: (key: Uint8Array) => database.getSync(key, { snapshot }) };
  const height = readRecord(reader, keys.meta('head'), headRecordCodec)?.height;
  const final = height === undefined ? undefined : readHeader(reader, height);
  if (final === undefined) throw damage(keys.meta('head'), 'the newest block is missing');
  return final;
}

/** One for each reader, kept beside the database: with another one, nothing of earlier backups could be used. */
async function dataKeyFor(dataFolder: string, reader: Uint8Array): Promise<Uint8Array> {
  const path = join(dataFolder, 'backup-key');
  const owner = toBase64(reader);
  const stored = await readFile(path, 'utf8').catch(() => '');
  const [key, of] = stored.trim().split(' ');
  if (key !== undefined && of === owner) return Buffer.from(key, 'base64');
  const made = randomBytes(32);
  await replaceFile(path, `${made.toString('base64')} ${owner}\n`);
  return made;
}

async function sealedFor(
  dataKey: Uint8Array,
  reader: Uint8Array,
): Promise<NonNullable<Manifest['encryption']>> {
  const { keys, ciphertext } = await seal(dataKey, backupContext, [reader]);
  const [key] = keys;
  if (key === undefined) throw new Error('sealed for nobody');
  return {
    encapsulated: toBase64(key.encapsulated),
    wrappedKey: toBase64(key.wrappedKey),
    sealedDataKey: toBase64(ciphertext),
  };
}
