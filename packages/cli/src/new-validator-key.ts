/** A new key for a validator whose old one may not or cannot sign any more. */
import { join } from 'node:path';
import {
  encryptKeyFile,
  generateSeed,
  keyAddress,
  type SchemeName,
  type SignatureProvider,
  toBase64,
} from '@trellis/crypto';
import { createFile, makePrivateFolder } from '@trellis/crypto/files';
import { writeKeyFile } from '@trellis/crypto/key-file';
import type { NodeConfig } from '@trellis/node';
import { readSurvivingData } from '@trellis/storage';

/** A validator key that has signed nothing. */
export interface NewValidatorKey {
  readonly scheme: SchemeName;
  readonly publicKey: Uint8Array;
  readonly files: NonNullable<NodeConfig['validator']>;
}

/** The key as actions name it. */
export const keyText = ({ scheme, publicKey }: NewValidatorKey): string =>
  `${scheme}/${toBase64(publicKey)}`;

/** The action that puts a key into effect for a node that has power. */
export const rotationText = (node: string, key: NewValidatorKey): string =>
  `rotate-validator-key node=${node} key=${keyText(key)}`;

/** With which scheme a stopped node voted last, as its data says; `undefined` if it has not. Throws `StorageError`. */
export async function schemeVotedWith(data: string, node: string): Promise<SchemeName | undefined> {
  const { schedule } = await readSurvivingData(data);
  const members = schedule.sets.toReversed().flatMap((set) => set.members);
  return members.find((one) => one.node === node)?.scheme;
}

/** Makes a key in a folder, encrypted with a password of its own. Its files are named after it: nothing is replaced. */
export async function makeValidatorKey(
  folder: string,
  scheme: SchemeName,
  provider: SignatureProvider,
): Promise<NewValidatorKey> {
  await makePrivateFolder(folder);
  const password = toBase64(crypto.getRandomValues(new Uint8Array(32)));
  const seed = generateSeed(scheme);
  try {
    const { publicKey } = provider.openKey(scheme, seed);
    const name = `validator-${keyAddress(scheme, publicKey).slice(0, 12)}`;
    const files = {
      keyFile: join(folder, `${name}.json`),
      passwordFile: join(folder, `${name}.password`),
    };
    await createFile(files.passwordFile, `${password}\n`);
    const text = await encryptKeyFile({ scheme, seed, password, passwordKind: 'random' });
    await writeKeyFile(files.keyFile, text);
    return { scheme, publicKey, files };
  } finally {
    seed.fill(0);
  }
}
