/** Ids that anybody may see and nobody can guess. */
import { randomBytes } from 'node:crypto';
import { toBase64Url } from '@trellis/crypto';

/** In base64url, but for a hyphen at the beginning: commands, which take ids as arguments, would read that as an option. */
export function newPublicId(bytes: number): string {
  const id = toBase64Url(randomBytes(bytes));
  return id.startsWith('-') ? newPublicId(bytes) : id;
}
