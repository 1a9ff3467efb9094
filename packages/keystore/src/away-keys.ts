/** Keys that are with a signer of payments: here is where it is, and what the two ends of the line to it are known by. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, type SchemeName } from '@trellis/crypto';
import { createFile } from '@trellis/crypto/files';
import {
  addressCodec,
  chainIdCodec,
  container,
  decodeJsonText,
  problemText,
  publicKeyCodec,
  schemeCodec,
  text,
  uint16,
  type ValueOf,
} from '@trellis/protocol';

const shortText = text(256, 'text', (value): value is string => value.length > 0);

const awayKeyCodec = container({
  scheme: schemeCodec,
  publicKey: publicKeyCodec,
  chainId: chainIdCodec,
  at: container({ host: shortText, port: uint16 }),
  /** What the signer has to prove. */
  signer: container({ networkKey: addressCodec, peer: shortText }),
});

export type AwayKey = ValueOf<typeof awayKeyCodec> & { readonly scheme: SchemeName };

export class AwayKeyError extends CodedError<
  /** The signer that has the key does not answer, or has another one. */
  | 'signer_unreachable'
  /** What is written down of a signer's key can't be read. */
  | 'away_key_damaged'
> {}

/** In the folder of the key, beside the keys of the connection. */
const fileName = 'signer.json';

/** Throws `AwayKeyError` `away_key_damaged`. */
export async function readAwayKey(folder: string): Promise<AwayKey> {
  const path = join(folder, fileName);
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw damaged(path, `can’t be read (${error.code})`);
  });
  const read = decodeJsonText(awayKeyCodec, content);
  if (read.ok) return read.value;
  throw damaged(path, `is invalid: ${problemText(read.problem)}`);
}

function damaged(path: string, why: string): AwayKeyError {
  return new AwayKeyError('away_key_damaged', `${path} ${why}`);
}

export async function writeAwayKey(folder: string, key: AwayKey): Promise<void> {
  await createFile(
    join(folder, fileName),
    `${JSON.stringify(awayKeyCodec.toJson(key), null, 2)}\n`,
  );
}
