/** What a backup consists of, signed by the node that made it. It is written last, so that one that is there is complete. */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Address,
  fromBase64,
  keyAddress,
  type SignatureProvider,
  type SigningKey,
  toBase64,
} from '@trellis/crypto';
import { replaceFile } from '@trellis/crypto/files';
import { BackupError } from './backup-error.ts';

export interface Manifest {
  readonly format: 1;
  readonly node: string;
  readonly chainId: string;
  readonly genesisHash: string;
  /** Of the newest block in it. */
  readonly height: string;
  readonly blockId: string;
  /** ISO 8601. */
  readonly madeAt: string;
  /** Pieces of the database, in the order of its keys. */
  readonly pieces: readonly string[];
  /** Objects of files beside the database, by their names. */
  readonly files: Readonly<Record<string, string>>;
  /** The data key, sealed with X-Wing for whoever may read it; `null`: the backup is not encrypted. */
  readonly encryption: {
    readonly encapsulated: string;
    readonly wrappedKey: string;
    readonly sealedDataKey: string;
  } | null;
}

/** The name among `files` of a file of the snapshot that the chain began with. */
export const snapshotFile = (name: string): string => `snapshot/${name}`;

export interface SignedManifest {
  readonly manifest: Manifest;
  /** The network key of the node that signed it, by its address. */
  readonly signer: Address;
}

const scheme = 'ml-dsa-65';
const folderName = 'backups';

/** Its name sorts behind those of earlier ones. */
export async function writeManifest(
  folder: string,
  manifest: Manifest,
  key: SigningKey,
): Promise<string> {
  const text = JSON.stringify(manifest);
  const signature = await key.sign('backup', Buffer.from(text));
  const signed = {
    manifest: text,
    publicKey: toBase64(key.publicKey),
    signature: toBase64(signature),
  };
  const time = manifest.madeAt.replace(/[^0-9]/g, '').slice(0, 17);
  const name = `${time}-${manifest.height}`;
  await mkdir(join(folder, folderName), { recursive: true, mode: 0o700 });
  await replaceFile(join(folder, folderName, `${name}.json`), `${JSON.stringify(signed)}\n`);
  return name;
}

/** The backups in a folder, the newest last. */
async function listBackups(folder: string): Promise<readonly string[]> {
  const names = await readdir(join(folder, folderName)).catch(() => []);
  return names
    .flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : []))
    .sort();
}

/** The newest backup, or the one of a name, if its signature holds. Throws `BackupError`. */
export async function readManifest(
  folder: string,
  provider: SignatureProvider,
  name?: string,
): Promise<SignedManifest> {
  const chosen = name ?? (await listBackups(folder)).at(-1);
  if (chosen === undefined) {
    throw new BackupError('no_backup', `there is no backup in ${folder}`);
  }
  const path = join(folder, folderName, `${chosen}.json`);
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) throw new BackupError('no_backup', `there is no backup ${path}`);
  const damaged = (): BackupError =>
    new BackupError('backup_damaged', `${path} is not what the node has signed`);
  const signed = parsed(text);
  if (signed === null) throw damaged();
  const holds = await provider.verify({
    scheme,
    purpose: 'backup',
    publicKey: signed.publicKey,
    message: Buffer.from(signed.manifest),
    signature: signed.signature,
  });
  if (!holds) throw damaged();
  // What the node has signed is of the form that it writes.
  const manifest = JSON.parse(signed.manifest) as Manifest;
  if (manifest.format !== 1) {
    throw new BackupError(
      'backup_damaged',
      `${path} has format ${manifest.format}, which is newer`,
    );
  }
  return { manifest, signer: keyAddress(scheme, signed.publicKey) };
}

function parsed(text: string) {
  try {
    const { manifest, publicKey, signature } = JSON.parse(text);
    if (typeof manifest !== 'string') return null;
    return {
      manifest,
      publicKey: fromBase64(`${publicKey}`),
      signature: fromBase64(`${signature}`),
    };
  } catch {
    return null;
  }
}
