/**
 * Whether the record of what was signed last is of this validator. A data folder of another one in the place of its own is
 * in order by itself: original, and explained by its log. What it remembers is what the other one signed.
 */
import type { VerifyClaim } from '@trellis/crypto';
import type { ValidatorMember } from '@trellis/protocol';
import type { LastSignedFile } from './last-signed-file.ts';

/**
 * The file; one that a validator of these others signed, as a file of which nothing can be read: what was signed with our
 * keys is not known. A record that none of them signed is of a key that this validator had before.
 */
export async function withOwnRecord(
  file: LastSignedFile,
  others: readonly Pick<ValidatorMember, 'scheme' | 'publicKey'>[],
  verify: VerifyClaim,
): Promise<LastSignedFile> {
  const { recovered } = file;
  const last = recovered.state === 'new' ? null : recovered.last;
  if (last === null || last.signature.length === 0) return file;
  const { step: purpose, message, signature } = last;
  for (const { scheme, publicKey } of others) {
    if (!(await verify({ scheme, publicKey, purpose, message, signature }))) continue;
    return { ...file, recovered: { state: 'uncertain', last: null }, isOriginal: false };
  }
  return file;
}
