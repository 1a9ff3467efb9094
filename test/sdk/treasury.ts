/** The key that has the money of a test chain. */
import { readFile } from 'node:fs/promises';
import { decryptKeyFile, type SchemeName } from '@trellis/crypto';
import { readKeyFile } from '@trellis/crypto/key-file';
import { treasuryName } from '@trellis/testnet';
import { keyPaths } from '@trellis/testnet/named-keys';

export async function treasurySecret(
  home: string,
): Promise<{ readonly scheme: SchemeName; readonly seed: Uint8Array }> {
  const paths = keyPaths(home, treasuryName);
  const password = (await readFile(paths.password, 'utf8')).trim();
  return decryptKeyFile(await readKeyFile(paths.key), password);
}
