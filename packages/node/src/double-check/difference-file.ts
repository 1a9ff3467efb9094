/**
 * The file with a signature about which two implementations disagree. While it is there, the node follows the chain
 * with OpenSSL alone and does not vote; an operator who has looked at it acknowledges it, and it gets another name.
 */

import { readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigError } from '@trellis/api';
import { type SignatureClaim, schemeNames, toHex } from '@trellis/crypto';
import { createFile, syncFolder } from '@trellis/crypto/files';
import {
  container,
  decodeJsonText,
  fileBoolean,
  problemText,
  tag,
  text,
  type ValueOf,
} from '@trellis/protocol';

const hexCodec = text(100_000, 'hexadecimal digits', (value): value is string =>
  /^([0-9a-f]{2})*$/.test(value),
);

const purposes = {
  ...{ tx: 0, proposal: 1, prevote: 2, precommit: 3, peer: 4, backup: 5 },
  ...{ 'last-words': 6, 'chain-recovery': 7, approval: 8 },
  ...{ 'join-request': 9, genesis: 10, consent: 11, administration: 12, 'address-record': 13 },
} as const;
const schemeTags = Object.fromEntries(schemeNames.map((name, index) => [name, index]));

const differenceCodec = container({
  /** When it was found, and with what. */
  time: text(32, 'a time', (value): value is string => !Number.isNaN(Date.parse(value))),
  openssl: text(64, 'a version', (value): value is string => value.length > 0),
  engine: text(64, 'a version', (value): value is string => value.length > 0),
  /** What was to be verified. */
  scheme: tag(schemeTags),
  purpose: tag(purposes),
  publicKey: hexCodec,
  message: hexCodec,
  signature: hexCodec,
  /** Whether each found it valid. */
  validByWebAssembly: fileBoolean,
  validByOpenssl: fileBoolean,
});

export type Difference = ValueOf<typeof differenceCodec>;

const fileName = 'verifier-difference.json';

export function differencePath(dataFolder: string): string {
  return join(dataFolder, fileName);
}

/** Both inputs of a claim on which one answered `valid` and the other did not. */
export function differenceOf(claim: SignatureClaim, valid: boolean, now: number): Difference {
  const { scheme, purpose, publicKey, message, signature } = claim;
  return {
    time: new Date(now).toISOString(),
    openssl: process.versions.openssl ?? 'unknown',
    engine: process.versions.v8,
    scheme,
    purpose,
    publicKey: toHex(publicKey),
    message: toHex(message),
    signature: toHex(signature),
    validByWebAssembly: valid,
    validByOpenssl: !valid,
  };
}

/** Keeps it, synced. The first that was found stays: one is enough to stop a node. */
export async function keepDifference(dataFolder: string, difference: Difference): Promise<void> {
  const content = `${JSON.stringify(differenceCodec.toJson(difference), null, 2)}\n`;
  try {
    await createFile(differencePath(dataFolder), content);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** The difference that nobody has acknowledged; `null` if there is none. Throws `ConfigError` for an unreadable file. */
export async function readDifference(dataFolder: string): Promise<Difference | null> {
  const path = differencePath(dataFolder);
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new ConfigError('config_unreadable', `${path} cannot be read (${code})`, {
      cause: error,
    });
  }
  const decoded = decodeJsonText(differenceCodec, content);
  if (decoded.ok) return decoded.value;
  throw new ConfigError('config_invalid', `${path} is invalid: ${problemText(decoded.problem)}`);
}

/** Lets the node vote again after its next start. Returns what the file is called from now on. */
export async function acknowledgeDifference(dataFolder: string, now: number): Promise<string> {
  const path = differencePath(dataFolder);
  const kept = join(dataFolder, `verifier-difference-${now}.json`);
  await rename(path, kept);
  await syncFolder(dirname(path));
  return kept;
}
