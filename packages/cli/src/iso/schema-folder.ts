/** The schemas that an operator has added to a home: one file a message version, as it was published. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateFolder, replaceFile, sharedMode } from '@trellis/crypto/files';
import { UsageError, whyUnusable } from '../command-error.ts';
import { expectFile } from '../given-file.ts';

export interface StoredSchema {
  /** The message version, such as `pain.001.001.09`. */
  readonly message: string;
  readonly path: string;
  readonly sha256: string;
  /** Whether it is byte for byte the publication that is known. */
  readonly isKnown: boolean;
}

/** The folder of a home that schemas are in. */
export const schemaFolder = (home: string): string => join(home, 'iso20022', 'schemas');

/** Adds a schema. Throws `UsageError` for what is none, or of a message that is not read or written. */
export async function addSchema(home: string, path: string): Promise<StoredSchema> {
  await expectFile(path);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new UsageError(
      'file_unreadable',
      `the file ${path} can’t be read: ${whyUnusable(error)}`,
    );
  });
  const message = await messageOfSchema(bytes, path);
  const { createSchemaValidator } = await import('@trellis/iso20022/validator');
  try {
    createSchemaValidator(bytes).dispose();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError('bad_schema', `${path} is no XML schema: ${why}`);
  }
  const folder = schemaFolder(home);
  await makePrivateFolder(folder);
  const stored = join(folder, `${message}.xsd`);
  await replaceFile(stored, bytes, sharedMode);
  return describe(message, stored, bytes);
}

/** By the namespace that it is for. */
async function messageOfSchema(bytes: Uint8Array, path: string): Promise<string> {
  const { header, isMessageId, namespaceOf } = await import('@trellis/iso20022');
  const text = new TextDecoder().decode(bytes.subarray(0, 4_000));
  const [, namespace = ''] = /targetNamespace\s*=\s*["']([^"']*)["']/.exec(text) ?? [];
  const message = namespace.replace(/^.*:/, '');
  const isKnown = isMessageId(message) || message === header.id;
  if (isKnown && namespaceOf(message) === namespace) return message;
  throw new UsageError(
    'bad_schema',
    `${path} is no schema of a message that is read or written: its namespace is "${namespace}"`,
  );
}

async function describe(message: string, path: string, bytes: Uint8Array): Promise<StoredSchema> {
  const { knownSchemas } = await import('@trellis/iso20022');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const known = Object.entries(knownSchemas).find(([id]) => id === message)?.[1];
  return { message, path, sha256, isKnown: sha256 === known };
}

/** The schemas of a home, by their messages. */
export async function listSchemas(home: string): Promise<readonly StoredSchema[]> {
  const folder = schemaFolder(home);
  const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const names = files.filter((file) => file.endsWith('.xsd')).sort();
  return Promise.all(
    names.map(async (file) => {
      const path = join(folder, file);
      return describe(file.replace(/\.xsd$/, ''), path, await readFile(path));
    }),
  );
}
