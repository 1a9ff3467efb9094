/** Reads a bank's file: by the rules always, and by its schema where there is one. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createTransfersReader,
  type Finding,
  header,
  type MessageId,
  namespaceOf,
  type TransferReading,
  type TransferRules,
} from '@trellis/iso20022';

/** A file is validated by its schema whole, in the memory of WebAssembly; a larger one by the rules alone. */
const schemaBytesMax = 16 * 1024 * 1024;

export interface ReadFile {
  readonly reading: TransferReading;
  /** Those of the rules, and of the schema. */
  readonly findings: readonly Finding[];
  /** Whether the schema was there, and the file not too large for it, or of a national variant. */
  readonly bySchema: 'valid' | 'invalid' | 'no schema' | 'too large' | 'variant';
  /** SHA-256 of the file, in hexadecimal. */
  readonly hash: string;
}

export interface FileReading {
  readonly rules: TransferRules;
  readonly variants: boolean;
  /** The folder with schemas, each named by its message. */
  readonly schemas: string;
}

/** Throws the system's errors for a file that can't be read. */
export async function readBankFile(
  path: string,
  { rules, variants, schemas }: FileReading,
): Promise<ReadFile> {
  const reader = createTransfersReader(rules, { variants });
  const hash = createHash('sha256');
  let isWanted = true;
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 18 })) {
    hash.update(piece);
    isWanted = isWanted && reader.write(piece);
  }
  const reading = reader.end();
  const checked = await bySchemaOf(schemas, path, reading);
  // What the rules have found in a line need not be said again.
  const lines = new Set(reading.findings.map(({ line }) => line));
  const others = (checked.findings ?? []).filter(({ line }) => !lines.has(line));
  const findings = [...reading.findings, ...others];
  return { reading, findings, bySchema: checked.result, hash: hash.digest('hex') };
}

async function bySchemaOf(
  schemas: string,
  path: string,
  { id }: TransferReading,
): Promise<{ readonly result: ReadFile['bySchema']; readonly findings?: readonly Finding[] }> {
  if (id === undefined) return { result: 'no schema' };
  const { size } = await stat(path);
  if (size > schemaBytesMax) return { result: 'too large' };
  const xml = await readFile(path);
  const findings = await validateBySchema(schemas, id, 'Document', xml);
  if (typeof findings === 'string') return { result: findings };
  // There may be none, and no schema for it.
  const ofHeader = await validateBySchema(schemas, header.id, 'AppHdr', xml);
  const all = typeof ofHeader === 'string' ? findings : [...ofHeader, ...findings];
  return { result: all.length === 0 ? 'valid' : 'invalid', findings: all };
}

/** What an element of a file does not follow its schema in; or why it is not known. */
async function validateBySchema(
  schemas: string,
  id: MessageId | typeof header.id,
  name: string,
  xml: Uint8Array,
): Promise<readonly Finding[] | 'no schema' | 'variant'> {
  const path = join(schemas, `${id}.xsd`);
  const schema = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (schema === null) return 'no schema';
  const { createSchemaValidator } = await import('@trellis/iso20022/validator');
  const validator = createSchemaValidator(schema);
  try {
    return validator.validatePart(xml, { name, namespace: namespaceOf(id) }) ?? 'variant';
  } finally {
    validator.dispose();
  }
}
