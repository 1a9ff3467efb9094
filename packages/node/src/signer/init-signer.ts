/**
 * Takes the key of a stopped validator, and the memory of what it signed, into the folder of a signer. The node has
 * neither afterwards: it asks the signer, and so does a standby.
 */
import { copyFile, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '@trellis/api';
import type { SignatureProvider } from '@trellis/crypto';
import { createFile, makePrivateFolder, replaceFile } from '@trellis/crypto/files';
import { peerNameOf } from '@trellis/network';
import { networkKeyAddress } from '@trellis/network/channel';
import { moveMemory } from '@trellis/signer';
import { type NodeConfig, readConfig } from '../config/config.ts';
import { readConfiguredFile } from '../config/configured-file.ts';
import { type SignerOfNode, signerOfNodeCodec } from '../config/node-signer.ts';
import { openValidatorKey } from '../config/validator-key.ts';
import { makeConnectionKeys } from '../joining/make-node-keys.ts';
import { nodeFiles } from '../joining/node-files.ts';
import { defaultTurnMs, formatSignerConfig, type SignerConfig } from './signer-config.ts';

export interface NewSigner {
  /** Of the signer alone; made. */
  readonly folder: string;
  /** Path of the configuration of the validator whose key it takes. */
  readonly node: string;
  /** Paths of those of nodes that stand by, on this machine. */
  readonly standbys: readonly string[];
  /** Where it listens, and where the nodes reach it. */
  readonly at: SignerOfNode['at'];
}

/**
 * Throws `ConfigError`, `StorageError` (`database_in_use` while the node runs) or the system's `EEXIST` with the node as it
 * was.
 */
export async function initSigner(
  { folder, node, standbys, at }: NewSigner,
  provider: SignatureProvider,
): Promise<SignerOfNode> {
  const validator = await readConfig(node);
  const { validator: files, nextValidator } = validator;
  if (files === null) {
    throw new ConfigError(
      'config_invalid',
      `the configuration ${node} names no validator key to take`,
    );
  }
  if (nextValidator !== null || validator.recoveries.length > 0) {
    throw new ConfigError(
      'config_invalid',
      `the configuration ${node} is of a validator that changes its key, or of a recovered chain: a signer takes neither`,
    );
  }
  const nodes = [validator, ...(await Promise.all(standbys.map((path) => readConfig(path))))];
  const { scheme, publicKey } = await openValidatorKey(files, provider);
  const pinned = await Promise.all(nodes.map(pinnedOf));
  await makePrivateFolder(folder);
  const own = await makeConnectionKeys(folder);
  await copyFile(validator.genesis, join(folder, nodeFiles.genesis));
  await createFile(
    join(folder, nodeFiles.config),
    formatSignerConfig({ ...configOf(at, provider), nodes: pinned }),
  );
  const signer: SignerOfNode = {
    at,
    networkKey: networkKeyAddress(own.networkKey),
    peer: peerNameOf(own.peerKey),
    keys: [{ scheme, publicKey }],
  };
  // From here on the node has no key: if this is interrupted, nobody signs.
  await moveMemory(validator.data, join(folder, nodeFiles.data), async () => {
    for (const path of [node, ...standbys]) await askSigner(path, signer);
    await rename(files.passwordFile, join(folder, nodeFiles.password));
    await rename(files.keyFile, join(folder, nodeFiles.validatorKey));
  });
  return signer;
}

async function pinnedOf(config: NodeConfig): Promise<SignerConfig['nodes'][number]> {
  const networkKey = (await readConfiguredFile(config.networkKey, 'key file')).toString('utf8');
  const peerKey = await readConfiguredFile(config.peerKey, 'key file');
  return {
    name: config.name,
    networkKey: networkKeyAddress(networkKey),
    peer: peerNameOf(peerKey),
  };
}

function configOf(
  at: SignerOfNode['at'],
  provider: SignatureProvider,
): Omit<SignerConfig, 'nodes'> {
  return {
    genesis: nodeFiles.genesis,
    recoveries: [],
    data: nodeFiles.data,
    listen: at,
    peerKey: nodeFiles.peerKey,
    networkKey: nodeFiles.networkKey,
    validator: { keyFile: nodeFiles.validatorKey, passwordFile: nodeFiles.password },
    provider: provider.name,
    turnMs: defaultTurnMs,
    logLevel: 'info',
  };
}

/** Has a node ask the signer, with the rest of its configuration as it is written. */
async function askSigner(path: string, signer: SignerOfNode): Promise<void> {
  const config: unknown = JSON.parse(await readFile(path, 'utf8'));
  const changed = {
    ...(config as object),
    validator: null,
    signer: signerOfNodeCodec.toJson(signer),
  };
  await replaceFile(path, Buffer.from(`${JSON.stringify(changed, null, 2)}\n`));
}
