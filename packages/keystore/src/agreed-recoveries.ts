/** The recoveries of a chain that whoever reads it has agreed to: they lie beside the genesis that is trusted. */
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CodedError } from '@trellis/crypto';
import { replaceFile, sharedMode } from '@trellis/crypto/files';
import {
  type ChainRecovery,
  chainRecoveryCodec,
  decodeJsonText,
  problemText,
} from '@trellis/protocol';

const fileName = /^chain-recovery-[0-9]{1,20}\.json$/;

/** In the order of their heights. Throws an error with the code `recovery_invalid` for a file that holds none. */
export async function readAgreedRecoveries(genesisPath: string): Promise<readonly ChainRecovery[]> {
  const folder = dirname(genesisPath);
  const names = await readdir(folder).catch(() => []);
  const recoveries: ChainRecovery[] = [];
  for (const name of names.filter((one) => fileName.test(one))) {
    const path = join(folder, name);
    const decoded = decodeJsonText(chainRecoveryCodec, await readFile(path, 'utf8'));
    if (!decoded.ok) {
      throw new CodedError(
        'recovery_invalid',
        `the chain recovery ${path} is invalid: ${problemText(decoded.problem)}`,
      );
    }
    recoveries.push(decoded.value);
  }
  return recoveries.sort((one, other) => (one.plan.head.height < other.plan.head.height ? -1 : 1));
}

/** Believes a recovery from now on; resolves with the file that says so. */
export async function keepAgreedRecovery(
  genesisPath: string,
  recovery: ChainRecovery,
): Promise<string> {
  const path = join(dirname(genesisPath), `chain-recovery-${recovery.plan.head.height}.json`);
  const text = JSON.stringify(chainRecoveryCodec.toJson(recovery), null, 2);
  await replaceFile(path, `${text}\n`, sharedMode);
  return path;
}
