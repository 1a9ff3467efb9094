/** The files of a node beside its data, made from a backup: configuration, genesis, keys. */
import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { SignatureProvider } from '@trellis/crypto';
import {
  createFile,
  makePrivateFolder,
  replaceFile,
  sharedMode,
  syncFolder,
} from '@trellis/crypto/files';
import { configCodec, formatConfig, formatRecovery, type NodeConfig } from '@trellis/node';
import { decodeJsonText, genesisCodec } from '@trellis/protocol';
import { BackupError, type BackupSelection, type RestoredBackup } from '@trellis/storage';
import { makeValidatorKey, type NewValidatorKey, schemeVotedWith } from './new-validator-key.ts';

/** In a folder that a restore has not finished: it may begin again there. */
const unfinishedName = 'restore-unfinished';

/** Makes the folder, or empties one that an interrupted restore has left. Throws `BackupError` `folder_not_empty`. */
export async function beginRestore(target: string): Promise<void> {
  await makePrivateFolder(target);
  const there = await readdir(target);
  if (there.length === 0) return createFile(join(target, unfinishedName), '');
  if (!there.includes(unfinishedName)) {
    throw new BackupError(
      'folder_not_empty',
      `${target} is not empty, and nothing in it is overwritten: name another folder`,
    );
  }
  for (const name of there) {
    if (name !== unfinishedName) await rm(join(target, name), { recursive: true });
  }
}

/** From here on the folder is a node's. */
export async function endRestore(target: string): Promise<void> {
  await rm(join(target, unfinishedName));
  await syncFolder(target);
}

/**
 * Makes a key of the scheme with which the node voted last. Throws `BackupError` `no_validator` if the chain of the backup
 * has no such validator.
 */
export async function makeRestoredKey(
  target: string,
  { manifest: { node } }: RestoredBackup,
  provider: SignatureProvider,
): Promise<NewValidatorKey> {
  const scheme = await schemeVotedWith(join(target, 'data'), node);
  if (scheme === undefined) {
    throw new BackupError(
      'no_validator',
      `${node} is no validator: restore it without a new validator key`,
    );
  }
  return makeValidatorKey(join(target, 'keys'), scheme, provider);
}

/** Writes the configuration last: without it nothing can be started in the folder. Returns its path. */
export async function writeNodeFiles(
  target: string,
  { genesis, recoveries }: BackupSelection,
  {
    restored: { files },
    validator,
  }: { readonly restored: RestoredBackup; readonly validator: NewValidatorKey | null },
): Promise<string> {
  const genesisText = `${JSON.stringify(genesisCodec.toJson(genesis))}\n`;
  await replaceFile(join(target, 'genesis.json'), genesisText, sharedMode);
  const agreed: string[] = [];
  for (const recovery of recoveries) {
    const path = join(target, `chain-recovery-${recovery.plan.head.height}.json`);
    await replaceFile(path, formatRecovery(recovery), sharedMode);
    agreed.push(path);
  }
  await makePrivateFolder(join(target, 'keys'));
  for (const [name, content] of files) {
    if (!name.startsWith('keys/')) continue;
    await replaceFile(join(target, 'keys', basename(name)), content);
  }
  const stored = decodeJsonText(
    configCodec,
    Buffer.from(files.get('config.json') ?? '').toString(),
  );
  if (!stored.ok) throw new BackupError('backup_damaged', 'its configuration can’t be read');
  const moved = { ...movedTo(target, stored.value, files), recoveries: agreed };
  const config =
    validator === null ? moved : { ...moved, validator: validator.files, nextValidator: null };
  const path = join(target, 'config.json');
  await replaceFile(path, formatConfig(config));
  return path;
}

/** Keys that are not in the backup are where they were. */
function movedTo(
  target: string,
  config: NodeConfig,
  files: ReadonlyMap<string, Uint8Array>,
): NodeConfig {
  const keyPath = (path: string): string =>
    files.has(`keys/${basename(path)}`) ? join(target, 'keys', basename(path)) : path;
  const { validator, nextValidator } = config;
  return {
    ...config,
    genesis: join(target, 'genesis.json'),
    data: join(target, 'data'),
    peerKey: keyPath(config.peerKey),
    networkKey: keyPath(config.networkKey),
    validator: validator && { ...validator, keyFile: keyPath(validator.keyFile) },
    nextValidator: nextValidator && { ...nextValidator, keyFile: keyPath(nextValidator.keyFile) },
  };
}
