/**
 * Bytes of an XML file as text, in the encoding that its first bytes or its declaration name. Only encodings that
 * banks' files come in are read, and every byte has to be one of them.
 */

/** The declaration stands within so many bytes. */
export const headBytes = 400;

const supported: ReadonlyMap<string, string> = new Map([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['us-ascii', 'utf-8'],
  ['ascii', 'utf-8'],
  ['utf-16', 'utf-16'],
  ['utf-16le', 'utf-16'],
  ['utf-16be', 'utf-16'],
  ['iso-8859-1', 'windows-1252'],
  ['iso-8859-15', 'iso-8859-15'],
  ['windows-1252', 'windows-1252'],
]);

/** Text up to the first byte that is wrong. */
interface Decoded {
  readonly text: string;
  readonly problem: string | undefined;
}

export interface BytesDecoder {
  /** `isLast` says that no more bytes come. */
  decode(bytes: Uint8Array, isLast: boolean): Decoded;
}

/** What reads the file whose first bytes these are (400, or all); a text says why nothing can. */
export function bytesDecoder(head: Uint8Array): BytesDecoder | string {
  const unit = unitOf(head);
  const declared = declaredIn(head, unit);
  const wanted = declared === undefined ? undefined : supported.get(declared.toLowerCase());
  if (declared !== undefined && wanted === undefined) {
    return `the encoding ${declared.slice(0, 40)} is not supported`;
  }
  if (unit !== 'bytes' && wanted !== undefined && wanted !== 'utf-16') {
    return `it begins as ${unit}, but declares ${declared}`;
  }
  if (unit === 'bytes' && wanted === 'utf-16') return `it declares ${declared}, but is none`;
  return decoderFor(unit === 'bytes' ? (wanted ?? 'utf-8') : unit);
}

type Unit = 'bytes' | 'utf-16le' | 'utf-16be';

/** By the byte order mark, or by where the zero of the first `<` is (XML 1.0, appendix F). */
function unitOf([first = 0, second = 0, third = 0]: Uint8Array): Unit {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0x3c && second === 0 && third !== 0) return 'utf-16le';
  return first === 0 && second === 0x3c ? 'utf-16be' : 'bytes';
}

function declaredIn(head: Uint8Array, unit: Unit): string | undefined {
  const name = unit === 'bytes' ? 'windows-1252' : unit;
  const text = new TextDecoder(name).decode(head.subarray(0, headBytes));
  return /^(?:\u00ef\u00bb\u00bf|\ufeff)?<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']/.exec(
    text,
  )?.[1];
}

function decoderFor(encoding: string): BytesDecoder {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const lenient = new TextDecoder(encoding);
  return {
    decode(bytes, isLast) {
      try {
        return { text: decoder.decode(bytes, { stream: !isLast }), problem: undefined };
      } catch {
        const [before = ''] = lenient.decode(bytes).split('\ufffd');
        return { text: before, problem: `a byte here is not ${encoding}` };
      }
    },
  };
}
