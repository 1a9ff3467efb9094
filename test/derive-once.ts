/**
 * Derives a key from the same password and salt once in a process, however many commands of a test open the same key
 * file: that is half of what the examples of the documentation cost. Loaded before the tests.
 */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

const { argon2 } = crypto;
const known = new Map<string, Promise<Buffer>>();

/** Older versions of Node have none: there is nothing to replace. */
if (typeof argon2 === 'function') {
  crypto.argon2 = (algorithm, given, done) => {
    const inputs = Object.entries({ algorithm, ...given }).map(([name, value]) => [
      name,
      ArrayBuffer.isView(value) ? hexOf(value) : value,
    ]);
    const key = JSON.stringify(inputs);
    const derived = known.get(key) ?? derive(algorithm, given);
    known.set(key, derived);
    derived.then(
      // A copy: whoever asked for a secret may overwrite it.
      (tag) => done(null, Buffer.from(tag)),
      (error) => done(error, Buffer.alloc(0)),
    );
  };
  syncBuiltinESMExports();
}

function derive(
  algorithm: crypto.Argon2Algorithm,
  given: crypto.Argon2Parameters,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2(algorithm, given, (error, tag) => {
      if (error) reject(error);
      else resolve(tag);
    });
  });
}

function hexOf({ buffer, byteOffset, byteLength }: NodeJS.ArrayBufferView): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('hex');
}
