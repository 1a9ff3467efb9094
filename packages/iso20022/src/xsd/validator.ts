/**
 * Validates files against schemas that an operator has added, by libxml2 in WebAssembly. It is a face of its own: only
 * who has a schema loads it. Nothing is fetched and no entity is expanded; a schema comes from the operator alone.
 */
import { ParseOption, XmlDocument, XmlElement, XmlLibError, XsdValidator } from 'libxml2-wasm';
import type { Finding } from '../read/finding.ts';

/** The element that a schema is for. */
export interface XmlPart {
  readonly name: string;
  readonly namespace: string;
}

export interface SchemaValidator {
  /** What a file does not follow its schema in. */
  validate(xml: Uint8Array): readonly Finding[];
  /** The same of one element of a file, which may be in a wrapper; `null` if there is no such element. */
  validatePart(xml: Uint8Array, part: XmlPart): readonly Finding[] | null;
  /** Frees its memory, which WebAssembly holds. */
  dispose(): void;
}

/** A file is no schema, or one that can’t be compiled; what libxml2 says of it is in the message. */
export class SchemaError extends Error {
  readonly code = 'bad_schema';
}

/** Space between elements is left out of the tree, and short texts lie within it: half of the memory. */
const option = [
  ParseOption.XML_PARSE_NONET,
  ParseOption.XML_PARSE_NO_XXE,
  ParseOption.XML_PARSE_BIG_LINES,
  ParseOption.XML_PARSE_COMPACT,
  ParseOption.XML_PARSE_NOBLANKS,
].reduce((sum, one) => sum | one, 0);

/** Compiles a schema. Throws `SchemaError`. */
export function createSchemaValidator(schema: Uint8Array): SchemaValidator {
  const { document, validator } = compileSchema(schema);
  return {
    validate(xml) {
      try {
        using file = XmlDocument.fromBuffer(xml, { option });
        validator.validate(file);
        return [];
      } catch (error) {
        return findingsOf(error);
      }
    },
    validatePart(xml, { name, namespace }) {
      try {
        // It lives longer than the part, whose namespace may be declared outside of it.
        using file = XmlDocument.fromBuffer(xml, { option });
        const { root } = file;
        if (root.name === name && root.namespaceUri === namespace) validator.validate(file);
        else {
          const [part] = file.find(
            `//*[local-name()='${name}' and namespace-uri()='${namespace}']`,
          );
          if (!(part instanceof XmlElement)) return null;
          using alone = XmlDocument.create();
          alone.root = part;
          validator.validate(alone);
        }
        return [];
      } catch (error) {
        return findingsOf(error);
      }
    },
    dispose() {
      validator.dispose();
      document.dispose();
    },
  };
}

function compileSchema(schema: Uint8Array) {
  try {
    const document = XmlDocument.fromBuffer(schema, { option });
    return { document, validator: XsdValidator.fromDoc(document) };
  } catch (error) {
    throw new SchemaError(error instanceof Error ? error.message.trim() : String(error), {
      cause: error,
    });
  }
}

function findingsOf(error: unknown): readonly Finding[] {
  if (!(error instanceof XmlLibError)) throw error;
  return error.details.map(({ message, line, col, xpath }) => ({
    code: 'schema_violation',
    reason: 'FF01',
    severity: 'invalid',
    // It writes namespaces into its messages, which say nothing new.
    message: message.trim().replaceAll(/\{urn:[^}]*\}/g, ''),
    path: xpath ?? '',
    line,
    // Of the elements of a document it knows no columns.
    column: Math.max(1, col),
  }));
}
