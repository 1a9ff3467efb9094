/** Holds as users name them, and the secrets that holds wait for. */

import { randomBytes } from 'node:crypto';
import type { NamedHold } from '@trellis/client';
import { fromHex, type Hash, isHash, toHex } from '@trellis/crypto';
import type { HoldRelease } from '@trellis/protocol';
import { type AccountNames, resolveAccount } from './account-names.ts';
import { UsageError } from './command-error.ts';
import { readGivenFile, writeNewFile } from './given-file.ts';

/** Throws `UsageError`. */
export function readHoldId(text: string): Hash {
  if (isHash(text)) return text;
  throw new UsageError(
    'bad_hold',
    `"${text}" is not the id of a hold: 64 digits 0-9 and a-f, as "trellis holds list" shows them`,
  );
}

/** A hold by its id, payer and payee, as `tx build` takes it. Throws `UsageError`. */
export async function readNamedHold(
  names: AccountNames,
  [id, payer, payee]: readonly string[],
): Promise<NamedHold> {
  return {
    id: readHoldId(id ?? ''),
    hold: {
      payer: await resolveAccount(names, payer ?? ''),
      payee: await resolveAccount(names, payee ?? ''),
    },
  };
}

/** `arbiter=judge` or `sha256=…`. Throws `UsageError`. */
export async function readRelease(names: AccountNames, text: string): Promise<HoldRelease> {
  const [kind, value = '', more] = text.split('=');
  if (more === undefined && kind === 'arbiter') {
    return { type: 'arbiter', arbiter: await resolveAccount(names, value) };
  }
  if (more === undefined && kind === 'sha256' && isHash(value)) {
    return { type: 'preimage', sha256: value };
  }
  throw new UsageError(
    'bad_release',
    `"${text}" does not say what pays the hold out: write arbiter=<account>, or sha256=<64 digits 0-9 and a-f>`,
  );
}

/** Makes the secret of a hold: 32 random bytes in a new file that only its owner can read. Throws `UsageError`. */
export async function createSecret(path: string): Promise<Uint8Array> {
  const secret = new Uint8Array(randomBytes(32));
  await writeNewFile(path, `${toHex(secret)}\n`);
  return secret;
}

/**
 * Reads a secret from a file of 64 hex digits: before the claim nobody may see it, and what stands on a
 * command line can be seen. Throws `UsageError`.
 */
export async function readSecret(path: string): Promise<Uint8Array> {
  const digits = (await readGivenFile(path)).trim();
  if (isHash(digits)) return fromHex(digits);
  throw new UsageError('bad_secret', `${path} does not hold 64 digits 0-9 and a-f`);
}
