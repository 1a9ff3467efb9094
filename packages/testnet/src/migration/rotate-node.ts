/** Giving a node the validator key that it is to vote with next. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  encryptKeyFile,
  generateSeed,
  type SchemeName,
  type SignatureProvider,
} from '@trellis/crypto';
import { writeKeyFile } from '@trellis/crypto/key-file';
import { nodeFiles } from '@trellis/node';
import { nodeFolder, type TestnetManifest, type TestnetNode } from '../layout.ts';
import { startProcess, stopProcess } from '../processes.ts';
import { untilReady } from '../start.ts';

/**
 * Makes a key of the scheme, has the node hold it beside the one that it votes with now, and restarts
 * the node for that. Returns the public key, for the vote that puts it into effect.
 */
export async function addNextKey(
  folder: string,
  manifest: TestnetManifest,
  node: TestnetNode,
  { scheme, provider }: { readonly scheme: SchemeName; readonly provider: SignatureProvider },
): Promise<Uint8Array> {
  const path = nodeFolder(folder, node);
  const keyFile = `validator-${scheme}.json`;
  const password = (await readFile(join(path, nodeFiles.password), 'utf8')).trimEnd();
  const seed = generateSeed(scheme);
  const text = await encryptKeyFile({ scheme, seed, password, passwordKind: 'random' });
  await writeKeyFile(join(path, keyFile), text);
  const { publicKey } = provider.openKey(scheme, seed);
  seed.fill(0);
  const configPath = join(path, nodeFiles.config);
  const config = JSON.parse(await readFile(configPath, 'utf8'));
  const validator = config.nextValidator ?? config.validator;
  const nextValidator = { keyFile, passwordFile: nodeFiles.password };
  await writeFile(
    configPath,
    `${JSON.stringify({ ...config, validator, nextValidator }, null, 2)}\n`,
  );
  await stopProcess(folder, node);
  await startProcess(folder, node);
  await untilReady(folder, manifest, node);
  return publicKey;
}
