/** argon2id by OpenSSL; the `browser` export condition swaps this file for `argon2.browser.ts`. */
import { argon2 } from 'node:crypto';
import type { Argon2Parameters } from './argon2-parameters.ts';

/** RFC 9106 argon2id. */
export function argon2id(
  password: Uint8Array,
  salt: Uint8Array,
  { memoryKiB, passes, parallelism }: Argon2Parameters,
  length: number,
): Promise<Uint8Array> {
  const parameters = {
    message: password,
    nonce: salt,
    memory: memoryKiB,
    passes,
    parallelism,
    tagLength: length,
  };
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, tag) => {
      if (error) reject(error);
      else resolve(new Uint8Array(tag));
    });
  });
}
