/** argon2id by OpenSSL; the `browser` export condition swaps this file for `argon2.browser.ts`. */
import * as nodeCrypto from 'node:crypto';
import type { Argon2Parameters } from './argon2-parameters.ts';

/** RFC 9106 argon2id. */
export async function argon2id(
  password: Uint8Array,
  salt: Uint8Array,
  parameters: Argon2Parameters,
  length: number,
): Promise<Uint8Array> {
  // Node has it since 24.7.
  if (typeof nodeCrypto.argon2 !== 'function') {
    const portable = await import('./argon2.browser.ts');
    return portable.argon2id(password, salt, parameters, length);
  }
  const { memoryKiB, passes, parallelism } = parameters;
  const given = {
    message: password,
    nonce: salt,
    memory: memoryKiB,
    passes,
    parallelism,
    tagLength: length,
  };
  return new Promise((resolve, reject) => {
    nodeCrypto.argon2('argon2id', given, (error, tag) => {
      if (error) reject(error);
      else resolve(new Uint8Array(tag));
    });
  });
}
