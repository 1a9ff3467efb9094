/** `trellis backup`: copies of a running node's data, checked and put back. */
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createProvider, fromBase64, sealingBytes, toBase64 } from '@trellis/crypto';
import { readAgreedRecoveries } from '@trellis/keystore';
import type { AuditReport, BackupReport, BackupSelection, RestoredBackup } from '@trellis/storage';
import { type Command, InvalidArgumentError } from 'commander';
import { readGlobals } from '../globals.ts';
import { openOpeningKey } from '../key-store.ts';
import { namedConfig } from '../node-data.ts';
import { formatBytes, print, printJson } from '../output.ts';
import { addPasswordOptions, type PasswordOptions, passwordHelp } from '../password.ts';
import { withCounted } from '../progress.ts';

/** Gives `backup` its subcommands. */
export function defineBackupCommand(backup: Command): void {
  addCreate(backup);
  addReading(
    backup
      .command('verify')
      .argument('<folder>', 'where the backup is')
      .description('Check a backup whole, offline: every file, every signature, every state'),
  ).action(verify);
  addReading(
    backup
      .command('restore')
      .argument('<folder>', 'where the backup is')
      .description('Make a node’s folder from a backup; what it signs must be new')
      .requiredOption('--to <folder>', 'an empty folder, or one that is not there yet')
      .option(
        '--as-new-validator-key',
        'make a new validator key, which the validators have to vote for, instead of using the old one',
      ),
  ).action(restore);
  addPasswordOptions(
    backup
      .command('key')
      .argument('<key>', 'a key of the keystore')
      .description(
        'Print the public key that backups are encrypted for, so that this key opens them',
      ),
  )
    .addHelpText('after', `${passwordHelp}\nExample:\n  $ trellis backup key alice\n`)
    .action(async (name: string, options: PasswordOptions, command: Command) => {
      const { home, json } = readGlobals(command);
      const publicKey = toBase64((await openOpeningKey(home, name, options)).publicKey);
      if (json) printJson({ publicKey });
      else print(publicKey);
    });
}

function addCreate(backup: Command): void {
  backup
    .command('create')
    .argument('<node>', 'a node of the testnet, or the path of a configuration')
    .description(
      'Back up a running node; what an earlier backup in the folder has is not written again',
    )
    .requiredOption('--to <folder>', 'where the backup is put')
    .option('--encrypt-for <key>', 'a public key, as "trellis backup key" prints it', readerKey)
    .option('--with-keys', 'back up the node’s keys too, which takes --encrypt-for')
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis backup create node1 --to /backups/node1\n' +
        '  $ trellis backup create node1 --to /backups/node1 --encrypt-for "$(trellis backup key alice)"\n',
    )
    .action(create);
}

/** Throws `InvalidArgumentError`. */
function readerKey(value: string): string {
  if (base64Length(value) === sealingBytes.publicKey) return value;
  throw new InvalidArgumentError('expected a public key, as "trellis backup key" prints it.');
}

function base64Length(value: string): number | undefined {
  try {
    return fromBase64(value).length;
  } catch {
    return undefined;
  }
}

interface CreateOptions {
  readonly to: string;
  readonly encryptFor?: string;
  readonly withKeys?: boolean;
}

async function create(node: string, options: CreateOptions, command: Command): Promise<void> {
  const { sendOrder } = await import('@trellis/node');
  const { home, json } = readGlobals(command);
  const { data } = await namedConfig(home, node);
  const order = {
    order: 'backup',
    folder: resolve(options.to),
    reader: options.encryptFor ?? null,
    withKeys: options.withKeys ?? false,
  } as const;
  const report = (await withCounted(
    'backing up',
    (tell) => sendOrder(data, order, (done, of) => tell({ done, of: of ?? null })),
    'bytes',
  )) as BackupReport;
  if (json) return printJson(report);
  print(
    `Backup ${report.name}: block ${report.height}, ${formatBytes(report.bytes)}, ` +
      `of which ${formatBytes(report.written)} were not in the folder yet.`,
  );
}

interface ReadOptions extends PasswordOptions {
  readonly backup?: string;
  readonly key?: string;
}

function addReading(command: Command): Command {
  return addPasswordOptions(command)
    .option('--backup <name>', 'this one of the folder (default: the newest)')
    .option('--key <key>', 'a key of the keystore, which opens an encrypted backup')
    .addHelpText(
      'after',
      `\nThe genesis that is trusted is named with --genesis.\n${passwordHelp}`,
    );
}

async function selectionOf(
  folder: string,
  options: ReadOptions,
  command: Command,
): Promise<Omit<BackupSelection, 'onProgress'>> {
  const { readGenesis } = await import('@trellis/node');
  const { home, provider, genesis } = readGlobals(command);
  return {
    folder: resolve(folder),
    name: options.backup,
    genesis: await readGenesis(genesis),
    recoveries: await readAgreedRecoveries(genesis),
    provider: createProvider(provider),
    reader: options.key === undefined ? null : await openOpeningKey(home, options.key, options),
  };
}

/** Shows how many pieces of a backup were read. */
const withPieces = <T>(
  text: string,
  read: (onProgress: NonNullable<BackupSelection['onProgress']>) => Promise<T>,
): Promise<T> => withCounted(text, (tell) => read((done, of) => tell({ done, of })), 'pieces');

async function verify(folder: string, options: ReadOptions, command: Command): Promise<void> {
  const { verifyBackup } = await import('@trellis/storage');
  const selection = await selectionOf(folder, options, command);
  const { manifest, audit } = await withPieces('reading the backup', (onProgress) =>
    verifyBackup({ ...selection, onProgress }, tmpdir()),
  );
  if (readGlobals(command).json) return printJson({ ...shown({ manifest, audit }) });
  print(`The backup of ${manifest.node} is whole: ${auditText(audit)}.`);
}

interface RestoreOptions extends ReadOptions {
  readonly to: string;
  readonly asNewValidatorKey?: boolean;
}

async function restore(folder: string, options: RestoreOptions, command: Command): Promise<void> {
  const { beginRestore, endRestore, makeRestoredKey, writeNodeFiles } = await import(
    '../restored-node.ts'
  );
  const { rotationText } = await import('../new-validator-key.ts');
  const { restoreBackup } = await import('@trellis/storage');
  const target = resolve(options.to);
  const selection = await selectionOf(folder, options, command);
  await beginRestore(target);
  const isNewKey = options.asNewValidatorKey ?? false;
  const restored = await withPieces('restoring', (onProgress) =>
    restoreBackup({ ...selection, onProgress }, join(target, 'data'), isNewKey ? 'new' : 'old'),
  );
  const validator = isNewKey ? await makeRestoredKey(target, restored, selection.provider) : null;
  const config = await writeNodeFiles(target, selection, { restored, validator });
  await endRestore(target);
  const { node } = restored.manifest;
  const rotation = validator === null ? null : rotationText(node, validator);
  if (readGlobals(command).json) return printJson({ ...shown(restored), config, rotation });
  print(`Restored ${node} to ${target}: ${auditText(restored.audit)}.`);
  if (rotation === null) {
    print(
      'Its memory of what it signed counts as old: it signs nothing up to two blocks above what its peers show.',
      `Start it with ${config}. No other process may run with its keys.`,
    );
    return;
  }
  print(
    `It has a new validator key, and the old one is not used. Start it with ${config}: it follows without a vote`,
    'until the operators have put the key into effect. Propose that, and have them vote:',
    `  trellis governance propose OPERATOR "${rotation}"`,
  );
}

function shown({ manifest, audit }: Pick<RestoredBackup, 'manifest' | 'audit'>) {
  const { node, chainId, height, blockId, madeAt } = manifest;
  const { transactions, signatures, stateEntries } = audit;
  return { node, chainId, height, blockId, madeAt, transactions, signatures, stateEntries };
}

function auditText({ height, transactions, signatures }: AuditReport): string {
  return `blocks up to ${height} with ${transactions} transactions, and ${signatures} signatures that verify`;
}
