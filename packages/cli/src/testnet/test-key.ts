/** Keys for trying things out: encrypted like any other, with the password in a file beside them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Address,
  encryptKeyFile,
  generateSeed,
  keyAddress,
  type SchemeName,
  type SignatureProvider,
} from '@trellis/crypto';
import { writeKeyFile } from '@trellis/crypto/key-file';

/** Creates `<home>/keys/<name>.json` and its `.password`. Fails if the name is taken. */
export async function writeTestKey(
  home: string,
  name: string,
  scheme: SchemeName,
  provider: SignatureProvider,
): Promise<{ readonly address: Address; readonly publicKey: Uint8Array }> {
  const folder = join(home, 'keys');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const password = generateSeed('ed25519').toBase64({ alphabet: 'base64url', omitPadding: true });
  const seed = generateSeed(scheme);
  await writeKeyFile(
    join(folder, `${name}.json`),
    await encryptKeyFile({ scheme, seed, password }),
  );
  await writeFile(join(folder, `${name}.password`), `${password}\n`, { mode: 0o600 });
  const { publicKey } = provider.openKey(scheme, seed);
  seed.fill(0);
  return { address: keyAddress(scheme, publicKey), publicKey };
}
