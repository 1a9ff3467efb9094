/** Makes the keys of a new node, in its folder. */
import { join } from 'node:path';
import {
  encryptKeyFile,
  generateSeed,
  type SchemeName,
  type SignatureProvider,
  type SigningKey,
  toBase64Url,
} from '@trellis/crypto';
import { createFile, makePrivateFolder } from '@trellis/crypto/files';
import { writeKeyFile } from '@trellis/crypto/key-file';
import { generatePeerKey } from '@trellis/network';
import { generateNetworkKey } from '@trellis/network/channel';
import { createValidatorFolder } from '@trellis/storage';
import { nodeFiles } from './node-files.ts';

export interface NodeKeys {
  /** As libp2p writes it. */
  readonly peerKey: Uint8Array;
  /** As PEM. */
  readonly networkKey: string;
}

/** The keys of a node's connections. Throws the system's `EEXIST` rather than replace one. */
export async function makeConnectionKeys(folder: string): Promise<NodeKeys> {
  await makePrivateFolder(folder);
  const peerKey = await generatePeerKey();
  await createFile(join(folder, nodeFiles.peerKey), peerKey);
  const networkKey = generateNetworkKey();
  await createFile(join(folder, nodeFiles.networkKey), networkKey);
  return { peerKey, networkKey };
}

/** The key that a validator votes with, encrypted, its password beside it, and the folder of what it signs. */
export async function makeValidatorKey(
  folder: string,
  scheme: SchemeName,
  provider: SignatureProvider,
): Promise<SigningKey> {
  await makePrivateFolder(folder);
  const password = toBase64Url(generateSeed('ed25519'));
  await createFile(join(folder, nodeFiles.password), `${password}\n`);
  const seed = generateSeed(scheme);
  try {
    const text = await encryptKeyFile({ scheme, seed, password, passwordKind: 'random' });
    await writeKeyFile(join(folder, nodeFiles.validatorKey), text);
    await createValidatorFolder(join(folder, nodeFiles.data));
    return provider.openKey(scheme, seed);
  } finally {
    seed.fill(0);
  }
}
