/** A directory's key for IBANs, in a file that only its owner can read. */
import { randomBytes } from 'node:crypto';
import { aliasOfIban, type IbanKey } from '@trellis/client';
import {
  type Alias,
  addressCodec,
  byteVector,
  container,
  decodeJsonText,
  problemText,
  uint32,
} from '@trellis/protocol';
import { readAlias } from './alias-text.ts';
import { UsageError } from './command-error.ts';
import { readGivenFile, writeNewFile } from './given-file.ts';

const ibanKeyCodec = container({
  directory: addressCodec,
  keyNumber: uint32,
  key: byteVector(32),
});

/** Makes a key of 32 random bytes in a new file. Throws `UsageError`. */
export async function createIbanKey(path: string, of: Omit<IbanKey, 'key'>): Promise<void> {
  const key = new Uint8Array(randomBytes(32));
  const json = JSON.stringify(ibanKeyCodec.toJson({ ...of, key }), null, 2);
  await writeNewFile(path, `${json}\n`);
}

/** Throws `UsageError`. */
async function readIbanKey(path: string): Promise<IbanKey> {
  const decoded = decodeJsonText(ibanKeyCodec, await readGivenFile(path));
  if (decoded.ok) return decoded.value;
  throw new UsageError(
    'bad_iban_key',
    `${path} is no key for IBANs: ${problemText(decoded.problem)}`,
  );
}

/** As `readAlias`, and `iban:DE…` where a file with the directory's key is named. Throws `UsageError`. */
export async function readAliasByKey(text: string, keyFile: string | undefined): Promise<Alias> {
  if (keyFile === undefined || !/^iban:[a-z]{2}[0-9]/i.test(text)) return readAlias(text);
  const alias = aliasOfIban(await readIbanKey(keyFile), text.slice('iban:'.length));
  if (alias !== undefined) return alias;
  throw new UsageError('bad_alias', 'the IBAN is wrong: its check digits do not fit');
}
